// Named sets of timeouts and retries, each with its reason.

import type { ActivityOptions } from '@temporalio/workflow';
import { taskQueues } from '../src/domain/task-queues.ts';

/**
 * Database look-ups and writes of milliseconds: repeated for as long as the database is away. Short, because a worker that
 * is frozen keeps its polls open and is handed tasks it never begins.
 */
export const shortActivityOptions: ActivityOptions = {
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '20s' },
};

/** Revoking twice comes to the same, but whoever disconnects does not wait for ever on a provider that is away. */
export const revokeActivityOptions: ActivityOptions = {
  ...shortActivityOptions,
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumAttempts: 4 },
};

/**
 * One attempt, because repeating the spend of a refresh token is a decision (design section 3, "Timing"). Its own HTTP
 * timeout is 20 s; start-to-close is long because an answer in hand is saved again and again while the database is away.
 * The heartbeat is what tells a dead worker from a slow provider. Waiting in the queue is limited only so that an app no
 * worker serves any more shows: the backlog of an hour's outage at the app's pace is shorter.
 */
export const exchangeActivityOptions = (app: string): ActivityOptions => ({
  taskQueue: taskQueues.exchanges(app),
  scheduleToStartTimeout: '1 hour',
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '5s',
  retry: { maximumAttempts: 1 },
  // An exchange that has begun does not hear of a cancellation, and its result counts.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Signals to, or probes of, every account of a provider app: long, repeatable from the start. */
export const fleetActivityOptions: ActivityOptions = {
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/**
 * Tool calls run for as long as their pages last, and resume from their checkpoint, so only the heartbeat limits them.
 * Reads and keyed writes are repeated without end: what ends them is their result, the run's deadline or its cancellation.
 */
export const repeatableToolOptions: ActivityOptions = {
  taskQueue: taskQueues.tools,
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/**
 * A write without a key is executed again like any other call, because the record of it says whether it was sent
 * (activities/tools/keep-writes.ts): then it is not sent again. Shorter, since it is one request.
 */
export const onceToolOptions: ActivityOptions = {
  ...repeatableToolOptions,
  startToCloseTimeout: '15 minutes',
};

/**
 * A turn of a model: minutes at most, by its own timeout. Repeated for as long as its provider is away or refuses our key, at the
 * pace that provider asks for: what ends it is the run's deadline, its time limit, or its cancellation.
 */
export const modelOptions: ActivityOptions = {
  taskQueue: taskQueues.tools,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/**
 * The request has 15 s of its own; what lasts longer has lost its worker, and the same event is sent again. Repeated only for
 * what is not the receiver's doing: its answers are results, and the next try is the workflow's decision.
 */
export const deliveryActivityOptions: ActivityOptions = {
  taskQueue: taskQueues.deliveries,
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
};

/** A hundred entries at most, two requests each. The provider keeps them for days, so there is no hurry to repeat. */
export const journalActivityOptions: ActivityOptions = {
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5 minutes' },
};

/**
 * One step of a notice to a person: at most one message, which has 20 s of SMTP or the tool's patience with Slack. A worker
 * that dies is found by its heartbeat. What a mail server says is a result, and the next try the workflow's wait.
 */
export const noticeActivityOptions: ActivityOptions = {
  taskQueue: taskQueues.deliveries,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/**
 * A part of a preflight: 500 accounts at their providers' pace, minutes at most. On a queue of its own, because it waits for
 * account workflows whose activities are on the workflows' queue: many preflights at once would take every place there.
 */
export const preflightActivityOptions: ActivityOptions = {
  taskQueue: taskQueues.preflights,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '1 minute' },
};
