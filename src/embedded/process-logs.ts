// Which log file a process writes to: `worker.log`, and `worker-2.log` for one that runs beside the first. Must never give
// one file to two that run at once: whether a process is ready, and what its last words were, is read from its log.

import { join } from 'node:path';

export interface ProcessLog {
  readonly path: string;
  /** Once its process has ended: the next of that name goes on in this file. */
  giveBack(): void;
}

export function createProcessLogs(folder: string): { take(name: string): ProcessLog } {
  const taken = new Set<string>();
  const free = (name: string, count = 1): string => {
    const path = join(folder, count === 1 ? `${name}.log` : `${name}-${count}.log`);
    return taken.has(path) ? free(name, count + 1) : path;
  };
  return {
    take(name) {
      const path = free(name);
      taken.add(path);
      return { path, giveBack: () => taken.delete(path) };
    },
  };
}
