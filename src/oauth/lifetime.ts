// How long an access token lives, where the token answer does not say: introspection (RFC 7662), else what is assumed.

import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';
import { callTokenEndpoint } from './token-endpoint.ts';
import { clientAuthOf, clientOf, requestOptions, serverOf } from './token-requests.ts';

// NumericDate (RFC 7519 section 2) may have fractions of a second.
const activeToken = z.object({ active: z.literal(true), exp: z.number() });

/** When the token expires by the provider's own word; null when it cannot or will not say. */
export async function introspectExpiry(provider: Provider, accessToken: Secret): Promise<number | null> {
  const url = provider.introspectUrl;
  if (!url) return null;
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
  if (answer.kind !== 'answered' || answer.status !== 200) return null;
  const parsed = activeToken.safeParse(answer.body);
  return parsed.success ? Math.round(parsed.data.exp * 1000) : null;
}
