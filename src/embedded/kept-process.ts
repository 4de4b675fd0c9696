// Starts a program that can never outlive us, not even when we are killed with SIGKILL: a small `sh` stands between,
// holds the reading end of a pipe from this process, and stops the program when that pipe closes. The program gets a
// session of its own, so that Ctrl-C reaches only us and we decide the order in which things stop.
// Must never pass a secret on the command line: anyone on the machine can read it there.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { waitUntil } from './wait-until.ts';

/**
 * Descriptor 4 keeps the pipe, because a shell gives its background jobs /dev/null as standard input. The trap makes
 * `wait` return instead of the shell dying when a stray signal arrives; hence the loop. Only `sleep` is not built in.
 */
const keeper = `
signal=$1 tenths=$2; shift 2
exec 4<&0 </dev/null
trap : HUP INT TERM
"$@" 3>&- 4<&- &
program=$!
echo "$program" >&3; exec 3>&-
(
  trap '' HUP INT TERM
  while read -r line <&4; do :; done
  kill -s "$signal" "$program"
  while [ "$tenths" -gt 0 ] && kill -0 "$program"; do PATH=$PATH:/usr/bin:/bin sleep 0.1; tenths=$((tenths - 1)); done
  kill -s KILL "$program"
) >/dev/null 2>&1 &
watcher=$!
exec 4<&-
while :; do wait "$program" 2>/dev/null; status=$?; kill -0 "$program" 2>/dev/null || break; done
kill -s KILL "$watcher"; wait "$watcher" 2>/dev/null
exit "$status"
`;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface KeptProcess {
  /** Of the program itself, not of the shell that keeps it. */
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Null while it runs. */
  exit(): Exit | null;
  kill(signal: NodeJS.Signals): void;
  /** Sends `stopSignal`; after `graceMs` SIGKILL. Idempotent, answers when it is gone. */
  stop(options?: { readonly graceMs?: number }): Promise<Exit>;
}

export interface KeptProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A file's descriptor for both streams. */
  readonly outputFd: number;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly stopSignal: NodeJS.Signals;
  readonly graceMs: number;
  /** Heard before the start only: whoever waits for the program's readiness stops it. */
  readonly abort?: AbortSignal | undefined;
}

export async function startKeptProcess(options: KeptProcessOptions): Promise<KeptProcess> {
  options.abort?.throwIfAborted();
  const tenths = String(Math.ceil(options.graceMs / 100));
  const signalName = options.stopSignal.slice('SIG'.length);
  const shell = spawn(
    '/bin/sh',
    ['-c', keeper, 'firstlight-keeper', signalName, tenths, options.command, ...options.args],
    {
      cwd: options.cwd,
      env: options.environment,
      stdio: ['pipe', options.outputFd, options.outputFd, 'pipe'],
      detached: true,
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    },
  );
  let exit: Exit | null = null;
  let keeperWasKilled = false;
  const exited = new Promise<Exit>((resolve) => {
    shell.once('exit', (code, signal) => {
      keeperWasKilled = code === null;
      exit = decodeExit(code, signal);
      shell.stdin?.destroy();
      resolve(exit);
    });
  });
  const pid = await readPid(shell);
  const kill = (signal: NodeJS.Signals) => {
    if (exit === null) sendSignal(pid, signal);
  };
  // What a killed keeper kept must not go on without one.
  void exited.then(() => keeperWasKilled && sendSignal(pid, 'SIGKILL'));

  let stopping: Promise<Exit> | undefined;
  const stopOnce = async (graceMs: number): Promise<Exit> => {
    kill(options.stopSignal);
    await waitUntil(() => exit, { everyMs: 20, timeoutMs: graceMs });
    kill('SIGKILL');
    return exited;
  };
  const stop = (stopOptions: { readonly graceMs?: number } = {}) => {
    stopping ??= stopOnce(stopOptions.graceMs ?? options.graceMs);
    return stopping;
  };
  return { pid, exited, exit: () => exit, kill, stop };
}

/** For a start that fails when the program runs already. */
export async function stopAfter(program: KeptProcess, error: unknown): Promise<never> {
  await program.stop();
  throw error;
}

/** How a program ended, in words. */
export function describeExit(exit: Exit): string {
  return exit.signal === null ? `exit status ${exit.code}` : `signal ${exit.signal}`;
}

/** A shell reports a program that a signal ended as 128 plus the signal's number. */
const signalsByNumber: Readonly<Record<number, NodeJS.Signals>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

function decodeExit(code: number | null, signal: NodeJS.Signals | null): Exit {
  const ended = code === null ? undefined : signalsByNumber[code - 128];
  return ended === undefined ? { code, signal } : { code: null, signal: ended };
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The keeper tells it in its first line on descriptor 3. */
function readPid(shell: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    shell.once('error', reject);
    let text = '';
    const stream = shell.stdio[3] as Readable;
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
    stream.once('error', reject);
    stream.once('close', () => {
      const pid = Number.parseInt(text, 10);
      if (Number.isInteger(pid)) resolve(pid);
      else reject(new Error(`the keeper of ${shell.spawnargs[6]} did not start`));
    });
  });
}
