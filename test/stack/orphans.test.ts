// A program that runs the whole stack and a process of ours on top, ended in each way it can end: nothing it started may
// be there afterwards. Uses the compiled code, as a person does.

import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { identifyProcess } from '../../src/embedded/process-identity.ts';
import { waitUntil } from '../../src/embedded/wait-until.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const compiled = new URL('../../dist/src/', import.meta.url).href;

const program = `
const { createStack } = await import('${compiled}embedded/stack.js');
const { startNodeProcess } = await import('${compiled}embedded/processes.js');
const { handleStopSignals } = await import('${compiled}embedded/stop-signals.js');
const [dataDir, worker] = process.argv.slice(1);
const tell = (line) => process.stdout.write(line + '\\n');
const stack = createStack({ dataDir, searchAttributes: {}, log: tell });
handleStopSignals(() => stack.stop(), { exitStatus: 0, log: tell });
tell('starting');
const running = await stack.start();
const part = stack.add(await startNodeProcess({
  name: 'the worker', script: worker, environment: {}, logPath: dataDir + '/worker.log', ready: { line: /ready/ },
}));
tell('pids ' + JSON.stringify([running.postgres.pid, running.temporal.pid, part.pid]));
setInterval(() => {}, 1000);
`;

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  output(): string;
  pids(): Promise<number[]>;
}

function run(dataDir: string): Running {
  const worker = join(temporaryFolder(), 'worker.mjs');
  writeFileSync(worker, "console.log('ready'); setInterval(() => {}, 1000);");
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, '--', dataDir, worker], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const pids = async () => {
    const line = await waitUntil(() => /pids (\[.*\])/.exec(text), { everyMs: 20, timeoutMs: 60_000 });
    if (line === null) throw new Error(`it did not start: ${text}`);
    return JSON.parse(line[1]!) as number[];
  };
  return { child, exited, output: () => text, pids };
}

const allGone = (pids: readonly number[], timeoutMs: number) =>
  waitUntil(() => (pids.every((pid) => identifyProcess(pid) === null) ? 'gone' : null), {
    everyMs: 20,
    timeoutMs,
  });

describe('a program that runs the stack', () => {
  it('stops everything in order before it ends when it is told to with SIGTERM', async () => {
    const running = run(temporaryFolder());
    const pids = await running.pids();

    running.child.kill('SIGTERM');

    expect(await running.exited).toBe(0);
    expect(pids.map(identifyProcess)).toEqual([null, null, null]);
  });

  it('takes a Ctrl-C that arrives twice, from the terminal and from npm, for one', async () => {
    const running = run(temporaryFolder());
    const pids = await running.pids();

    running.child.kill('SIGINT');
    running.child.kill('SIGINT');

    expect(await running.exited).toBe(0);
    expect(pids.map(identifyProcess)).toEqual([null, null, null]);
  });

  it('leaves nothing behind when it is killed, and its folder can be used again', async () => {
    const folder = temporaryFolder();
    const running = run(folder);
    const pids = await running.pids();

    running.child.kill('SIGKILL');
    await running.exited;
    // At once, while the keepers are still stopping what was left.
    const next = run(folder);
    const nextPids = await next.pids();

    expect(pids.map(identifyProcess)).toEqual([null, null, null]);
    next.child.kill('SIGTERM');
    expect(await next.exited).toBe(0);
    expect(await allGone(nextPids, 0)).toBe('gone');
  });

  it('leaves nothing behind when it is killed and nothing is started after it', async () => {
    const running = run(temporaryFolder());
    const pids = await running.pids();

    running.child.kill('SIGKILL');

    expect(await allGone(pids, 60_000)).toBe('gone');
  });

  it('stops what it has started so far when it is told to in the middle of the start', async () => {
    const folder = temporaryFolder();
    const running = run(folder);
    await waitUntil(() => (running.output().includes('starting') ? 'starting' : null), {
      everyMs: 5,
      timeoutMs: 20_000,
    });

    running.child.kill('SIGTERM');

    expect(await running.exited).toBe(0);
    const again = run(folder);
    await again.pids();
    again.child.kill('SIGTERM');
    expect(await again.exited).toBe(0);
  });
});
