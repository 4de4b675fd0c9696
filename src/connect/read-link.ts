// What a link asks of a person, and whether it still may: to connect a new account, or to renew one. Reads only, because
// mail scanners open links too. A link is good while its request is open and has not expired.

import {
  type AccountRef,
  type ConnectRequestId,
  isConnectRequestId,
  type ReauthRequestId,
} from '../domain/ids.ts';
import type { Provider, Providers } from '../providers/registry.ts';
import { type AccountRow, findAccount } from '../store/accounts.ts';
import { type ConnectRequestRow, findConnectRequest } from '../store/connect-requests.ts';
import type { Pool } from '../store/db.ts';
import { findReauthRequest, type ReauthRequestRow } from '../store/reauth-requests.ts';
import { findTenant } from '../store/tenants.ts';
import type { LinkContents, ReauthLinks } from '../vault/reauth-links.ts';

interface Asked {
  /** The account is there already, or is made under this id when the person has agreed. */
  readonly ref: AccountRef;
  readonly provider: Provider;
  readonly tenantName: string;
  readonly label: string;
  /** One sentence for the person; null where nothing is known to be wrong. */
  readonly why: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

export type OpenRequest =
  | (Asked & { readonly purpose: 'connect'; readonly id: ConnectRequestId })
  | (Asked & { readonly purpose: 'reauthorize'; readonly id: ReauthRequestId; readonly account: AccountRow });

/** `unknown`: never ours, or altered on the way. */
export type ClosedReason = 'unknown' | 'completed' | 'withdrawn' | 'expired';

export type RequestReading =
  | { readonly kind: 'open'; readonly request: OpenRequest }
  | { readonly kind: 'closed'; readonly reason: ClosedReason };

export interface ReadDeps {
  readonly pool: Pool;
  readonly providers: Providers;
}

export type LinkReading = RequestReading & { readonly returnUrl: string | null };

export async function readLink(
  deps: ReadDeps & { readonly links: ReauthLinks },
  token: string,
): Promise<LinkReading> {
  const contents = deps.links.read(token);
  if (!contents) return { kind: 'closed', reason: 'unknown', returnUrl: null };
  return { ...(await readRequest(deps, contents.request)), returnUrl: contents.returnUrl };
}

export async function readRequest(deps: ReadDeps, id: LinkContents['request']): Promise<RequestReading> {
  const request = isConnectRequestId(id)
    ? await findConnectRequest(deps.pool, id)
    : await findReauthRequest(deps.pool, id);
  if (!request) return { kind: 'closed', reason: 'unknown' };
  if (request.state !== 'open') return { kind: 'closed', reason: request.state };
  if (request.expires_at <= Date.now()) return { kind: 'closed', reason: 'expired' };
  return 'provider' in request ? readConnection(deps, request) : readRenewal(deps, request);
}

async function readConnection(deps: ReadDeps, request: ConnectRequestRow): Promise<RequestReading> {
  const provider = deps.providers.get(request.provider);
  return {
    kind: 'open',
    request: {
      purpose: 'connect',
      id: request.id,
      ref: { tenant: request.tenant, account: request.account },
      provider,
      tenantName: await nameOf(deps, request),
      label: request.label ?? provider.name,
      why: null,
      scopes: request.scopes,
      expiresAt: request.expires_at,
    },
  };
}

async function readRenewal(deps: ReadDeps, request: ReauthRequestRow): Promise<RequestReading> {
  const ref = { tenant: request.tenant, account: request.account };
  const account = await findAccount(deps.pool, ref);
  if (!account || account.state === 'disconnected') return { kind: 'closed', reason: 'withdrawn' };
  const provider = deps.providers.get(account.provider);
  return {
    kind: 'open',
    request: {
      purpose: 'reauthorize',
      id: request.id,
      ref,
      account,
      provider,
      tenantName: await nameOf(deps, request),
      label: account.label,
      why: (request.diagnosis ?? account.diagnosis)?.summary ?? null,
      scopes: scopesToAskFor(account, provider),
      expiresAt: request.expires_at,
    },
  };
}

const nameOf = async (deps: ReadDeps, { tenant }: ConnectRequestRow | ReauthRequestRow): Promise<string> =>
  (await findTenant(deps.pool, tenant))?.name ?? tenant;

/** All that was asked for the first time, what the person left out then included; else what was granted. */
function scopesToAskFor(account: AccountRow, provider: Provider): readonly string[] {
  if (account.requested_scopes.length > 0) return account.requested_scopes;
  return account.scopes.length > 0 ? account.scopes : provider.scopes;
}
