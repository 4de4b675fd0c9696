// Which workflows of a type run, as the server's visibility store has them. It lags behind by moments: whoever acts on what is
// missing here asks for that one by its id first.

import { WorkflowNotFoundError } from '@temporalio/client';
import type { TemporalClient } from './connection.ts';

/** Their ids. */
export async function listRunning(
  { client }: TemporalClient,
  workflowTypes: readonly string[],
): Promise<Set<string>> {
  const types = workflowTypes.map((type) => `'${type}'`).join(', ');
  const query = `WorkflowType IN (${types}) AND ExecutionStatus = 'Running'`;
  const running = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 }))
    running.add(workflowId);
  return running;
}

/** By its id, from the history service: true now. */
export async function isRunning({ client }: TemporalClient, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
