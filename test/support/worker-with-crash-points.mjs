// The worker process as it is, but for one thing: at the named point it dies, stops, or waits for a file to appear. It does so
// once, when TEST_COUNT exchanges (one, unless set) have come to the point; the first ones wait there for the last. The first
// TEST_SKIP that come there (none, unless set) pass.
// Runs what was compiled, like any worker.

import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProcess } from '../../dist/src/process.js';
import { startWorker } from '../../dist/src/start-worker.js';

const {
  TEST_POINT: point,
  TEST_ACT: act,
  TEST_FILE: file,
  TEST_COUNT: count = '1',
  TEST_SKIP: skip = '0',
} = process.env;
let reached = 0;
let skipped = 0;
let isDone = false;

async function passing(passed) {
  if (isDone || passed !== point) return;
  if (skipped < Number(skip)) {
    skipped += 1;
    return;
  }
  reached += 1;
  if (reached < Number(count)) {
    while (!isDone) await sleep(5);
    return;
  }
  isDone = true;
  if (act === 'die') process.kill(process.pid, 'SIGKILL');
  if (act === 'stop') process.kill(process.pid, 'SIGSTOP');
  if (act === 'wait') {
    writeFileSync(`${file}.reached`, '');
    while (!existsSync(file)) await sleep(20);
  }
}

await runProcess('worker', (environment) => startWorker(environment, passing));
