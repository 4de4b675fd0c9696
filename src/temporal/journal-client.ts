// Starts the workflow that reads a provider's journal of notices; one that runs already is told to read now.

import type { Client } from '@temporalio/client';
import { type JournalInput, readNow } from '../../workflows/messages.ts';
import { journalWorkflowId } from '../domain/ids.ts';
import { taskQueues } from '../domain/task-queues.ts';

export async function startJournal(client: Client, app: string): Promise<void> {
  await client.workflow.signalWithStart('journalWorkflow', {
    workflowId: journalWorkflowId(app),
    taskQueue: taskQueues.workflows,
    args: [{ app }] as [JournalInput],
    staticSummary: `the journal of notices for provider app ${app}`,
    signal: readNow,
  });
}
