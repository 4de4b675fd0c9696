// From a link to the provider's door: is the request still open, and where does this browser go. What must come back with
// the browser (state, cookie, PKCE verifier) is kept as hashes and sealed, never in the clear.

import { createHash, randomBytes } from 'node:crypto';
import type { AccountRef } from '../domain/ids.ts';
import { buildDeparture } from '../oauth/authorize-url.ts';
import type { Provider, Providers } from '../providers/registry.ts';
import { type AccountRow, findAccount } from '../store/accounts.ts';
import type { Pool } from '../store/db.ts';
import { findReauthRequest, type ReauthRequestRow, saveDeparture } from '../store/reauth-requests.ts';
import { findTenant } from '../store/tenants.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';
import type { Vault } from '../vault/vault.ts';

export interface ConnectDeps {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
  readonly links: ReauthLinks;
  readonly redirectUri: string;
}

export interface OpenRequest {
  readonly request: ReauthRequestRow;
  readonly ref: AccountRef;
  readonly account: AccountRow;
  readonly provider: Provider;
  readonly tenantName: string;
}

export type LinkReading =
  | ({ readonly kind: 'open' } & OpenRequest)
  /** `unknown`: never ours, or altered on the way. */
  | { readonly kind: 'closed'; readonly reason: 'unknown' | 'completed' | 'withdrawn' | 'expired' };

export async function readLink(deps: ConnectDeps, token: string): Promise<LinkReading> {
  const id = deps.links.read(token);
  const request = id && (await findReauthRequest(deps.pool, id));
  if (!request) return { kind: 'closed', reason: 'unknown' };
  return openRequestOf(deps, request);
}

/** Reads only: looking at a link, as mail scanners do, changes nothing. */
export async function openRequestOf(
  deps: Pick<ConnectDeps, 'pool' | 'providers'>,
  request: ReauthRequestRow,
): Promise<LinkReading> {
  if (request.state !== 'open') return { kind: 'closed', reason: request.state };
  if (request.expires_at <= Date.now()) return { kind: 'closed', reason: 'expired' };
  const ref = { tenant: request.tenant, account: request.account };
  const account = await findAccount(deps.pool, ref);
  if (!account || account.state === 'disconnected') return { kind: 'closed', reason: 'withdrawn' };
  const tenant = await findTenant(deps.pool, request.tenant);
  return {
    kind: 'open',
    request,
    ref,
    account,
    provider: deps.providers.get(account.provider),
    tenantName: tenant?.name ?? request.tenant,
  };
}

export interface BrowserCookie {
  readonly name: string;
  readonly value: string;
}

/** One cookie per request, so that a person who renews two accounts at once mixes up neither. */
export const cookieNameOf = (request: ReauthRequestRow): string => `firstlight_${request.id}`;
export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
/** The same again as were granted: a renewal neither widens nor narrows. */
export const scopesToAskFor = ({ account, provider }: Pick<OpenRequest, 'account' | 'provider'>) =>
  account.scopes.length > 0 ? account.scopes : provider.scopes;

export async function beginReauthorization(
  deps: ConnectDeps,
  open: OpenRequest,
): Promise<{ readonly url: string; readonly cookie: BrowserCookie }> {
  const { request, ref, provider } = open;
  const departure = await buildDeparture(provider, {
    redirectUri: deps.redirectUri,
    scopes: scopesToAskFor(open),
  });
  const cookie = { name: cookieNameOf(request), value: randomBytes(32).toString('base64url') };
  await saveDeparture(deps.pool, request.id, {
    stateHash: hashOf(departure.state),
    browserHash: hashOf(cookie.value),
    verifierSealed:
      departure.verifier === null
        ? null
        : await deps.vault.sealVerifier(deps.pool, ref, request.id, departure.verifier),
  });
  return { url: departure.url, cookie };
}
