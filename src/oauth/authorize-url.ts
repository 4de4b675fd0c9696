// Where the person's browser is sent: RFC 6749 section 4.1.1, with PKCE (RFC 7636) where the provider takes it.

import * as oauth from 'oauth4webapi';
import { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';

export interface Departure {
  readonly url: string;
  readonly state: string;
  readonly verifier: Secret | null;
}

export async function buildDeparture(
  provider: Provider,
  input: { readonly redirectUri: string; readonly scopes: readonly string[] },
): Promise<Departure> {
  const state = oauth.generateRandomState();
  const verifier = provider.pkce ? new Secret(oauth.generateRandomCodeVerifier()) : null;
  const url = new URL(provider.authorizeUrl);
  for (const [name, value] of Object.entries(provider.authorizeParams ?? {}))
    url.searchParams.set(name, value);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', provider.client.clientId);
  url.searchParams.set('redirect_uri', input.redirectUri);
  url.searchParams.set('scope', input.scopes.join(provider.scopeSeparator ?? ' '));
  url.searchParams.set('state', state);
  if (verifier) {
    url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier.reveal()));
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return { url: url.href, state, verifier };
}
