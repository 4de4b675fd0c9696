// Who works on a task queue now. The server remembers a poller for five minutes, so one that was told to stop is known by its own
// last word (worker heartbeats), and one that was killed by its silence.

import { isGrpcServiceError } from '@temporalio/client';
import { SECOND } from '../domain/time.ts';
import type { TemporalClient } from './connection.ts';
import { instantOf } from './instant-of.ts';

/** Of temporal/api/enums/v1/task_queue.proto. */
const kinds = { workflows: 1, activities: 2 } as const;
export type QueueKind = keyof typeof kinds;

/** A poll is answered after a minute at the latest, and the next one follows at once. */
export const silentAfterMs = 75 * SECOND;

/** WORKER_STATUS_SHUTTING_DOWN and _SHUTDOWN of temporal/api/enums/v1/common.proto. */
const stopped: ReadonlySet<number> = new Set([2, 3]);

/** How many processes poll. */
export async function countPollers(
  { connection, namespace }: TemporalClient,
  queue: { readonly name: string; readonly kind: QueueKind },
  /** By the server's clock, which says when a poller was last seen. */
  now: number,
  isStopped: (queue: string, identity: string) => boolean,
): Promise<number> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue.name },
    taskQueueType: kinds[queue.kind],
  });
  return (pollers ?? []).filter(
    ({ identity, lastAccessTime }) =>
      lastAccessTime != null &&
      now - instantOf(lastAccessTime) < silentAfterMs &&
      !isStopped(queue.name, identity ?? ''),
  ).length;
}

/** gRPC's UNIMPLEMENTED and PERMISSION_DENIED: servers that do not keep or show it. */
const untold: ReadonlySet<number> = new Set([7, 12]);

/** Which workers have said that they stop, and no later one of the same process has begun. */
export async function readStoppedWorkers({
  connection,
  namespace,
}: TemporalClient): Promise<(queue: string, identity: string) => boolean> {
  const latest = new Map<string, { readonly beganAt: number; readonly isStopped: boolean }>();
  try {
    let nextPageToken: Uint8Array | undefined;
    do {
      const page = await connection.workflowService.listWorkers({
        namespace,
        pageSize: 1_000,
        ...(nextPageToken && { nextPageToken }),
      });
      for (const { workerHeartbeat: one } of page.workersInfo ?? []) {
        if (!one) continue;
        const key = `${one.taskQueue} ${one.workerIdentity}`;
        const beganAt = one.startTime ? instantOf(one.startTime) : 0;
        if (beganAt < (latest.get(key)?.beganAt ?? 0)) continue;
        latest.set(key, { beganAt, isStopped: stopped.has(one.status ?? 0) });
      }
      nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
    } while (nextPageToken);
  } catch (error) {
    if (!isGrpcServiceError(error) || !untold.has(error.code)) throw error;
  }
  return (queue, identity) => latest.get(`${queue} ${identity}`)?.isStopped ?? false;
}
