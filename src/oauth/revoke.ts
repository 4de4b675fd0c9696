// Token revocation (RFC 7009): the refresh token where there is one, because with it the whole grant ends (section 2.1).
// A token the provider no longer knows is as good as revoked (section 2.2).

import * as oauth from 'oauth4webapi';
import type { TokenSet } from '../domain/token-set.ts';
import type { Provider } from '../providers/registry.ts';
import { callTokenEndpoint } from './token-endpoint.ts';
import { clientAuthOf, clientOf, requestOptions, serverOf } from './token-requests.ts';

export type RevocationOutcome =
  | { readonly kind: 'revoked' }
  | { readonly kind: 'not_offered' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** May be asked again: revoking twice comes to the same. */
  | { readonly kind: 'away'; readonly reason: string };

export async function revoke(provider: Provider, tokens: TokenSet): Promise<RevocationOutcome> {
  const url = provider.revokeUrl;
  if (!url) return { kind: 'not_offered' };
  const token = tokens.refreshToken ?? tokens.accessToken;
  const hint = tokens.refreshToken ? 'refresh_token' : 'access_token';
  // The answer need not have a body, so its status is kept beside what is read of it.
  let status: number | null = null;
  const answer = await callTokenEndpoint(async (post) => {
    const response = await oauth.revocationRequest(
      serverOf(provider),
      clientOf(provider),
      clientAuthOf(provider),
      token.reveal(),
      { ...requestOptions(post, url), additionalParameters: { token_type_hint: hint } },
    );
    status = response.status;
    return response;
  });
  if (status === null || status === 429 || status >= 500) {
    return { kind: 'away', reason: answer.kind === 'answered' ? `it answered ${status}` : answer.reason };
  }
  const body = answer.kind === 'answered' ? answer.body : {};
  const said = provider.readRefusal?.(status, body)?.error ?? body.error;
  if (status < 300 && said === undefined) return { kind: 'revoked' };
  return isGone(said) ? { kind: 'revoked' } : { kind: 'refused', reason: `it answered ${status}` };
}

/** RFC 7009 wants 200 for these; Google and HubSpot say so instead. */
const isGone = (error: unknown): boolean =>
  typeof error === 'string' && ['invalid_token', 'invalid_grant', 'token_revoked'].includes(error);
