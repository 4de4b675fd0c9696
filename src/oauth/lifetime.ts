// How long an access token lives, where the token answer does not say: introspection (RFC 7662), else what is assumed.

import { z } from 'zod';
import type { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';
import { introspect } from './introspection.ts';

// NumericDate (RFC 7519 section 2) may have fractions of a second; HubSpot states the seconds left instead.
const statedEnd = z.object({ exp: z.number().optional(), expires_in: z.number().optional() });

/** When the token expires by the provider's own word; null when it cannot or will not say. */
export async function introspectExpiry(provider: Provider, accessToken: Secret): Promise<number | null> {
  const askedAt = Date.now();
  const answer = await introspect(provider, accessToken);
  if (answer.kind !== 'active') return null;
  const { exp, expires_in: secondsLeft } = statedEnd.safeParse(answer.body).data ?? {};
  if (exp !== undefined) return Math.round(exp * 1000);
  return secondsLeft === undefined ? null : askedAt + Math.round(secondsLeft * 1000);
}
