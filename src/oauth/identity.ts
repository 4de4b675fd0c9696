// Whom a grant belongs to, where the token answer did not say: the provider's userinfo endpoint (OpenID Connect Core
// section 5.3), or its introspection (RFC 7662) where that is where it says so.

import { Failure } from '../domain/failures.ts';
import type { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';
import { introspect } from './introspection.ts';

export interface Identity {
  readonly subject: string;
  readonly organization: string | null;
}

/** Null when the provider does not say whose grant this is; throws when it cannot for the moment. */
export async function fetchIdentity(provider: Provider, accessToken: Secret): Promise<Identity | null> {
  return provider.userinfoUrl
    ? askUserinfo(provider, provider.userinfoUrl, accessToken)
    : askIntrospection(provider, accessToken);
}

async function askUserinfo(provider: Provider, url: string, accessToken: Secret): Promise<Identity | null> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${accessToken.reveal()}`, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => {
    throw unsaidForNow(provider, error.name);
  });
  if (!response.ok) {
    // A grant without identity scopes is a fair grant: it is compared by what else is known.
    if (response.status === 401 || response.status === 403) return null;
    throw unsaidForNow(provider, String(response.status));
  }
  // A 200 that cannot be read says nothing about whose grant it is; taken for "nobody's", the grant would be compared with
  // nothing ever after.
  const claims: unknown = await response.json().catch(() => {
    throw unsaidForNow(provider, 'an answer that is no JSON');
  });
  if (claims === null || typeof claims !== 'object')
    throw unsaidForNow(provider, 'an answer that is no object');
  return readClaims(provider, claims as Record<string, unknown>);
}

function readClaims(provider: Provider, claims: Readonly<Record<string, unknown>>): Identity | null {
  const subject = claims[provider.subjectClaim ?? 'sub'];
  if (typeof subject !== 'string') return null;
  const organization = claims[provider.organizationClaim ?? 'hd'];
  return { subject, organization: typeof organization === 'string' ? organization : null };
}

/** Its answer has the facts of a token answer where the provider has such, else `sub` (RFC 7662 section 2.2). */
async function askIntrospection(provider: Provider, accessToken: Secret): Promise<Identity | null> {
  const answer = await introspect(provider, accessToken);
  if (answer.kind === 'away') throw unsaidForNow(provider, 'no answer');
  if (answer.kind !== 'active') return null;
  if (!provider.readTokenAnswer) return readClaims(provider, answer.body);
  const { externalSubject, externalOrganization } = provider.readTokenAnswer(answer.body);
  return externalSubject === undefined
    ? null
    : { subject: externalSubject, organization: externalOrganization ?? null };
}

const unsaidForNow = (provider: Provider, why: string): Failure =>
  new Failure('provider.unavailable', `${provider.name} did not say whose grant this is (${why})`);
