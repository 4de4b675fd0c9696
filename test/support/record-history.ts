// Keeps a workflow's history for test/replay, when asked to (FIRSTLIGHT_RECORD_HISTORIES=1).

import { writeFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

export const historiesFolder = new URL('../replay/histories/', import.meta.url);

export async function recordHistory(client: Client, name: string, workflowId: string): Promise<void> {
  if (process.env.FIRSTLIGHT_RECORD_HISTORIES !== '1') return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  writeFileSync(new URL(`${name}.json`, historiesFolder), `${historyToJSON(history)}\n`);
}
