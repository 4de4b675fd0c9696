// Tells a process apart from a later one that got the same pid, so that a file left by a killed copy is not mistaken
// for a running one. Linux: /proc; macOS: ps.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Differs between any two processes that ever had this pid; null when none has it now. */
export function identifyProcess(pid: number): string | null {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid, 'lstart=');
}

/** The command line, null when there is no such process. */
export function commandOf(pid: number): string | null {
  if (process.platform !== 'linux') return fromPs(pid, 'args=');
  return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? null;
}

function fromProc(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name in brackets may hold anything, brackets and blanks included; the numbers start after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startedAtTick = fields[19];
  if (state === 'Z' || state === 'X' || startedAtTick === undefined) return null;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startedAtTick}`;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

function fromPs(pid: number, column: string): string | null {
  try {
    const text = execFileSync('/bin/ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim();
    return text === '' ? null : text;
  } catch (error) {
    // ps says "no such process" with exit status 1.
    if ((error as { status?: unknown }).status === 1) return null;
    throw error;
  }
}
