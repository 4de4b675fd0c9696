// A link by which a person renews an account's grant: the request that is open for its present state, or a new one.

import { randomUUID } from 'node:crypto';
import { type AccountRef, newReauthRequestId } from '../domain/ids.ts';
import { DAY } from '../domain/time.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Pool } from '../store/db.ts';
import { openReauthRequest, renewReauthRequest } from '../store/reauth-requests.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';

/** How long a link stays good; a new one is made on request at any time. */
export const linkLifetimeMs = 7 * DAY;

export interface Link {
  readonly url: string;
  readonly expiresAt: number;
}

export async function openLink(
  deps: { readonly pool: Pool; readonly links: ReauthLinks },
  ref: AccountRef,
  account: Pick<AccountRow, 'seq' | 'diagnosis'>,
): Promise<Link> {
  const open = () =>
    openReauthRequest(deps.pool, {
      id: newReauthRequestId(randomUUID()),
      ref,
      seq: account.seq,
      diagnosis: account.diagnosis,
      expiresAt: Date.now() + linkLifetimeMs,
    });
  const request = await open();
  if (request.expires_at > Date.now()) {
    return { url: deps.links.urlFor(request.id), expiresAt: request.expires_at };
  }
  await renewReauthRequest(deps.pool, request.id, Date.now() + linkLifetimeMs);
  return { url: deps.links.urlFor(request.id), expiresAt: (await open()).expires_at };
}
