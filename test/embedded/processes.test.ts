// No server of others: small Node scripts in the place of our processes.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePorts } from '../../src/embedded/ports.ts';
import { identifyProcess } from '../../src/embedded/process-identity.ts';
import { type NodeProcess, type NodeProcessOptions, startNodeProcess } from '../../src/embedded/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function start(script: string, options: Partial<NodeProcessOptions> = {}): Promise<NodeProcess> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'script.mjs'), script);
  const started = await startNodeProcess({
    name: 'the worker',
    script: join(folder, 'script.mjs'),
    environment: {},
    logPath: join(folder, 'logs', 'worker.log'),
    ready: { line: /ready/ },
    ...options,
  });
  onTestFinished(() => void started.stop());
  return started;
}

it('is ready with the line that says so, and hands that line out', async () => {
  const worker = await start(
    "console.log('waking'); console.log('ready on 4711'); setInterval(() => {}, 1000);",
  );

  expect(worker.readyLine).toBe('ready on 4711');
  expect(readFileSync(worker.logPath, 'utf8')).toBe('waking\nready on 4711\n');
});

it('is ready when its address answers', async () => {
  const [port] = await freePorts(1);

  const api = await start(
    "import { createServer } from 'node:http'; createServer((_, r) => r.end('ok')).listen(process.env.PORT, '127.0.0.1');",
    { environment: { PORT: String(port) }, ready: { url: `http://127.0.0.1:${port}/readyz` } },
  );

  expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  expect(api.exit()).toBeNull();
});

it('passes settings in the environment and can take an inherited one away', async () => {
  process.env.FIRSTLIGHT_INHERITED = 'inherited';
  onTestFinished(() => {
    delete process.env.FIRSTLIGHT_INHERITED;
  });

  const worker = await start(
    "console.log('ready', process.env.FIRSTLIGHT_GIVEN, process.env.FIRSTLIGHT_INHERITED); setInterval(() => {}, 1000);",
    { environment: { FIRSTLIGHT_GIVEN: 'given', FIRSTLIGHT_INHERITED: undefined } },
  );

  expect(worker.readyLine).toBe('ready given undefined');
});

it('reports a process that ends before it is ready, with its last words', async () => {
  const starting = start("console.error('DATABASE_URL must be set'); process.exit(4);");

  await expect(starting).rejects.toThrow(
    /^the worker did not start \(exit status 4\)\. .*worker\.log:\nDATABASE_URL must be set$/,
  );
});

it('stops a process in order and tells its exit status', async () => {
  const worker = await start(
    "process.on('SIGTERM', () => { console.log('bye'); process.exit(5); }); console.log('ready'); setInterval(() => {}, 1000);",
  );

  expect(await worker.stop()).toEqual({ code: 5, signal: null });
  expect(worker.output()).toBe('ready\nbye\n');
  expect(identifyProcess(worker.pid)).toBeNull();
});

it('kills one that does not stop within its grace', async () => {
  const worker = await start(
    "process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000);",
  );

  expect(await worker.stop({ graceMs: 100 })).toEqual({ code: null, signal: 'SIGKILL' });
});

it('tells of a process that is killed from outside', async () => {
  const worker = await start("console.log('ready'); setInterval(() => {}, 1000);");

  worker.kill('SIGKILL');

  expect(await worker.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(worker.exit()).toEqual({ code: null, signal: 'SIGKILL' });
});

it('ends what it was starting when it is called off', async () => {
  const aborter = new AbortController();
  const starting = start("console.log('never says so'); setInterval(() => {}, 1000);", {
    abort: aborter.signal,
  });

  aborter.abort(new Error('called off'));

  await expect(starting).rejects.toThrow('called off');
});
