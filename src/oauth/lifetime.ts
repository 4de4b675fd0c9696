// How long an access token lives, where the token answer does not say: introspection (RFC 7662), else what is believed and
// learned. A belief too long costs a refused request, one too short an exchange; neither costs an answer.

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

/** What became of the version before. */
export interface PastLife {
  readonly issued_at: number;
  /** As was believed. */
  readonly expires_at: number;
  /** When a data call was refused it first; null while none was. */
  readonly refused_at: number | null;
}

/**
 * Refused sooner than this share of the believed life, a token was ended, not outlived: a revoked session says nothing
 * about the next one. Salesforce's shortest session timeout, 15 minutes, is an eighth of its usual one.
 */
const leastBelievableShare = 1 / 16;
/** A belief once shortened grows back so, version by version, until a refusal shortens it again: timeouts get longer, too. */
const growth = 1.25;

/** Of the next version, by what became of the one before; a token refused early was not to live as long as believed. */
export function believedLifetimeMs(
  { accessTokenLifetimeSeconds }: Pick<Provider, 'accessTokenLifetimeSeconds'>,
  { issued_at, expires_at, refused_at }: PastLife,
): number {
  const usualMs = accessTokenLifetimeSeconds * 1000;
  const believedMs = expires_at - issued_at || usualMs;
  if (refused_at === null) return Math.max(believedMs, Math.min(usualMs, Math.round(believedMs * growth)));
  const livedMs = refused_at - issued_at;
  return livedMs < believedMs && livedMs >= believedMs * leastBelievableShare ? livedMs : believedMs;
}
