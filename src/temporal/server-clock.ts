// What time it is at the Temporal server. No call says it, so this one polls a task queue that nobody puts a task in, for a
// moment, and reads from the queue's description when the server last saw the poll. Leaves nothing behind.

import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { SECOND } from '../domain/time.ts';
import type { TemporalClient } from './connection.ts';
import { instantOf } from './instant-of.ts';

const taskQueue = { name: 'firstlight-doctor' };
/** TASK_QUEUE_TYPE_ACTIVITY of temporal/api/enums/v1/task_queue.proto. */
const activities = 2;
/** The server refuses polls that are shorter than some two seconds; this one is called off much sooner. */
const pollForMs = 5 * SECOND;
const askEveryMs = 10;
/** CANCELLED (called off), DEADLINE_EXCEEDED, and what a server answers that lets this client not poll. */
const ends: ReadonlySet<number> = new Set([1, 4, 7, 12]);

/** Null where the server does not show who polls. */
export async function readServerClock({
  client,
  connection,
  namespace,
}: TemporalClient): Promise<number | null> {
  const { workflowService } = connection;
  const identity = `doctor-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const stopping = new AbortController();
  const polling = connection
    .withAbortSignal(stopping.signal, () =>
      client.withDeadline(Date.now() + pollForMs, () =>
        workflowService.pollActivityTaskQueue({ namespace, taskQueue, identity }),
      ),
    )
    .catch((error: unknown) => {
      if (!isGrpcServiceError(error) || !ends.has(error.code)) throw error;
    });
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  polling.then(end, end);
  try {
    while (!isOver) {
      const { pollers } = await workflowService.describeTaskQueue({
        namespace,
        taskQueue,
        taskQueueType: activities,
      });
      const seenAt = pollers?.find((one) => one.identity === identity)?.lastAccessTime;
      if (seenAt) return instantOf(seenAt);
      await sleep(askEveryMs);
    }
    // Throws what it failed with.
    await polling;
    return null;
  } finally {
    stopping.abort();
    await polling.catch(() => {});
  }
}
