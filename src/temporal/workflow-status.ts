// How a workflow stands, asked by its id, which the history service answers as it is now. Of the raw service: the client would
// open memo and summary as well, and one payload that does not open would hide the status of everything listed with it.

import type { Client } from '@temporalio/client';
// A CommonJS module, whose names Node does not see one by one.
import proto from '@temporalio/proto';
import { hasStatus } from './grpc-status.ts';

const statuses = proto.temporal.api.enums.v1.WorkflowExecutionStatus;
export type WorkflowStatus = keyof typeof statuses;

/** Of the newest execution; null: the server knows of none. */
export async function findWorkflowStatus(
  client: Client,
  workflowId: string,
): Promise<{ readonly status: WorkflowStatus; readonly execution: string } | null> {
  try {
    const { workflowExecutionInfo: info } = await client.workflowService.describeWorkflowExecution({
      namespace: client.options.namespace,
      execution: { workflowId },
    });
    return { status: statuses[info!.status!] as WorkflowStatus, execution: info!.execution!.runId! };
  } catch (error) {
    if (hasStatus(error, 'notFound')) return null;
    throw error;
  }
}
