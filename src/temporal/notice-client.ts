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
}

/** Without a deadline a client goes on trying for longer than anybody waits. */
const patienceMs = 5_000;

export function createNoticeClient(client: Client): NoticeClient {
  return {
    async wake(person) {
      try {
        await client.withDeadline(Date.now() + patienceMs, () =>
          client.workflow.signalWithStart('noticeWorkflow', {
            workflowId: noticeWorkflowId(person),
            taskQueue: taskQueues.workflows,
            args: [{ person }],
            signal: noticeDue,
            staticSummary: `notices to ${person.contact}${person.tenant === null ? '' : ` of ${person.tenant}`}`,
          }),
        );
      } catch (error) {
        if (!isGrpcServiceError(error)) throw error;
        throw new Failure('store.unavailable', 'the Temporal server does not answer', {
          facts: { grpcStatus: error.code },
        });
      }
    },
  };
}
