// Ends an account for good. The account's workflow does it, in turn with its exchanges; here it is asked to, and what came of
// it is read from the event it publishes when everything is erased. Asking again finds the same answer.

import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountRef } from '../domain/ids.ts';
import type { Revocation } from '../domain/revocation.ts';
import type { Pool } from '../store/db.ts';
import { findAccountEvent } from '../store/events.ts';
import type { AccountClient } from '../temporal/account-client.ts';

export type Disconnection =
  | { readonly kind: 'disconnected'; readonly revocation: Revocation }
  /** Asked for and recorded: it is done as soon as the exchange under way is over, or a worker is there. */
  | { readonly kind: 'under_way' };

/** An exchange under way takes 20 s at the most, but nobody waits so long for an answer that can be asked for again. */
const patienceMs = 10_000;
const lookEveryMs = 100;

export async function disconnectAccount(
  deps: { readonly pool: Pool; readonly accountClient: Pick<AccountClient, 'disconnect'> },
  ref: AccountRef,
): Promise<Disconnection> {
  const before = await findOutcome(deps.pool, ref);
  if (before) return before;
  await deps.accountClient.disconnect(ref);
  for (const giveUpAt = Date.now() + patienceMs; Date.now() < giveUpAt; await sleep(lookEveryMs)) {
    const outcome = await findOutcome(deps.pool, ref);
    if (outcome) return outcome;
  }
  return { kind: 'under_way' };
}

async function findOutcome(pool: Pool, ref: AccountRef): Promise<Disconnection | null> {
  const event = await findAccountEvent(pool, ref, 'agent.auth.disconnected');
  return event && { kind: 'disconnected', revocation: event.data.revocation as unknown as Revocation };
}
