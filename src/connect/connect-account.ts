// A grant that connects a new account. Request, account, grant, first token version and event are one transaction, so of two
// people with one link the first connects and the second changes nothing. A permission left out does not stop it: the
// account says what it lacks, and the person is told at once.

import { handOverEvent } from '../events/publish-event.ts';
import { introspectExpiry } from '../oauth/lifetime.ts';
import type { GrantedTokens } from '../oauth/token-requests.ts';
import type { Provider } from '../providers/registry.ts';
import { completeConnectRequest } from '../store/connect-requests.ts';
import { inTransaction } from '../store/db.ts';
import type { AccountClient } from '../temporal/account-client.ts';
import type { DeliveryClient } from '../temporal/delivery-client.ts';
import { explainMissing, scopesAsAnswered, type ToolNeeds } from './compare-scopes.ts';
import { examineGrant, findMissingScopes } from './examine-grant.ts';
import { requestReauthorization } from './open-link.ts';
import type { AnsweredOutcome } from './outcome.ts';
import { waitAtMost } from './patience.ts';
import type { OpenRequest } from './read-link.ts';
import type { ConnectDeps } from './set-out.ts';
import { connectedEventId, storeAccount } from './store-account.ts';

export interface ConnectingDeps extends ConnectDeps {
  readonly tools: readonly ToolNeeds[];
  readonly accountClient: Pick<AccountClient, 'start'>;
  readonly deliveryClient: Pick<DeliveryClient, 'wake'>;
}

/** The workflow starts on first use at the latest, and deliveries are looked after; so this wait is a courtesy. */
const startPatienceMs = 3_000;

export async function connectAccount(
  deps: ConnectingDeps,
  request: OpenRequest & { readonly purpose: 'connect' },
  granted: GrantedTokens,
): Promise<AnsweredOutcome> {
  const { ref, provider, label, scopes } = request;
  const apiBaseUrl = granted.apiBaseUrl ?? usualApiBaseOf(provider);
  if (apiBaseUrl === null) return { kind: 'invalid' };
  const examined = await examineGrant(
    provider,
    { external_subject: null, external_organization: null },
    [],
    granted,
  );
  if (examined.kind === 'scopes_missing') throw new Error('nothing was required');
  if (examined.kind !== 'fit') return examined;

  const expiresAt = await findExpiry(provider, granted);
  const isConnected = await inTransaction(deps.pool, async (db) => {
    if (!(await completeConnectRequest(db, request.id))) return false;
    await storeAccount(db, deps.vault, provider, {
      ref,
      label,
      subject: examined.subject,
      organization: examined.organization,
      apiBaseUrl,
      scopes: granted.scopes ?? scopesAsAnswered(provider, scopes),
      requestedScopes: scopesAsAnswered(provider, scopes),
      known: 'whole life',
      issuedAt: granted.issuedAt,
      expiresAt,
      refreshExpiresAt: granted.refreshExpiresAt,
      fingerprint: null,
      tokens: granted.tokens,
    });
    return true;
  });
  if (!isConnected) return { kind: 'superseded' };
  const { wake } = deps.deliveryClient;
  const handedOver = handOverEvent({ pool: deps.pool, wake }, ref.tenant, connectedEventId(ref));
  await waitAtMost(Promise.all([deps.accountClient.start(ref), handedOver]), startPatienceMs);

  const missing = findMissingScopes(provider, scopes, granted.scopes);
  const again = missing.length > 0 ? await requestReauthorization(deps.pool, ref, firstState) : null;
  return {
    kind: 'connected',
    missing: explainMissing(provider, deps.tools, missing),
    tryAgain: again?.request ?? null,
  };
}

/** Of an account that was just connected. */
const firstState = { seq: 1, diagnosis: null };

const usualApiBaseOf = (provider: Provider): string | null =>
  provider.apiOrigins.find((origin) => !origin.includes('*')) ?? null;

async function findExpiry(provider: Provider, granted: GrantedTokens): Promise<number> {
  const { lifetimeMs, issuedAt, tokens } = granted;
  if (lifetimeMs !== null) return issuedAt + lifetimeMs;
  const learnedAt =
    provider.lifetime === 'introspection' ? await introspectExpiry(provider, tokens.accessToken) : null;
  const usualSeconds = tokens.refreshToken ? null : provider.lifeWithoutRefreshTokenSeconds;
  return learnedAt ?? issuedAt + (usualSeconds ?? provider.accessTokenLifetimeSeconds) * 1000;
}
