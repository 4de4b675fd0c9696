// Is this a security event token of the provider, and meant for our app? RFC 8417 (the token), RFC 8935 (its delivery and
// the error codes). An id_token has no `events`, and never passes for one (RFC 8417 section 4.1). It does not expire
// (RFC 8417 section 2.2), so one that is too old to be news is refused by its age.

import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { DAY, MINUTE, SECOND } from '../domain/time.ts';
import type { SecurityEventTokens } from '../providers/notices.ts';
import type { Provider } from '../providers/registry.ts';
import type { Verified } from './verified.ts';

/** Redelivered for hours at most; a week later the keep-alive has found what it would say. */
export const oldestEventMs = 7 * DAY;
const clockToleranceMs = 5 * MINUTE;
/** A token says it in advance where its key is not among those we have: keys are not fetched more often for any. */
const fetchKeysEveryMs = 30 * SECOND;

export interface SecurityEvent {
  readonly id: string;
  readonly events: Readonly<Record<string, unknown>>;
}

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** Keeps the keys of each provider it has asked. */
export function createSecurityEventVerifier() {
  const keysByUrl = new Map<string, Keys>();
  const keysAt = (url: string): Keys => {
    const known = keysByUrl.get(url);
    if (known) return known;
    const keys = createRemoteJWKSet(new URL(url), { cooldownDuration: fetchKeysEveryMs });
    keysByUrl.set(url, keys);
    return keys;
  };

  return async (
    source: SecurityEventTokens,
    provider: Pick<Provider, 'client'> & { readonly noticeKeysUrl: string },
    token: string,
    now: number,
  ): Promise<Verified<SecurityEvent>> => {
    try {
      const { payload } = await jwtVerify(token.trim(), keysAt(provider.noticeKeysUrl), {
        algorithms: ['RS256'],
        issuer: source.issuer,
        audience: provider.client.clientId,
        requiredClaims: ['iat', 'jti', 'events'],
        currentDate: new Date(now),
      });
      return readEvent(payload, now);
    } catch (error) {
      return explain(error);
    }
  };
}

function readEvent(payload: JWTPayload, now: number): Verified<SecurityEvent> {
  const { iat, jti, events } = payload;
  if (typeof events !== 'object' || events === null || Array.isArray(events) || typeof jti !== 'string') {
    return refuse('invalid_request', 'A security event token has a jti and an object of events (RFC 8417).');
  }
  const ageMs = now - iat! * SECOND;
  if (ageMs > oldestEventMs || ageMs < -clockToleranceMs) {
    return refuse(
      'invalid_request',
      'The token was issued more than seven days ago, or is yet to be issued.',
    );
  }
  return { kind: 'verified', claims: { id: jti, events: events as Record<string, unknown> } };
}

function explain(error: unknown): Exclude<Verified<never>, { kind: 'verified' }> {
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return refuse('invalid_issuer', 'The issuer is not the one of this provider.');
    if (error.claim === 'aud') return refuse('invalid_audience', 'The token is not meant for this app.');
    return refuse('invalid_request', `The claim ${error.claim} is missing or not right.`);
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return refuse('invalid_key', 'The token is signed with a key the provider does not have.');
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return refuse('authentication_failed', 'The signature is not right.');
  }
  if (error instanceof errors.JWTExpired) return refuse('invalid_request', 'The token has expired.');
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported
  ) {
    return refuse('invalid_request', 'The body must be a security event token signed with RS256 (RFC 8935).');
  }
  // What is left went wrong on the way to the keys: a timeout, a refused connection, an answer that is no key set.
  return { kind: 'unverifiable' };
}

const refuse = (
  err: Extract<Verified<never>, { kind: 'refused' }>['err'],
  description: string,
): Extract<Verified<never>, { kind: 'refused' }> => ({ kind: 'refused', err, description });
