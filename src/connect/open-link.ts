// The two links a person is sent: one to renew an account's grant (the request that is open for its present state, or a new
// one), one to connect a new account. A link carries where the browser is sent afterwards; nothing of it is stored.

import { randomUUID } from 'node:crypto';
import {
  type AccountRef,
  newAccountId,
  newConnectRequestId,
  newReauthRequestId,
  type ReauthRequestId,
  type TenantId,
} from '../domain/ids.ts';
import { DAY } from '../domain/time.ts';
import type { AccountRow } from '../store/accounts.ts';
import { insertConnectRequest } from '../store/connect-requests.ts';
import type { Pool, Queryable } from '../store/db.ts';
import { openReauthRequest, renewReauthRequest } from '../store/reauth-requests.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';

/** How long a link stays good; a new one is made on request at any time. */
export const linkLifetimeMs = 7 * DAY;

export interface Link {
  readonly url: string;
  readonly expiresAt: number;
}

interface LinkDeps {
  readonly pool: Pool;
  readonly links: Pick<ReauthLinks, 'urlFor'>;
}

export async function openReauthLink(
  deps: LinkDeps,
  ref: AccountRef,
  account: Pick<AccountRow, 'seq' | 'diagnosis'>,
  returnUrl: string | null,
): Promise<Link> {
  const { request, expiresAt } = await requestReauthorization(deps.pool, ref, account);
  return { url: deps.links.urlFor(request, returnUrl), expiresAt };
}

export async function requestReauthorization(
  db: Queryable,
  ref: AccountRef,
  account: Pick<AccountRow, 'seq' | 'diagnosis'>,
): Promise<{ readonly request: ReauthRequestId; readonly expiresAt: number }> {
  const open = () =>
    openReauthRequest(db, {
      id: newReauthRequestId(randomUUID()),
      ref,
      seq: account.seq,
      diagnosis: account.diagnosis,
      expiresAt: Date.now() + linkLifetimeMs,
    });
  const request = await open();
  if (request.expires_at > Date.now()) return { request: request.id, expiresAt: request.expires_at };
  await renewReauthRequest(db, request.id, Date.now() + linkLifetimeMs);
  return { request: request.id, expiresAt: (await open()).expires_at };
}

export async function openConnectLink(
  deps: LinkDeps,
  tenant: TenantId,
  wish: {
    readonly provider: string;
    readonly scopes: readonly string[];
    readonly label: string | null;
    readonly returnUrl: string | null;
  },
): Promise<Link> {
  const id = newConnectRequestId(randomUUID());
  const expiresAt = Date.now() + linkLifetimeMs;
  await insertConnectRequest(deps.pool, {
    id,
    ref: { tenant, account: newAccountId(randomUUID()) },
    provider: wish.provider,
    scopes: wish.scopes,
    label: wish.label,
    expiresAt,
  });
  return { url: deps.links.urlFor(id, wish.returnUrl), expiresAt };
}
