// Wakes the workflows that deliver events, or starts them: each works through one queue of src/store/deliveries.ts and ends
// when nothing is owed, so every message comes with a start.

import type { Client } from '@temporalio/client';
import { deliver, retryNow } from '../../workflows/messages.ts';
import type { DeliveryQueue } from '../domain/delivery.ts';
import { deliveryWorkflowId, type EventId } from '../domain/ids.ts';
import { taskQueues } from '../domain/task-queues.ts';
import { askServer } from './ask-server.ts';

export interface DeliveryClient {
  /** There is an event in the queue. */
  wake(queue: DeliveryQueue, event: EventId): Promise<void>;
  /** Try at once what waits for a later try, or find that nothing is owed any more. */
  retryNow(queue: DeliveryQueue): Promise<void>;
  /** Nothing where it runs already, not even an event in its history: it knows its time. */
  ensureStarted(queue: DeliveryQueue): Promise<void>;
}

export function createDeliveryClient(client: Client): DeliveryClient {
  const startOptions = (queue: DeliveryQueue) => ({
    workflowId: deliveryWorkflowId(queue),
    taskQueue: taskQueues.workflows,
    args: [{ queue }] as [{ readonly queue: DeliveryQueue }],
    staticSummary: `events of ${queue.subject} to ${queue.endpoint} of ${queue.tenant}`,
  });
  const ask = (send: () => Promise<unknown>): Promise<void> => askServer(client, send);

  return {
    wake: (queue, event) =>
      ask(() =>
        client.workflow.signalWithStart('deliveryWorkflow', {
          ...startOptions(queue),
          signal: deliver,
          signalArgs: [{ event }],
        }),
      ),
    ensureStarted: (queue) =>
      ask(() =>
        client.workflow.start('deliveryWorkflow', {
          ...startOptions(queue),
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      ),
    retryNow: (queue) =>
      ask(() =>
        client.workflow.signalWithStart('deliveryWorkflow', { ...startOptions(queue), signal: retryNow }),
      ),
  };
}
