// The browser came back: is it the one that left, what did the person decide, and whose grant is it. A grant that passes
// is staged and handed to the account's workflow, which compares and swaps (promise 7); here nothing is ever swapped.
// RFC 6749 sections 4.1.2 and 10.12, RFC 9700 section 4.7 (state bound to the browser).

import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Diagnosis } from '../domain/diagnosis.ts';
import { type GrantId, newGrantId, type ReauthRequestId } from '../domain/ids.ts';
import { readCallback } from '../oauth/callback.ts';
import { believedLifetimeMs, introspectExpiry } from '../oauth/lifetime.ts';
import { type GrantedTokens, requestTokensForCode } from '../oauth/token-requests.ts';
import { insertStagedGrant } from '../store/grants.ts';
import { takeDeparture } from '../store/reauth-requests.ts';
import type { AccountClient } from '../temporal/account-client.ts';
import {
  type ConnectDeps,
  cookieNameOf,
  hashOf,
  type OpenRequest,
  openRequestOf,
  scopesToAskFor,
} from './begin-reauthorization.ts';
import { examineGrant } from './examine-grant.ts';
import { waitAtMost } from './patience.ts';

export interface CompletionDeps extends ConnectDeps {
  readonly accountClient: Pick<AccountClient, 'adoptGrant'>;
}

export interface Callback {
  readonly url: URL;
  readonly readCookie: (name: string) => string | undefined;
}

/** What became of it; those after `other_browser` know which account and provider it was about. */
export type Completion =
  /** Nobody is on the way with this state: never was, or it was used before. */
  | { readonly kind: 'unknown_departure' }
  | { readonly kind: 'other_browser' }
  | { readonly kind: 'closed'; readonly reason: 'unknown' | 'completed' | 'withdrawn' | 'expired' }
  | (About & AnsweredCompletion);

export interface About {
  readonly provider: string;
  readonly label: string;
  /** The person may try again here while the request is open. */
  readonly linkUrl: string;
}

export type AnsweredCompletion =
  | { readonly kind: 'declined'; readonly error: string }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'provider_away' }
  | { readonly kind: 'no_refresh_token' }
  | { readonly kind: 'scopes_missing'; readonly missing: readonly string[] }
  | { readonly kind: 'identity_unknown' }
  | { readonly kind: 'adopted' | 'identity_mismatch' | 'superseded' }
  /** Safely stored; the account's workflow did not answer in time and takes it up by itself. */
  | { readonly kind: 'staged' };

/** A person looks at a blank page meanwhile. */
const adoptPatienceMs = 10_000;

export async function completeReauthorization(deps: CompletionDeps, callback: Callback): Promise<Completion> {
  const state = callback.url.searchParams.get('state');
  const request = state && (await takeDeparture(deps.pool, hashOf(state)));
  if (!state || !request) return { kind: 'unknown_departure' };
  const cookie = callback.readCookie(cookieNameOf(request));
  if (!cookie || !request.browser_hash || !timingSafeEqual(hashOf(cookie), request.browser_hash)) {
    return { kind: 'other_browser' };
  }
  const open = await openRequestOf(deps, request);
  if (open.kind === 'closed') return open;
  const about = {
    provider: open.provider.name,
    label: open.account.label,
    linkUrl: deps.links.urlFor(request.id),
  };
  return { ...about, ...(await answer(deps, open, callback.url, state)) };
}

async function answer(
  deps: CompletionDeps,
  open: OpenRequest,
  url: URL,
  state: string,
): Promise<AnsweredCompletion> {
  const { request, ref, provider } = open;
  const came = readCallback(provider, url, state);
  if (came.kind === 'declined' || came.kind === 'refused') return came;
  if (came.kind === 'invalid') return { kind: 'invalid' };

  const verifier =
    request.verifier_sealed &&
    (await deps.vault.openVerifier(deps.pool, ref, request.id, request.verifier_sealed));
  const outcome = await requestTokensForCode(provider, {
    parameters: came.parameters,
    redirectUri: deps.redirectUri,
    verifier,
  });
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind !== 'granted') return { kind: 'provider_away' };

  const examined = await examineGrant(provider, open.account, scopesToAskFor(open), outcome.granted);
  if (examined.kind !== 'fit') return examined;
  const grant = await stage(deps, open, outcome.granted, examined);
  return hand(deps, open, request.id, grant);
}

async function stage(
  deps: CompletionDeps,
  { request, ref, account, provider }: OpenRequest,
  granted: GrantedTokens,
  whose: { readonly subject: string | null; readonly organization: string | null },
): Promise<GrantId> {
  const grant = newGrantId(randomUUID());
  // What the old grant's last token was refused for was probably the grant, not its age.
  const lifetimeMs = granted.lifetimeMs ?? believedLifetimeMs(provider, { ...account, refused_at: null });
  const learnedAt =
    provider.lifetime === 'introspection' && granted.lifetimeMs === null
      ? await introspectExpiry(provider, granted.tokens.accessToken)
      : null;
  await insertStagedGrant(
    deps.pool,
    {
      id: grant,
      ref,
      scopes: granted.scopes ?? account.scopes,
      externalSubject: whose.subject,
      externalOrganization: whose.organization,
      apiBaseUrl: granted.apiBaseUrl ?? account.api_base_url,
      refreshExpiresAt: granted.refreshExpiresAt,
    },
    {
      request: request.id,
      sealed: await deps.vault.sealStaged(deps.pool, ref, grant, granted.tokens),
      issuedAt: granted.issuedAt,
      expiresAt: learnedAt ?? granted.issuedAt + lifetimeMs,
    },
  );
  return grant;
}

async function hand(
  deps: CompletionDeps,
  { ref }: OpenRequest,
  request: ReauthRequestId,
  grant: GrantId,
): Promise<AnsweredCompletion> {
  const waited = await waitAtMost(deps.accountClient.adoptGrant(ref, { request, grant }), adoptPatienceMs);
  // Whatever went wrong, the grant is stored, and an account that needs one looks for it by itself.
  return waited.kind === 'answered' ? { kind: waited.value } : { kind: 'staged' };
}
