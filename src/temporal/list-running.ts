// Which workflows run, by the beginning of their ids, as the server's visibility store has them. That lags behind by moments:
// whoever acts on what is missing here asks for each by its id first, which the history service answers as it is now.

import type { TemporalClient } from './connection.ts';
import { findWorkflowStatus } from './workflow-status.ts';

/** Their ids. */
export async function listRunning(
  { client, namespace }: TemporalClient,
  beginning: `${string}:`,
): Promise<Set<string>> {
  const query = `WorkflowId STARTS_WITH '${beginning}' AND ExecutionStatus = 'Running'`;
  const running = new Set<string>();
  let nextPageToken: Uint8Array | null | undefined;
  do {
    // Of the raw service, which opens no payload: ids are all that is wanted.
    const page = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: 1_000,
      ...(nextPageToken && { nextPageToken }),
    });
    for (const { execution } of page.executions) running.add(execution!.workflowId!);
    nextPageToken = page.nextPageToken;
  } while (nextPageToken && nextPageToken.length > 0);
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

const isRunning = async ({ client }: TemporalClient, workflowId: string): Promise<boolean> =>
  (await findWorkflowStatus(client, workflowId))?.status === 'WORKFLOW_EXECUTION_STATUS_RUNNING';
