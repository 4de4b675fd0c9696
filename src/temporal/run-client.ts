// Starts run workflows and talks to them.

import type { Client } from '@temporalio/client';
import type { DealReportInput } from '../../workflows/deal-report.ts';
import { cancelRun } from '../../workflows/messages.ts';
import type { StepsInput } from '../../workflows/steps.ts';
import { type RunId, runWorkflowId, type TenantId } from '../domain/ids.ts';
import { taskQueues } from '../domain/task-queues.ts';

export type RunOrder =
  | (DealReportInput & { readonly kind: 'dealReport' })
  | (StepsInput & { readonly kind: 'steps' });

export interface RunClient {
  /** Starting the same run twice starts it once. */
  start(order: RunOrder): Promise<void>;
  cancel(tenant: TenantId, run: RunId): Promise<void>;
}

export function createRunClient(client: Client): RunClient {
  return {
    async start(order) {
      await client.workflow.start(order.kind, {
        workflowId: runWorkflowId(order.tenant, order.run),
        taskQueue: taskQueues.runs,
        args: [order],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: order.name,
        staticDetails: `run \`${order.run}\` of tenant \`${order.tenant}\``,
      });
    },

    async cancel(tenant, run) {
      await client.workflow.getHandle(runWorkflowId(tenant, run)).signal(cancelRun);
    },
  };
}
