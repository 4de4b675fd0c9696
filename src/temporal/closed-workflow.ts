// Is a workflow closed, and how did that come about? Asked by its id, which the history service answers as it is now: after a
// reset the execution that goes on is asked about, not the one that was cut short.

import type { OutsideEnd } from '../domain/settle-run.ts';
import type { TemporalClient } from './connection.ts';
import { findWorkflowStatus } from './workflow-status.ts';

export interface Closed {
  readonly execution: string;
  readonly end: OutsideEnd;
}

/** Null: it runs. */
export async function closedWorkflow(temporal: TemporalClient, workflowId: string): Promise<Closed | null> {
  const found = await findWorkflowStatus(temporal.client, workflowId);
  if (!found) {
    return { execution: 'gone', end: { how: 'is gone from the Temporal server', byHand: false } };
  }
  const { status, execution } = found;
  const end = (how: string, byHand: boolean): Closed => ({ execution, end: { how, byHand } });
  switch (status) {
    case 'WORKFLOW_EXECUTION_STATUS_RUNNING':
    case 'WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW':
    // Another of Temporal's own ways to stand still: it has not ended.
    case 'WORKFLOW_EXECUTION_STATUS_PAUSED':
      return null;
    case 'WORKFLOW_EXECUTION_STATUS_TERMINATED': {
      const reason = await readReason(temporal, workflowId, execution);
      return end(`was terminated${reason && ` (${reason})`}`, true);
    }
    case 'WORKFLOW_EXECUTION_STATUS_CANCELED':
      return end('was cancelled', true);
    default:
      return end(`ended as ${status.replace('WORKFLOW_EXECUTION_STATUS_', '').toLowerCase()}`, false);
  }
}

const longestReason = 200;

/** What whoever terminated it gave as the reason. */
async function readReason(
  { client, namespace }: TemporalClient,
  workflowId: string,
  runId: string,
): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const reason = history?.events?.[0]?.workflowExecutionTerminatedEventAttributes?.reason ?? '';
  return reason.slice(0, longestReason);
}
