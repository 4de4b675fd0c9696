// Tells the workflows of the accounts a provider's notice is about that their grant may be gone. Each finds out by one
// exchange; a notice that was false changes nothing else.

import { type AccountRef, accountWorkflowId } from '../domain/ids.ts';
import type { Concerned } from '../providers/notices.ts';
import type { Queryable } from '../store/db.ts';
import { findConcernedAccounts } from '../store/provider-notices.ts';

export interface HintDeps {
  /** Sees every tenant: a notice names none. */
  readonly systemPool: Queryable;
  readonly accountClient: { hint(ref: AccountRef): Promise<void> };
}

/** An organization may have thousands of accounts, and Temporal's frontend has other callers. */
const atOnce = 20;

/** How many were told. Rejects when one could not be, and then all may be told again. */
export async function hintAccounts(
  { systemPool, accountClient }: HintDeps,
  app: string,
  whom: readonly Concerned[],
): Promise<number> {
  const concerned = new Map<string, AccountRef>();
  for (const { organization = null, subjects = null } of whom) {
    const found = await findConcernedAccounts(systemPool, app, { organization, subjects });
    for (const ref of found) concerned.set(accountWorkflowId(ref), ref);
  }
  const refs = [...concerned.values()];
  for (let start = 0; start < refs.length; start += atOnce) {
    await Promise.all(refs.slice(start, start + atOnce).map((ref) => accountClient.hint(ref)));
  }
  return refs.length;
}
