// Accounts without a workflow (nobody refreshes them), and such workflows without an account. For the doctor, and for the worker
// that starts what somebody terminated.

import { type AccountRef, accountWorkflowId } from '../domain/ids.ts';
import { MINUTE } from '../domain/time.ts';
import { listLivingAccounts } from '../store/census.ts';
import type { Pool } from '../store/db.ts';
import type { TemporalClient } from './connection.ts';
import { askRunning, listRunning } from './list-running.ts';

/** Younger ones are just being started. */
const graceMs = MINUTE;
const atOnce = 1_000;

export interface AccountCensus {
  readonly known: number;
  readonly without: readonly AccountRef[];
  /** Workflow ids. */
  readonly strangers: readonly string[];
}

export async function findLostAccounts(
  pool: Pool,
  temporal: TemporalClient,
  grace = graceMs,
): Promise<AccountCensus> {
  const running = await listRunning(temporal, 'account:');
  const known = new Set<string>();
  const missing: AccountRef[] = [];
  for (let after: AccountRef | null = null; ; ) {
    const page = await listLivingAccounts(pool, { after, limit: atOnce });
    for (const one of page) {
      const id = accountWorkflowId(one);
      known.add(id);
      if (!running.has(id) && one.createdAt < Date.now() - grace) missing.push(one);
    }
    if (page.length < atOnce) break;
    after = page.at(-1)!;
  }
  const { gone } = await askRunning(temporal, missing, accountWorkflowId);
  const unknown = [...running].filter((id) => !known.has(id));
  const { running: strangers } = await askRunning(temporal, unknown, (id) => id);
  return { known: known.size, without: gone, strangers };
}
