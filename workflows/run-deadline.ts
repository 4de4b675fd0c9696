// The timer of a run's deadline. What the deadline does to its waits is the engine's to say.

import { condition, patched } from '@temporalio/workflow';
import type { Ledger } from '../src/domain/run.ts';

/** `isTold`: the run goes on waiting, and whoever listens is to know that it is late. */
export function waitForDeadline(
  { deadlineAt, onDeadline }: Pick<Ledger, 'deadlineAt' | 'onDeadline'>,
  passed: (isTold: boolean) => void,
): { stop(): void } {
  let isStopped = false;
  if (deadlineAt !== null) {
    void condition(() => isStopped, Math.max(1, deadlineAt - Date.now()), {
      summary: 'deadline of the run',
    }).then((isOverBefore) => {
      if (!isOverBefore) passed(onDeadline === 'keep_waiting' && patched('overdue-event'));
    });
  }
  return {
    stop() {
      isStopped = true;
    },
  };
}
