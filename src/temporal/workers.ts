// The workers of a worker process, one per queue (src/domain/task-queues.ts says why).

import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { taskQueues } from '../domain/task-queues.ts';
import type { Payloads } from './payloads.ts';
import { workflowBundlePath } from './workflow-bundle.ts';

export interface WorkerSet {
  /** Settles when all have stopped. */
  run(): Promise<void>;
  shutdown(): void;
}

/** So many calls of tools and models are under way in a worker at a time. */
export const toolPlaces = 100;

/** Of the time to stop within: what calls may use to finish before they are handed over. */
const graceShare = 0.4;

const polling = { type: 'autoscaling', minimum: 1, initial: 2, maximum: 10 } as const;

const partitions = 4;

/**
 * A queue's rate is divided among its partitions, four unless the server says otherwise, and a poll waits in one of them for that
 * one's share: seconds, where the pace is slow, in which nobody looks at the others, nor at what may go first in them. So a slow
 * app has a poll for each (a single one brought a third of its pace). A fast one has no more than it needs, because every poll
 * of a frozen worker loses an order.
 */
const pollingFor = (perSecond: number): WorkerOptions['activityTaskPollerBehavior'] =>
  perSecond < partitions ? { type: 'simple-maximum', maximum: partitions } : { ...polling, initial: 1 };

const workflowOptions: Partial<WorkerOptions> = {
  maxCachedWorkflows: 500,
  maxConcurrentWorkflowTaskExecutions: 40,
  workflowTaskPollerBehavior: polling,
  // A worker that died is not waited for: its workflows move to another at once.
  stickyQueueScheduleToStartTimeout: '1s',
};

export async function createWorkers(
  connection: NativeConnection,
  namespace: string,
  dataConverter: Payloads,
  activities: {
    readonly short: object;
    readonly exchanges: object;
    readonly apps: readonly { readonly app: string; readonly exchangesPerSecond: number }[];
    readonly tools: object;
    readonly preflights: object;
    readonly deliveries: object;
  },
  shutdownMs: number,
  /** Workflow code with more than the build's in it; null: the build's. */
  workflowCode: string | null,
): Promise<WorkerSet> {
  const common: Partial<WorkerOptions> = {
    // Then calls under way are canceled, and end at their checkpoint, for another worker to go on from.
    shutdownGraceTime: shutdownMs * graceShare,
    // Heartbeats carry cancellation; throttled less than usual so that a cancelled call ends within a second or two.
    maxHeartbeatThrottleInterval: '1s',
    activityTaskPollerBehavior: polling,
  };
  const create = (taskQueue: string, options: Partial<WorkerOptions>): Promise<Worker> =>
    Worker.create({ connection, namespace, taskQueue, dataConverter, ...common, ...options });
  const workers = await Promise.all([
    ...activities.apps.map(({ app, exchangesPerSecond }) =>
      create(taskQueues.exchanges(app), {
        activities: activities.exchanges,
        maxConcurrentActivityTaskExecutions: 20,
        // Kept by the server, for all workers of the queue together: the last to poll sets it, so all must say the same.
        maxTaskQueueActivitiesPerSecond: exchangesPerSecond,
        activityTaskPollerBehavior: pollingFor(exchangesPerSecond),
      }),
    ),
    create(taskQueues.workflows, {
      ...workflowOptions,
      workflowBundle: workflowCode === null ? { codePath: workflowBundlePath } : { code: workflowCode },
      activities: activities.short,
      maxConcurrentActivityTaskExecutions: 50,
    }),
    create(taskQueues.tools, {
      activities: activities.tools,
      maxConcurrentActivityTaskExecutions: toolPlaces,
    }),
    create(taskQueues.preflights, {
      activities: activities.preflights,
      maxConcurrentActivityTaskExecutions: 20,
      activityTaskPollerBehavior: { ...polling, initial: 1 },
    }),
    create(taskQueues.deliveries, {
      activities: activities.deliveries,
      maxConcurrentActivityTaskExecutions: 50,
    }),
  ]);

  return {
    async run() {
      await Promise.all(workers.map((worker) => worker.run()));
    },
    shutdown() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    },
  };
}
