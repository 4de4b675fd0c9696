// Does a grant still hold? Asked without spending anything: the refresh token is introspected where the provider lets us
// (RFC 7662), because a revoked grant may leave its access token alive; else who the person is, where the grant covers that
// (OpenID Connect Core 5.3), because it costs none of the API's quota; else the cheapest request that needs the access token.
// The answer is a hint. Only an exchange is proof.

import type { GrantCheck } from '../domain/account.ts';
import type { TokenSet } from '../domain/token-set.ts';
import { isAllowedOrigin, type Provider } from '../providers/registry.ts';
import { introspect } from './introspection.ts';
import { refusesToken } from './token-refused.ts';

const probeTimeoutMs = 10_000;

export type ProbeKind = 'introspection' | 'userinfo' | 'api' | 'none';

/** What is asked first of a grant with these scopes. */
export function probeKindOf(
  { introspectUrl, userinfoUrl, probePath }: Pick<Provider, 'introspectUrl' | 'userinfoUrl' | 'probePath'>,
  scopes: readonly string[],
): ProbeKind {
  if (introspectUrl !== undefined) return 'introspection';
  if (userinfoUrl !== undefined && scopes.includes('openid')) return 'userinfo';
  return probePath === undefined ? 'none' : 'api';
}

export async function checkGrant(
  provider: Provider,
  apiBaseUrl: string,
  { accessToken, refreshToken }: TokenSet,
  scopes: readonly string[],
): Promise<GrantCheck> {
  const kind = probeKindOf(provider, scopes);
  if (kind === 'userinfo') return probe(provider, new URL(provider.userinfoUrl!), accessToken.reveal());
  if (kind === 'introspection' && refreshToken) {
    const answer = await introspect(provider, refreshToken, 'refresh_token');
    if (answer.kind === 'active') return 'holds';
    if (answer.kind === 'inactive') return 'looks_dead';
  }
  if (provider.probePath === undefined) return 'unanswered';
  const url = new URL(provider.probePath, apiBaseUrl);
  return isAllowedOrigin(provider, url) ? probe(provider, url, accessToken.reveal()) : 'unanswered';
}

async function probe(provider: Provider, url: URL, accessToken: string): Promise<GrantCheck> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(probeTimeoutMs),
    });
  } catch {
    // Nothing is learned from a request that found nobody; the next check asks again.
    return 'unanswered';
  }
  const isRefused = await refusesToken(provider, response);
  await response.body?.cancel();
  if (isRefused) return 'looks_dead';
  return response.status < 500 && response.status !== 429 ? 'holds' : 'unanswered';
}
