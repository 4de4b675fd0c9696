// Runs a program to its end (initdb, pip, a look at a version) under the same keeper as the servers, so that an
// interrupted start leaves nothing behind. A program that is not there is an answer, not an error.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKeptProcess } from './kept-process.ts';
import { openLogFile } from './log-file.ts';

export interface RunKeptOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** After this it is ended and counts as failed. */
  readonly timeoutMs: number;
  readonly abort?: AbortSignal | undefined;
}

export interface RunKeptResult {
  readonly succeeded: boolean;
  /** What a shell reports: 127 for a program that was not found, 126 for one that may not be run. */
  readonly status: number | null;
  readonly timedOut: boolean;
  readonly output: string;
}

export async function runKept(
  command: string,
  args: readonly string[],
  options: RunKeptOptions,
): Promise<RunKeptResult> {
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-run-'));
  const log = openLogFile(join(folder, 'output'));
  let timedOut = false;
  try {
    const program = await startKeptProcess({
      ...options,
      command,
      args,
      cwd: options.cwd ?? '/',
      outputFd: log.fd,
      stopSignal: 'SIGTERM',
      graceMs: 2_000,
    });
    const end = () => void program.stop();
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, options.timeoutMs);
    options.abort?.addEventListener('abort', end);
    if (options.abort?.aborted) end();
    const exit = await program.exited;
    options.abort?.removeEventListener('abort', end);
    clearTimeout(timer);
    options.abort?.throwIfAborted();
    return { succeeded: exit.code === 0, status: exit.code, timedOut, output: log.written().trim() };
  } finally {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
