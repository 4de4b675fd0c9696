// What other parts of the system tell the workflow of a provider app. Every word starts it if it is not there.

import type { Client, WorkflowSignalWithStartOptions } from '@temporalio/client';
import type { AppReport } from '../../activities/contract.ts';
import type { ProviderAppInput } from '../../workflows/messages.ts';
import { refusalSeen, successSeen, watchBegan } from '../../workflows/messages.ts';
import { providerAppWorkflowId } from '../domain/ids.ts';
import { taskQueues } from '../domain/task-queues.ts';

export interface ProviderAppClient {
  report(app: string, report: AppReport): Promise<void>;
  watchBegan(app: string): Promise<void>;
}

export function createProviderAppClient(client: Client): ProviderAppClient {
  const startOptions = (app: string) => ({
    workflowId: providerAppWorkflowId(app),
    taskQueue: taskQueues.workflows,
    args: [{ app }] as [ProviderAppInput],
    staticSummary: `provider app ${app}: all of its accounts together`,
  });
  const tell = async <Args extends unknown[]>(
    app: string,
    signal: Pick<WorkflowSignalWithStartOptions<Args>, 'signal' | 'signalArgs'>,
  ): Promise<void> => {
    await client.workflow.signalWithStart('providerAppWorkflow', {
      ...startOptions(app),
      ...signal,
    } as Parameters<typeof client.workflow.signalWithStart>[1]);
  };

  return {
    report: (app, report) =>
      report.kind === 'refused'
        ? tell(app, { signal: refusalSeen, signalArgs: [report] })
        : tell(app, { signal: successSeen, signalArgs: [report] }),
    watchBegan: (app) => tell(app, { signal: watchBegan, signalArgs: [] }),
  };
}
