// Keeps a workflow's history for test/replay, when asked to (FIRSTLIGHT_RECORD_HISTORIES=1); opened, for its keys are not kept.

import { writeFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { openHistory } from './open-history.ts';

export const historiesFolder = new URL('../replay/histories/', import.meta.url);

export async function recordHistory(client: Client, name: string, workflowId: string): Promise<void> {
  if (process.env.FIRSTLIGHT_RECORD_HISTORIES !== '1') return;
  const history = await openHistory(client, workflowId);
  writeFileSync(new URL(`${name}.json`, historiesFolder), `${JSON.stringify(history)}\n`);
}
