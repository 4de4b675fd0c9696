// Wakes the workflow that tells one person, or starts it: it ends when there is nothing to tell, so every message comes with a
// start.

import type { Client } from '@temporalio/client';
import { noticeDue } from '../../workflows/messages.ts';
import { noticeWorkflowId } from '../domain/ids.ts';
import type { PersonRef } from '../domain/notice.ts';
import { taskQueues } from '../domain/task-queues.ts';
import { askServer } from './ask-server.ts';

export interface NoticeClient {
  /** Something is asked of the person, or no more. */
  wake(person: PersonRef): Promise<void>;
  /** Nothing where it runs already, not even an event in its history: it knows its time. */
  ensureStarted(person: PersonRef): Promise<void>;
}

export function createNoticeClient(client: Client): NoticeClient {
  const startOptions = (person: PersonRef) => ({
    workflowId: noticeWorkflowId(person),
    taskQueue: taskQueues.workflows,
    args: [{ person }] as [{ readonly person: PersonRef }],
    staticSummary: `notices to ${person.contact}${person.tenant === null ? '' : ` of ${person.tenant}`}`,
  });
  const ask = (send: () => Promise<unknown>): Promise<void> => askServer(client, send);

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
