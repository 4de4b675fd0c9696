// Starts a server so that it cannot outlive us: a few lines of sh hold the read end of a pipe whose other end is in this
// process. However we die, SIGKILL included, the kernel closes the pipe and the guard stops the server. A shell, not Node,
// because it costs 1 MB, needs no file that another user must be able to read, and has nothing to crash on.
// It must never be started without `detached`: Ctrl-C belongs to us, who stop the servers in order.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface GuardedOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the server. */
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  /** The server's output is appended here. */
  readonly logFile: string;
  readonly stopSignal: StopSignal;
  /** How long the server may take to end before it is killed. */
  readonly graceMs: number;
  /** Only root can start a server as another user. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface GuardedProcess {
  /** The server's own pid, not the guard's. */
  readonly pid: number;
  readonly exited: Promise<Exit>;
  isRunning(): boolean;
  /** Asks the server to end, kills it after the grace, resolves when it is gone. Idempotent. */
  stop(options?: { readonly graceMs?: number }): Promise<Exit>;
  /** Sends the server a signal and nothing else. False when it is gone. */
  kill(signal: NodeJS.Signals): boolean;
}

// Arguments: signal, grace in fifths of a second, then the command. fd 0 is the pipe, fd 3 takes the server's pid.
// A line on the pipe replaces the grace; its end means stop. `wait` also returns when a trap ran, hence the loop.
const guardScript = `
signal=$1; grace=$2; shift 2
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
server=$!
trap 'kill -s "$signal" "$server" 2>/dev/null' INT TERM HUP
echo "$server" >&3
exec 3>&-
(
  trap - INT TERM HUP
  while read -r line <&4; do grace=$line; done
  kill -s "$signal" "$server" 2>/dev/null
  while [ "$grace" -gt 0 ] && kill -0 "$server" 2>/dev/null; do sleep 0.2; grace=$((grace - 1)); done
  kill -s KILL "$server" 2>/dev/null
) </dev/null >/dev/null 2>&1 3>&- &
watcher=$!
exec 4<&-
while :; do
  wait "$server"; status=$?
  kill -0 "$server" 2>/dev/null || break
done
kill "$watcher" 2>/dev/null
exit "$status"
`;

const fifths = (lengthMs: number): string => String(Math.ceil(lengthMs / 200));

export async function startGuarded(options: GuardedOptions): Promise<GuardedProcess> {
  const log = openSync(options.logFile, 'a', 0o600);
  let guard: ChildProcess;
  try {
    guard = spawn(
      '/bin/sh',
      [
        '-c',
        guardScript,
        'firstlight-guard',
        options.stopSignal.slice('SIG'.length),
        fifths(options.graceMs),
        options.command,
        ...options.args,
      ],
      {
        cwd: options.directory,
        env: { ...options.env },
        detached: true,
        stdio: ['pipe', log, log, 'pipe'],
        ...options.user,
      },
    );
  } finally {
    closeSync(log);
  }

  let isRunning = true;
  const exited = new Promise<Exit>((resolve, reject) => {
    guard.once('error', reject);
    guard.once('exit', (code, signal) => {
      isRunning = false;
      // Only when the guard itself was killed can something of its group be left.
      signalQuietly(-guard.pid!, 'SIGKILL');
      resolve({ code, signal });
    });
  });
  // Whoever awaits it still sees the failure; nobody awaiting it yet must not end this process.
  exited.catch(() => {});
  // Writing the end to a guard that is gone already is not a failure.
  guard.stdin!.on('error', () => {});
  const pid = await readPid(guard, exited);

  return {
    pid,
    exited,
    isRunning: () => isRunning,
    kill: (signal) => isRunning && signalQuietly(pid, signal),
    stop: async (stopOptions) => {
      const graceMs = stopOptions?.graceMs ?? options.graceMs;
      if (isRunning && !guard.stdin!.writableEnded) guard.stdin!.end(`${fifths(graceMs)}\n`);
      // The guard keeps the grace; this is for a guard that is stopped or starved itself.
      const lastResort = setTimeout(() => signalQuietly(-guard.pid!, 'SIGKILL'), graceMs + 5_000);
      try {
        return await exited;
      } finally {
        clearTimeout(lastResort);
      }
    },
  };
}

async function readPid(guard: ChildProcess, exited: Promise<Exit>): Promise<number> {
  const written = new Promise<string>((resolve, reject) => {
    let text = '';
    const output = guard.stdio[3] as NodeJS.ReadableStream;
    output.setEncoding('utf8');
    output.on('data', (chunk: string) => {
      text += chunk;
    });
    output.on('error', reject);
    output.on('end', () => resolve(text));
  });
  // When spawning failed, `exited` rejects with the reason.
  const text = await Promise.race([written, exited.then(() => written)]);
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid))
    throw new Error('the guard of an embedded server ended before it started the server');
  return pid;
}

function signalQuietly(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    // A group whose last member is another user's zombie answers EPERM on macOS.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
    throw error;
  }
}
