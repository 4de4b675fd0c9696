// Starts preflights and waits for them, for as long as a caller of the API does.

import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { PreflightInput } from '../../workflows/messages.ts';
import type { preflightWorkflow } from '../../workflows/preflight.ts';
import { type PreflightId, preflightWorkflowId, type TenantId } from '../domain/ids.ts';
import { taskQueues } from '../domain/task-queues.ts';

export interface PreflightClient {
  /** Starting the same one twice starts it once. */
  start(preflight: PreflightId, input: PreflightInput): Promise<void>;
  /** True when it is done, false when it is not yet. */
  waitUntilDone(tenant: TenantId, preflight: PreflightId, patienceMs: number): Promise<boolean>;
}

const patienceMs = 10_000;

export function createPreflightClient(client: Client): PreflightClient {
  return {
    async start(preflight, input) {
      try {
        await client.withDeadline(Date.now() + patienceMs, () =>
          client.workflow.start<typeof preflightWorkflow>('preflightWorkflow', {
            workflowId: preflightWorkflowId(input.tenant, preflight),
            taskQueue: taskQueues.workflows,
            args: [input],
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            staticSummary: `preflight ${input.run?.name ?? preflight}`,
            staticDetails: `who will not survive until ${new Date(input.until).toISOString()}, and who must act`,
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    waitUntilDone: (tenant, preflight, waitMs) =>
      client
        .withDeadline(Date.now() + waitMs, () =>
          client.workflow.getHandle(preflightWorkflowId(tenant, preflight)).result(),
        )
        .then(
          () => true,
          () => false,
        ),
  };
}
