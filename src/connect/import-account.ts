// Takes over an account whose grant somebody else's web app obtained, and keeps it alive from now on. Nothing is written
// unless everything is: account, grant, first token version and event are one transaction. Holds no HTTP.

import type { AccountId, AccountRef } from '../domain/ids.ts';
import type { Secret } from '../domain/secret.ts';
import { handOverEvent } from '../events/publish-event.ts';
import { fetchIdentity } from '../oauth/identity.ts';
import { introspectExpiry } from '../oauth/lifetime.ts';
import { isAllowedOrigin, type Provider, type Providers } from '../providers/registry.ts';
import { findAccount } from '../store/accounts.ts';
import { inTransaction, type Pool } from '../store/db.ts';
import { findGrantByFingerprint } from '../store/grants.ts';
import type { AccountClient } from '../temporal/account-client.ts';
import type { DeliveryClient } from '../temporal/delivery-client.ts';
import type { Vault } from '../vault/vault.ts';
import { waitAtMost } from './patience.ts';
import { connectedEventId, storeAccount } from './store-account.ts';

/** A grant as the web app that obtained it hands it over. */
export interface GrantOrder {
  readonly ref: AccountRef;
  readonly accessToken: Secret;
  readonly refreshToken: Secret | null;
  readonly expiresAt: number | null;
  /** When the refresh token itself ends, where the provider said so. */
  readonly grantEndsAt: number | null;
  readonly scopes: readonly string[] | null;
  readonly externalSubject: string | null;
  readonly externalOrganization: string | null;
  readonly apiBaseUrl: string | null;
}

export interface ImportOrder extends GrantOrder {
  /** Chosen by the caller, so that a repeated request means the same account. */
  readonly ref: AccountRef;
  readonly provider: string;
  readonly label: string | null;
}

export interface ImportMistake {
  readonly field: string;
  readonly message: string;
}

export type ImportOutcome =
  | { readonly kind: 'imported' }
  | { readonly kind: 'invalid'; readonly mistakes: readonly ImportMistake[] };

/** What an order would come to, found without asking the provider and without writing anything. */
export type ImportForecast =
  | {
      readonly kind: 'importable';
      /** `single-use`: whoever refreshes the grant besides us destroys it. */
      readonly refreshTokens: Provider['refreshTokens'];
      readonly label: string;
    }
  | Extract<ImportOutcome, { kind: 'invalid' }>;

export interface ImportDeps {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
  readonly accountClient: Pick<AccountClient, 'start'>;
  readonly deliveryClient: Pick<DeliveryClient, 'wake'>;
}

/** The workflow starts on first use at the latest, and deliveries are looked after; so this wait is a courtesy. */
const startPatienceMs = 3_000;

export async function importAccount(deps: ImportDeps, order: ImportOrder): Promise<ImportOutcome> {
  if (await findAccount(deps.pool, order.ref)) return { kind: 'imported' };
  const checked = checkOrder(deps, order);
  if (checked.kind === 'invalid') return checked;
  const { provider, apiBaseUrl } = checked;

  const fingerprint = await fingerprintOf(deps, provider, order);
  const taken = fingerprint && (await findGrantByFingerprint(deps.pool, order.ref.tenant, fingerprint));
  if (taken && isLiving(taken)) return { kind: 'invalid', mistakes: [takenBefore(provider, taken.account)] };

  const life = await settleLife(provider, order);
  const whose = await settleIdentity(provider, order);
  await inTransaction(deps.pool, (db) =>
    storeAccount(db, deps.vault, provider, {
      ref: order.ref,
      label: order.label ?? provider.name,
      ...life,
      ...whose,
      apiBaseUrl,
      scopes: order.scopes ?? provider.scopes,
      requestedScopes: [],
      known: 'rest',
      refreshExpiresAt: order.grantEndsAt,
      fingerprint,
      tokens: { accessToken: order.accessToken, refreshToken: order.refreshToken },
    }),
  );
  const wake = deps.deliveryClient.wake;
  const handedOver = handOverEvent({ pool: deps.pool, wake }, order.ref.tenant, connectedEventId(order.ref));
  await waitAtMost(Promise.all([deps.accountClient.start(order.ref), handedOver]), startPatienceMs);
  return { kind: 'imported' };
}

export function forecastImport(deps: Pick<ImportDeps, 'providers'>, order: ImportOrder): ImportForecast {
  const checked = checkOrder(deps, order);
  if (checked.kind === 'invalid') return checked;
  const { provider } = checked;
  return {
    kind: 'importable',
    refreshTokens: provider.refreshTokens,
    label: order.label ?? provider.name,
  };
}

type Checked =
  | { readonly kind: 'fit'; readonly provider: Provider; readonly apiBaseUrl: string }
  | Extract<ImportOutcome, { kind: 'invalid' }>;

function checkOrder(deps: Pick<ImportDeps, 'providers'>, order: ImportOrder): Checked {
  if (!deps.providers.ids.includes(order.provider)) {
    const message = `there is no provider "${order.provider}"; there are ${deps.providers.ids.join(', ')}`;
    return { kind: 'invalid', mistakes: [{ field: 'provider', message }] };
  }
  const provider = deps.providers.get(order.provider);
  const base = chooseApiBase(provider, order.apiBaseUrl);
  const mistakes = [...('mistake' in base ? [base.mistake] : []), ...findExpiryMistakes(provider, order)];
  if ('mistake' in base || mistakes.length > 0) return { kind: 'invalid', mistakes };
  return { kind: 'fit', provider, apiBaseUrl: base.url };
}

export function chooseApiBase(
  provider: Provider,
  given: string | null,
): { readonly url: string } | { readonly mistake: ImportMistake } {
  const allowed = provider.apiOrigins.join(', ');
  if (given !== null) {
    const url = new URL(given);
    if (isAllowedOrigin(provider, url)) return { url: url.origin };
    const message = `${url.origin} is not an API origin of ${provider.name}; allowed: ${allowed}`;
    return { mistake: { field: 'apiBaseUrl', message } };
  }
  const [first] = provider.apiOrigins;
  if (first && !first.includes('*')) return { url: first };
  const message = `${provider.name} has an API host per customer: give the one of this account (allowed: ${allowed})`;
  return { mistake: { field: 'apiBaseUrl', message } };
}

export function findExpiryMistakes(
  provider: Provider,
  order: Pick<ImportOrder, 'refreshToken' | 'expiresAt'>,
): ImportMistake[] {
  if (order.refreshToken || order.expiresAt === null || order.expiresAt > Date.now()) return [];
  const message = `this access token has expired already and there is no refreshToken to get another from ${provider.name} with`;
  return [{ field: 'expiresAt', message }];
}

/** Where a refresh token may be presented again, several accounts can stand on one (HubSpot gives a portal's installs the same). */
export async function fingerprintOf(
  deps: Pick<ImportDeps, 'pool' | 'vault'>,
  provider: Provider,
  { ref, refreshToken }: Pick<ImportOrder, 'ref' | 'refreshToken'>,
): Promise<Buffer | null> {
  if (!refreshToken || provider.refreshTokens === 'reusable') return null;
  return deps.vault.fingerprint(deps.pool, ref.tenant, refreshToken);
}

export const isLiving = ({ state }: { readonly state: string }): boolean =>
  state === 'active' || state === 'staged';

export const takenBefore = (provider: Provider, account: AccountId): ImportMistake => ({
  field: 'refreshToken',
  message:
    `this refresh token came before, as account ${account}. ${provider.name}'s can be spent once: two accounts that spend ` +
    'one in turn destroy the grant. Use that account, or disconnect it and connect anew',
});

/** A token that has expired already is refreshed at once: it is taken to have lived as long as this provider's do. */
async function settleLife(
  provider: Provider,
  order: ImportOrder,
): Promise<{ readonly issuedAt: number; readonly expiresAt: number }> {
  const now = Date.now();
  const usualSeconds = order.refreshToken ? null : provider.lifeWithoutRefreshTokenSeconds;
  const usualMs = (usualSeconds ?? provider.accessTokenLifetimeSeconds) * 1000;
  const stated = order.expiresAt ?? (await introspectExpiry(provider, order.accessToken));
  const expiresAt = stated ?? now + usualMs;
  return { issuedAt: expiresAt > now ? now : expiresAt - usualMs, expiresAt };
}

async function settleIdentity(
  provider: Provider,
  order: ImportOrder,
): Promise<{ readonly subject: string | null; readonly organization: string | null }> {
  if (order.externalSubject !== null) {
    return { subject: order.externalSubject, organization: order.externalOrganization };
  }
  const found = await fetchIdentity(provider, order.accessToken);
  return {
    subject: found?.subject ?? null,
    organization: order.externalOrganization ?? found?.organization ?? null,
  };
}
