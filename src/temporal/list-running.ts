// Which workflows run, by the beginning of their ids, as the server's visibility store has them. That lags behind by moments:
// whoever acts on what is missing here asks for each by its id first, which the history service answers as it is now.

import { WorkflowNotFoundError } from '@temporalio/client';
import type { TemporalClient } from './connection.ts';

/** Their ids. */
export async function listRunning({ client }: TemporalClient, beginning: `${string}:`): Promise<Set<string>> {
  const query = `WorkflowId STARTS_WITH '${beginning}' AND ExecutionStatus = 'Running'`;
  const running = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 }))
    running.add(workflowId);
  return running;
}

const atOnce = 50;

/** Of these, those whose workflow runs, and those whose does not. */
export async function askRunning<Item>(
  temporal: TemporalClient,
  items: readonly Item[],
  idOf: (item: Item) => string,
): Promise<{ readonly running: readonly Item[]; readonly gone: readonly Item[] }> {
  const running: Item[] = [];
  const gone: Item[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    const some = items.slice(from, from + atOnce);
    const answers = await Promise.all(some.map((item) => isRunning(temporal, idOf(item))));
    for (const [index, item] of some.entries()) (answers[index] ? running : gone).push(item);
  }
  return { running, gone };
}

async function isRunning({ client }: TemporalClient, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
