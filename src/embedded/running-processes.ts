// Finds running processes by a text in their command line: the one sign of a live server that a crash cannot leave behind,
// unlike a pid file, whose number may by now belong to somebody else.
// Linux reads /proc (slim images have no `ps`); elsewhere `ps`.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The pids whose arguments contain `text`, ourselves excluded. */
export async function findProcessesWith(text: string): Promise<number[]> {
  const all = existsSync('/proc/self/cmdline') ? readProc() : await readPs();
  return all.filter(({ pid, args }) => pid !== process.pid && args.includes(text)).map(({ pid }) => pid);
}

interface RunningProcess {
  readonly pid: number;
  readonly args: string;
}

function readProc(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), args }];
      } catch (error) {
        // It ended between the listing and the reading, or is hidden from us.
        if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
        throw error;
      }
    });
}

async function readPs(): Promise<RunningProcess[]> {
  const { stdout } = await execute('ps', ['-axww', '-o', 'pid=,args='], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), args: match[2]! }] : [];
  });
}
