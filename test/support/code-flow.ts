// The authorization code flow as a web app of one's own would run it, with a person who agrees to everything.

import { buildDeparture } from '../../src/oauth/authorize-url.ts';
import { readCallback } from '../../src/oauth/callback.ts';
import { type GrantedTokens, requestTokensForCode } from '../../src/oauth/token-requests.ts';
import type { Provider } from '../../src/providers/registry.ts';
import type { AuthorizationServer } from './authorization-server.ts';

export async function obtainGrant(
  provider: Provider,
  authority: Pick<AuthorizationServer, 'agree' | 'redirectUri'>,
): Promise<GrantedTokens> {
  const { redirectUri } = authority;
  const departure = await buildDeparture(provider, { redirectUri, scopes: provider.scopes });
  const callback = readCallback(provider, await authority.agree(departure.url), departure.state);
  if (callback.kind !== 'code') throw new Error(`the callback brought ${JSON.stringify(callback)}`);
  const outcome = await requestTokensForCode(provider, {
    parameters: callback.parameters,
    redirectUri,
    verifier: departure.verifier,
  });
  if (outcome.kind !== 'granted') throw new Error(`the code brought ${JSON.stringify(outcome)}`);
  return outcome.granted;
}
