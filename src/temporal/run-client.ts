// Starts run workflows and talks to them.

import type { Client } from '@temporalio/client';
import type { AgentInput } from '../../workflows/agent-input.ts';
import type { DealReportInput } from '../../workflows/deal-report.ts';
import { cancelRun } from '../../workflows/messages.ts';
import type { OwnRunInput } from '../../workflows/own-run.ts';
import type { StepsInput } from '../../workflows/steps.ts';
import { lateFillWorkflowId, type RunId, runWorkflowId, type TenantId } from '../domain/ids.ts';
import { taskQueues } from '../domain/task-queues.ts';

export type RunOrder =
  | (DealReportInput & { readonly kind: 'dealReport' })
  | (StepsInput & { readonly kind: 'steps' })
  | (AgentInput & { readonly kind: 'agent' })
  /** Of a kind that an extension brings. */
  | OwnRunInput;

export interface RunClient {
  /** Starting the same run twice starts it once. */
  start(order: RunOrder): Promise<void>;
  cancel(tenant: TenantId, run: RunId): Promise<void>;
  /** Of a run that has ended with gaps: nobody waits for them any more. */
  cancelLateFill(tenant: TenantId, run: RunId): Promise<void>;
}

/** A caller of the API waits meanwhile. Without a deadline a client goes on trying for longer than anybody waits. */
const patienceMs = 10_000;

export function createRunClient(client: Client): RunClient {
  const inTime = (ask: () => Promise<unknown>): Promise<void> =>
    client.withDeadline(Date.now() + patienceMs, async () => void (await ask()));

  return {
    start: (order) =>
      inTime(() =>
        client.workflow.start(order.kind, {
          workflowId: runWorkflowId(order.tenant, order.run),
          taskQueue: taskQueues.workflows,
          args: [order],
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: order.name,
          memo: { tenant: order.tenant, run: order.run, kind: order.kind, name: order.name },
          staticDetails: `run \`${order.run}\` of tenant \`${order.tenant}\``,
        }),
      ),

    cancel: (tenant, run) =>
      inTime(() => client.workflow.getHandle(runWorkflowId(tenant, run)).signal(cancelRun)),

    cancelLateFill: (tenant, run) =>
      inTime(() => client.workflow.getHandle(lateFillWorkflowId(tenant, run)).signal(cancelRun)),
  };
}
