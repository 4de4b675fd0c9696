// What keeps api and worker up in production (systemd, Kubernetes) and is missing on the embedded stack: a process that
// ended is started again, whoever ended it. An end that nobody planned is counted, not hidden.

import type { NodeProcess } from '../src/embedded/processes.ts';

export interface Supervised {
  /** SIGKILL; answers when its successor is ready. */
  kill(): Promise<void>;
  unplannedExits(): number;
  /** From now on it may end. */
  release(): void;
}

const attempts = 5;

export function supervise(first: NodeProcess, start: () => Promise<NodeProcess>): Supervised {
  let current = first;
  let isReleased = false;
  let planned = 0;
  let exits = 0;
  let successor: Promise<void> = Promise.resolve();

  const watch = (process: NodeProcess): void => {
    current = process;
    void process.exited.then(() => {
      if (isReleased) return;
      exits += 1;
      successor = replace();
      // Whoever kills waits for it, and hears of a failure there; without a successor the runs do not end.
      successor.catch(() => {});
    });
  };
  const replace = async (): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        watch(await start());
        return;
      } catch (error) {
        // A server it needs may be on its way down or up.
        if (isReleased || attempt === attempts) throw error;
      }
    }
  };
  watch(first);

  return {
    async kill() {
      // Its predecessor's end may be under way.
      await successor;
      planned += 1;
      const victim = current;
      victim.kill('SIGKILL');
      await victim.exited;
      await successor;
    },
    unplannedExits: () => exits - planned,
    release: () => {
      isReleased = true;
    },
  };
}
