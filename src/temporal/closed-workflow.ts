// Is a workflow closed, and how did that come about? Asked by its id, which the history service answers as it is now: after a
// reset the execution that goes on is asked about, not the one that was cut short.

import { WorkflowNotFoundError } from '@temporalio/client';
import type { OutsideEnd } from '../domain/settle-run.ts';
import type { TemporalClient } from './connection.ts';

export interface Closed {
  readonly execution: string;
  readonly end: OutsideEnd;
}

/** Null: it runs. */
export async function closedWorkflow(temporal: TemporalClient, workflowId: string): Promise<Closed | null> {
  try {
    const { status, runId } = await temporal.client.workflow.getHandle(workflowId).describe();
    switch (status.name) {
      case 'RUNNING':
      case 'CONTINUED_AS_NEW':
        return null;
      case 'TERMINATED': {
        const reason = await readReason(temporal, workflowId, runId);
        return { execution: runId, end: { how: `was terminated${reason && ` (${reason})`}`, byHand: true } };
      }
      case 'CANCELLED':
        return { execution: runId, end: { how: 'was cancelled', byHand: true } };
      default:
        return { execution: runId, end: { how: `ended as ${status.name.toLowerCase()}`, byHand: false } };
    }
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return { execution: 'gone', end: { how: 'is gone from the Temporal server', byHand: false } };
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
