// A grant for an account that is there already: examined, staged, and handed to the account's workflow, which compares and
// swaps (promise 7). Here nothing is ever swapped, and whatever fails before `staged` leaves everything as it was.

import { randomUUID } from 'node:crypto';
import { type GrantId, newGrantId } from '../domain/ids.ts';
import { believedLifetimeMs, introspectExpiry } from '../oauth/lifetime.ts';
import type { GrantedTokens } from '../oauth/token-requests.ts';
import { insertStagedGrant } from '../store/grants.ts';
import type { AccountClient } from '../temporal/account-client.ts';
import { explainMissing, scopesAsAnswered, scopesThatMustStay, type ToolNeeds } from './compare-scopes.ts';
import { examineGrant, findMissingScopes } from './examine-grant.ts';
import type { AnsweredOutcome } from './outcome.ts';
import { waitAtMost } from './patience.ts';
import type { OpenRequest } from './read-link.ts';
import type { ConnectDeps } from './set-out.ts';

export interface ReauthorizingDeps extends ConnectDeps {
  readonly tools: readonly ToolNeeds[];
  readonly accountClient: Pick<AccountClient, 'adoptGrant' | 'lookForGrant'>;
}

type Renewal = OpenRequest & { readonly purpose: 'reauthorize' };

/** A person looks at a blank page meanwhile. */
const adoptPatienceMs = 10_000;
const signalPatienceMs = 2_000;

export async function reauthorizeAccount(
  deps: ReauthorizingDeps,
  request: Renewal,
  granted: GrantedTokens,
  /** Of a refresh token that came from outside and can be spent once. */
  fingerprint: Buffer | null = null,
): Promise<AnsweredOutcome> {
  const { provider, account, scopes } = request;
  const explain = (missing: readonly string[]) => explainMissing(provider, deps.tools, missing);
  const mustStay = scopesThatMustStay(provider, account);
  const examined = await examineGrant(provider, account, mustStay, granted);
  if (examined.kind === 'scopes_missing') return { ...examined, missing: explain(examined.missing) };
  if (examined.kind !== 'fit') return examined;

  const grant = await stage(deps, request, granted, examined, fingerprint);
  const asked = deps.accountClient.adoptGrant(request.ref, { request: request.id, grant });
  const waited = await waitAtMost(asked, adoptPatienceMs);
  if (waited.kind !== 'answered') {
    // The server forgets an update that no worker took, but keeps a signal. Whatever becomes of either, the grant is stored,
    // and an account that needs one looks for it by itself every few minutes.
    await waitAtMost(deps.accountClient.lookForGrant(request.ref), signalPatienceMs);
    return { kind: 'staged' };
  }
  switch (waited.value) {
    case 'adopted':
      return {
        kind: 'reauthorized',
        missing: explain(findMissingScopes(provider, scopes, granted.scopes)),
      };
    case 'scopes_missing':
      return {
        kind: 'scopes_missing',
        missing: explain(findMissingScopes(provider, account.scopes, granted.scopes)),
      };
    default:
      return { kind: waited.value };
  }
}

async function stage(
  deps: ReauthorizingDeps,
  { id, ref, account, provider, scopes }: Renewal,
  granted: GrantedTokens,
  whose: { readonly subject: string | null; readonly organization: string | null },
  fingerprint: Buffer | null,
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
      scopes: granted.scopes ?? scopesAsAnswered(provider, scopes),
      externalSubject: whose.subject,
      externalOrganization: whose.organization,
      apiBaseUrl: granted.apiBaseUrl ?? account.api_base_url,
      refreshExpiresAt: granted.refreshExpiresAt,
    },
    {
      request: id,
      sealed: await deps.vault.sealStaged(deps.pool, ref, grant, granted.tokens),
      issuedAt: granted.issuedAt,
      expiresAt: learnedAt ?? granted.issuedAt + lifetimeMs,
      fingerprint,
    },
  );
  return grant;
}
