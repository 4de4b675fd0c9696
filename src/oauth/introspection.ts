// What a provider says of an access token: RFC 7662. Asked for lifetimes and owners that the token answer does not state.

import * as oauth from 'oauth4webapi';
import type { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';
import { callTokenEndpoint } from './token-endpoint.ts';
import { clientAuthOf, clientOf, requestOptions, serverOf } from './token-requests.ts';

export type Introspection =
  | { readonly kind: 'active'; readonly body: Readonly<Record<string, unknown>> }
  /** Not active, not to be asked by us, or the provider has no such endpoint. */
  | { readonly kind: 'unsaid' }
  | { readonly kind: 'away' };

export async function introspect(provider: Provider, accessToken: Secret): Promise<Introspection> {
  const url = provider.introspectUrl;
  if (!url) return { kind: 'unsaid' };
  const answer = await callTokenEndpoint((post) =>
    oauth.introspectionRequest(
      serverOf(provider),
      clientOf(provider),
      clientAuthOf(provider),
      accessToken.reveal(),
      {
        ...requestOptions(post, url),
        additionalParameters: { token_type_hint: 'access_token' },
      },
    ),
  );
  if (answer.kind !== 'answered') return { kind: 'away' };
  if (answer.status !== 200 || answer.body.active !== true) return { kind: 'unsaid' };
  return { kind: 'active', body: answer.body };
}
