// A person says no, at the provider or on our page. It is written down, and whoever waits for the account is told, through
// the account's workflow; the request stays open, for people change their minds.

import type { Pool } from '../store/db.ts';
import { declineRequest } from '../store/reauth-requests.ts';
import type { AccountClient } from '../temporal/account-client.ts';
import { waitAtMost } from './patience.ts';
import type { OpenRequest } from './read-link.ts';

export interface DeclineDeps {
  readonly pool: Pool;
  readonly accountClient: Pick<AccountClient, 'declined'>;
}

const patienceMs = 5_000;

/** Rejects when the workflow could not be told: the person is to say it again, for nobody has stopped waiting. */
export async function decline(deps: DeclineDeps, request: OpenRequest): Promise<void> {
  // Nobody waits yet for an account that is not there.
  if (request.purpose === 'connect') return;
  await declineRequest(deps.pool, request.id);
  const told = await waitAtMost(deps.accountClient.declined(request.ref, request.id), patienceMs);
  if (told.kind === 'failed') throw told.error;
  if (told.kind === 'too_late') throw new Error('the Temporal server did not take the signal in time');
}
