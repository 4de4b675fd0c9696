// An account that works still and will not for long is told of with a link: the request behind it is opened as the event is
// written, once for each state of the account, so that a repeated event and a second preflight name the same request.

import { requestReauthorization } from '../src/connect/open-link.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import type { EventDraft } from '../src/domain/events.ts';
import { findAccount } from '../src/store/accounts.ts';
import type { Pool } from '../src/store/db.ts';

export async function withRequest(pool: Pool, event: EventDraft): Promise<EventDraft> {
  const { tenant, account: id, data } = event;
  if (event.type !== 'agent.auth.expiring' || tenant === null || id === null) return event;
  const ref = { tenant, account: id };
  const account = await findAccount(pool, ref);
  // Over before it was told: what came after it says what to do.
  if (account?.state !== 'active') return event;
  const diagnosis = data.diagnosis as unknown as Diagnosis;
  const { request, expiresAt } = await requestReauthorization(pool, ref, { seq: account.seq, diagnosis });
  return { ...event, data: { ...data, reauthRequest: request, linkExpiresAt: expiresAt } };
}
