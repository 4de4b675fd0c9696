// What a provider says of a token: RFC 7662. Asked for lifetimes and owners that the token answer does not state, and
// whether a grant still holds.

import * as oauth from 'oauth4webapi';
import type { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';
import { callTokenEndpoint } from './token-endpoint.ts';
import { clientAuthOf, clientOf, requestOptions, serverOf } from './token-requests.ts';

export type Introspection =
  | { readonly kind: 'active'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'inactive' }
  /** Not to be asked by us, or the provider has no such endpoint. */
  | { readonly kind: 'unsaid' }
  | { readonly kind: 'away' };

export async function introspect(
  provider: Provider,
  token: Secret,
  hint: 'access_token' | 'refresh_token' = 'access_token',
): Promise<Introspection> {
  const url = provider.introspectUrl;
  if (!url) return { kind: 'unsaid' };
  const answer = await callTokenEndpoint((post) =>
    oauth.introspectionRequest(
      serverOf(provider),
      clientOf(provider),
      clientAuthOf(provider),
      token.reveal(),
      {
        ...requestOptions(post, url),
        additionalParameters: { token_type_hint: hint },
      },
    ),
  );
  if (answer.kind !== 'answered') return { kind: 'away' };
  if (answer.status !== 200 || typeof answer.body.active !== 'boolean') return { kind: 'unsaid' };
  if (!answer.body.active) return { kind: 'inactive' };
  return { kind: 'active', body: answer.body };
}
