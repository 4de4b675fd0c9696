// A new grant for an account that is there already, obtained by a web app that runs OAuth itself. It goes the way a grant from
// the callback goes: examined, staged, compared and swapped by the account's workflow (promise 7). Whose it is, the provider is
// asked wherever it can say; the web app's word counts only where it cannot.

import { Failure } from '../domain/failures.ts';
import type { Secret } from '../domain/secret.ts';
import { SECOND } from '../domain/time.ts';
import { fetchIdentity, type Identity } from '../oauth/identity.ts';
import { introspectExpiry } from '../oauth/lifetime.ts';
import type { Provider } from '../providers/registry.ts';
import type { AccountRow } from '../store/accounts.ts';
import { findGrantByFingerprint } from '../store/grants.ts';
import {
  chooseApiBase,
  findExpiryMistakes,
  fingerprintOf,
  type GrantOrder,
  type ImportMistake,
  isLiving,
  takenBefore,
} from './import-account.ts';
import { requestReauthorization } from './open-link.ts';
import type { AnsweredOutcome } from './outcome.ts';
import { readRequest } from './read-link.ts';
import { type ReauthorizingDeps, reauthorizeAccount } from './reauthorize-account.ts';

export type GrantImport =
  | { readonly kind: 'mistaken'; readonly mistakes: readonly ImportMistake[] }
  | { readonly kind: 'disconnected' }
  | AnsweredOutcome;

export async function importGrant(
  deps: ReauthorizingDeps,
  account: AccountRow,
  order: GrantOrder,
): Promise<GrantImport> {
  if (account.state === 'disconnected') return { kind: 'disconnected' };
  const provider = deps.providers.get(account.provider);
  const mistakes = findMistakes(provider, order);
  if (mistakes.length > 0) return { kind: 'mistaken', mistakes };

  const fingerprint = await fingerprintOf(deps, provider, order);
  const known = fingerprint && (await findGrantByFingerprint(deps.pool, order.ref.tenant, fingerprint));
  if (known && known.account === order.ref.account) return answerAgain(known.state);
  if (known && isLiving(known)) {
    return { kind: 'mistaken', mistakes: [takenBefore(provider, known.account)] };
  }

  const identity = await askWhose(provider, order.accessToken);
  if (identity === 'away') return { kind: 'provider_away' };
  const { request: id } = await requestReauthorization(deps.pool, order.ref, account);
  const reading = await readRequest(deps, id);
  if (reading.kind === 'closed' || reading.request.purpose !== 'reauthorize') return { kind: 'superseded' };
  const granted = {
    tokens: { accessToken: order.accessToken, refreshToken: order.refreshToken },
    ...(await settleLife(provider, account, order)),
    refreshExpiresAt: order.grantEndsAt,
    scopes: order.scopes,
    externalSubject: identity?.subject ?? order.externalSubject,
    externalOrganization: identity?.organization ?? order.externalOrganization,
    apiBaseUrl: order.apiBaseUrl === null ? null : new URL(order.apiBaseUrl).origin,
  };
  return reauthorizeAccount(deps, reading.request, granted, fingerprint);
}

/** The same grant again, after an answer that was lost: presenting its refresh token anew could end it. */
function answerAgain(state: 'active' | 'staged' | 'superseded' | 'dead'): AnsweredOutcome {
  if (state === 'active') return { kind: 'reauthorized', missing: [] };
  return { kind: state === 'staged' ? 'staged' : 'superseded' };
}

function findMistakes(provider: Provider, order: GrantOrder): ImportMistake[] {
  const base = order.apiBaseUrl === null ? null : chooseApiBase(provider, order.apiBaseUrl);
  const misplaced = base !== null && 'mistake' in base ? [base.mistake] : [];
  return [...misplaced, ...findExpiryMistakes(provider, order)];
}

async function askWhose(provider: Provider, accessToken: Secret): Promise<Identity | null | 'away'> {
  try {
    return await fetchIdentity(provider, accessToken);
  } catch (error) {
    if (error instanceof Failure && error.disposition === 'retry') return 'away';
    throw error;
  }
}

/** It has lived already: it is taken to have been issued with the life the account's tokens have, so that it founds no class. */
async function settleLife(
  provider: Provider,
  account: AccountRow,
  order: GrantOrder,
): Promise<{ readonly issuedAt: number; readonly lifetimeMs: number }> {
  const now = Date.now();
  const usualMs = account.expires_at - account.issued_at || provider.accessTokenLifetimeSeconds * SECOND;
  const expiresAt = order.expiresAt ?? (await introspectExpiry(provider, order.accessToken)) ?? now + usualMs;
  const issuedAt = Math.min(now, expiresAt - usualMs);
  return { issuedAt, lifetimeMs: expiresAt - issuedAt };
}
