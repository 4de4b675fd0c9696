// A token of the app itself, for what concerns none of its accounts: the client credentials grant (RFC 6749 section 4.4).
// Asked for when it is needed, used for the one request, and kept nowhere.

import * as oauth from 'oauth4webapi';
import { Failure } from '../domain/failures.ts';
import { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';
import { callTokenEndpoint } from './token-endpoint.ts';
import { clientAuthOf, clientOf, requestOptions, serverOf } from './token-requests.ts';

const requestTimeoutMs = 20_000;

export type FetchAsApp = (url: URL) => Promise<Response>;

/** A fetch with a fresh token of the app, which is sent to the origin of `base` and nowhere else. */
export async function openAppFetch(
  provider: Provider,
  base: URL,
  scopes: readonly string[],
): Promise<FetchAsApp> {
  const token = await requestAppToken(provider, scopes);
  return (url) => {
    if (url.origin !== base.origin) throw new Failure('bug', `the app's token is not for ${url.origin}`);
    return fetch(url, {
      headers: { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
  };
}

async function requestAppToken(provider: Provider, scopes: readonly string[]): Promise<Secret> {
  const answer = await callTokenEndpoint((post) =>
    oauth.clientCredentialsGrantRequest(
      serverOf(provider),
      clientOf(provider),
      clientAuthOf(provider),
      { scope: scopes.join(' ') },
      requestOptions(post, provider.tokenUrl),
    ),
  );
  if (answer.kind !== 'answered' || answer.status === 429) {
    throw new Failure('provider.unavailable', `${provider.name} gave the app no token for the moment`);
  }
  const { access_token: token } = answer.body;
  if (answer.status !== 200 || typeof token !== 'string') {
    throw new Failure(
      'app.misconfigured',
      `${provider.name} gave the app no token of its own (${answer.status}); the app needs the scopes ${scopes.join(', ')}`,
    );
  }
  return new Secret(token);
}
