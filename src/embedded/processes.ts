// Runs one Node process of ours (api, worker, sandbox) as a part: its output in a log file, ready when it says or
// answers so, stopped in order or killed on purpose. Must never outlive us (kept-process.ts) and never put a setting
// on a command line: values travel in the environment only.

import { CannotStart } from './cannot-start.ts';
import { describeExit, type Exit, startKeptProcess, stopAfter } from './kept-process.ts';
import { openLogFile } from './log-file.ts';
import { waitUntil } from './wait-until.ts';

const readyWithinMs = 60_000;
const graceMs = 15_000;
/** A small young generation: three of ours live on one machine, and none of them is short of time. */
const nodeFlags = ['--enable-source-maps', '--max-semi-space-size=4'];

export interface NodeProcessOptions {
  /** As a person calls it: "the worker". */
  readonly name: string;
  /** A compiled file under dist. */
  readonly script: string;
  readonly args?: readonly string[] | undefined;
  /** Added to what we were given ourselves; undefined removes a variable. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logPath: string;
  /** A line of its output, or an address that answers with a status below 400. */
  readonly ready: { readonly line: RegExp } | { readonly url: string };
  readonly abort?: AbortSignal | undefined;
}

export interface NodeProcess {
  readonly name: string;
  readonly pid: number;
  readonly logPath: string;
  /** The output line that made it ready; null when an address did. */
  readonly readyLine: string | null;
  readonly exited: Promise<Exit>;
  /** Null while it runs. */
  exit(): Exit | null;
  /** What it wrote since it was started, at most the last 256 KiB. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  stop(options?: { readonly graceMs?: number }): Promise<Exit>;
}

export async function startNodeProcess(options: NodeProcessOptions): Promise<NodeProcess> {
  const logFile = openLogFile(options.logPath);
  const program = await startKeptProcess({
    command: process.execPath,
    args: [...nodeFlags, options.script, ...(options.args ?? [])],
    cwd: process.cwd(),
    environment: { ...process.env, ...options.environment },
    outputFd: logFile.fd,
    stopSignal: 'SIGTERM',
    graceMs,
    abort: options.abort,
  }).finally(() => logFile.close());
  const ready = await waitUntil(
    async () => (await isReady(options.ready, logFile.written)) ?? program.exit(),
    { everyMs: 25, timeoutMs: readyWithinMs, abort: options.abort },
  ).catch((error: Error) => stopAfter(program, error));
  if (ready === null || !('line' in ready)) {
    await program.stop();
    const how = ready === null ? `was not ready within ${readyWithinMs / 1000} s` : describeExit(ready);
    throw new CannotStart(
      `${options.name} did not start (${how}). Its last words, from ${logFile.path}:\n${logFile.lastLines(12)}`,
    );
  }
  return {
    name: options.name,
    pid: program.pid,
    logPath: logFile.path,
    readyLine: ready.line,
    exited: program.exited,
    exit: program.exit,
    output: logFile.written,
    kill: program.kill,
    stop: program.stop,
  };
}

async function isReady(
  ready: NodeProcessOptions['ready'],
  written: () => string,
): Promise<{ readonly line: string | null } | null> {
  if ('line' in ready) {
    // The last piece may be half a line.
    const line = written()
      .split('\n')
      .slice(0, -1)
      .find((each) => ready.line.test(each));
    return line === undefined ? null : { line };
  }
  try {
    const answer = await fetch(ready.url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
    await answer.body?.cancel();
    return answer.status < 400 ? { line: null } : null;
  } catch {
    // Not listening yet; if it never does, its log tells why.
    return null;
  }
}
