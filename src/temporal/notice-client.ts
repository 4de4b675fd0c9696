// Wakes the workflow that tells one person, or starts it: it ends when there is nothing to tell, so every message comes with a
// start.

import { type Client, isGrpcServiceError } from '@temporalio/client';
import { noticeDue } from '../../workflows/messages.ts';
import { Failure } from '../domain/failures.ts';
import { noticeWorkflowId } from '../domain/ids.ts';
import type { PersonRef } from '../domain/notice.ts';
import { taskQueues } from '../domain/task-queues.ts';

export interface NoticeClient {
  /** Something is asked of the person, or no more. */
  wake(person: PersonRef): Promise<void>;
  /** Nothing where it runs already, not even an event in its history: it knows its time. */
  ensureStarted(person: PersonRef): Promise<void>;
}

/** Without a deadline a client goes on trying for longer than anybody waits. */
const patienceMs = 5_000;

export function createNoticeClient(client: Client): NoticeClient {
  const startOptions = (person: PersonRef) => ({
    workflowId: noticeWorkflowId(person),
    taskQueue: taskQueues.workflows,
    args: [{ person }] as [{ readonly person: PersonRef }],
    staticSummary: `notices to ${person.contact}${person.tenant === null ? '' : ` of ${person.tenant}`}`,
  });
  const ask = async (send: () => Promise<unknown>): Promise<void> => {
    try {
      await client.withDeadline(Date.now() + patienceMs, send);
    } catch (error) {
      if (!isGrpcServiceError(error)) throw error;
      throw new Failure('store.unavailable', 'the Temporal server does not answer', {
        facts: { grpcStatus: error.code },
      });
    }
  };

  return {
    wake: (person) =>
      ask(() =>
        client.workflow.signalWithStart('noticeWorkflow', { ...startOptions(person), signal: noticeDue }),
      ),
    ensureStarted: (person) =>
      ask(() =>
        client.workflow.start('noticeWorkflow', {
          ...startOptions(person),
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      ),
  };
}
