// No server: the keeper, with `sleep` and small shell scripts as the programs it keeps.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startKeptProcess } from '../../src/embedded/kept-process.ts';
import { type LogFile, openLogFile } from '../../src/embedded/log-file.ts';
import { identifyProcess } from '../../src/embedded/process-identity.ts';
import { runKept } from '../../src/embedded/run-kept.ts';
import { waitUntil } from '../../src/embedded/wait-until.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const environment = { PATH: '/usr/bin:/bin' };

function keep(log: LogFile, script: string, graceMs = 5_000) {
  return startKeptProcess({
    command: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    environment,
    outputFd: log.fd,
    stopSignal: 'SIGTERM',
    graceMs,
  });
}

function openLog(): LogFile {
  const log = openLogFile(join(temporaryFolder(), 'log'));
  onTestFinished(() => log.close());
  return log;
}

it('tells the pid of the program itself and how it ended', async () => {
  const log = openLog();

  const kept = await keep(log, 'echo "I am $$"; exit 7');
  const exit = await kept.exited;

  expect(exit).toEqual({ code: 7, signal: null });
  expect(log.written()).toBe(`I am ${kept.pid}\n`);
});

it('names the signal that ended a program', async () => {
  const kept = await keep(openLog(), 'exec sleep 60');

  kept.kill('SIGKILL');

  expect(await kept.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

it('stops a program with its signal, once, however often it is asked', async () => {
  const log = openLog();
  const kept = await keep(log, "trap 'echo asked' TERM; echo up; while :; do sleep 0.05; done", 300);
  await waitUntil(() => (log.written().includes('up') ? true : null), { everyMs: 10, timeoutMs: 5_000 });

  const exits = await Promise.all([kept.stop(), kept.stop()]);

  expect(exits).toEqual([
    { code: null, signal: 'SIGKILL' },
    { code: null, signal: 'SIGKILL' },
  ]);
  expect(log.written()).toBe('up\nasked\n');
});

it('leaves no keeper behind when the program ends by itself', async () => {
  const kept = await keep(openLog(), 'exec sleep 60');
  const keepers = await processesNamed(String(kept.pid));

  kept.kill('SIGTERM');
  await kept.exited;

  expect(keepers.length).toBeGreaterThan(0);
  expect(await processesNamed(String(kept.pid))).toEqual([]);
});

it('ends a program that takes too long and says so', async () => {
  const answer = await runKept('sleep', ['60'], { environment, timeoutMs: 50 });

  expect(answer).toMatchObject({ succeeded: false, timedOut: true });
});

it('reports a program that does not exist as a shell does', async () => {
  const answer = await runKept('no-such-program-here', [], { environment, timeoutMs: 5_000 });

  expect(answer).toMatchObject({ succeeded: false, status: 127 });
});

it('ends what it runs when it is called off', async () => {
  const aborter = new AbortController();
  const running = runKept('sleep', ['60'], { environment, timeoutMs: 60_000, abort: aborter.signal });

  aborter.abort(new Error('called off'));

  await expect(running).rejects.toThrow('called off');
});

it('tells a process from a later one with the same pid', async () => {
  const child = spawn('sleep', ['60']);
  const pid = child.pid!;
  const identity = identifyProcess(pid);
  expect(identity).toBe(identifyProcess(pid));
  expect(identity).not.toBe(identifyProcess(process.pid));

  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));

  expect(identifyProcess(pid)).toBeNull();
});

/** Pids in the session the program was started in. */
async function processesNamed(programPid: string): Promise<string[]> {
  const { output } = await runKept('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], {
    environment,
    timeoutMs: 5_000,
  });
  const rows = output.split('\n').map((line) => line.trim().split(/\s+/));
  const parent = rows.find(([pid]) => pid === programPid)?.[1] ?? keeperOf.get(programPid);
  if (parent !== undefined) keeperOf.set(programPid, parent);
  return rows
    .filter(([pid, ppid, state]) => (pid === parent || ppid === parent) && !state?.startsWith('Z'))
    .map(([pid]) => pid!);
}

const keeperOf = new Map<string, string>();
