// Whom a new grant belongs to, where the token answer did not say: the provider's userinfo endpoint
// (OpenID Connect Core section 5.3).

import { z } from 'zod';
import { Failure } from '../domain/failures.ts';
import type { Secret } from '../domain/secret.ts';
import type { Provider } from '../providers/registry.ts';

/** `organization`: the hosted domain Google states as `hd`, for accounts of a Workspace. */
const userinfo = z.object({ hd: z.string().optional() }).loose();

export async function fetchIdentity(
  provider: Provider,
  accessToken: Secret,
): Promise<{ readonly subject: string; readonly organization: string | null } | null> {
  if (!provider.userinfoUrl) return null;
  const response = await fetch(provider.userinfoUrl, {
    headers: { authorization: `Bearer ${accessToken.reveal()}`, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => {
    throw new Failure(
      'provider.unavailable',
      `${provider.name} did not say whose grant this is (${error.name})`,
    );
  });
  if (!response.ok) {
    // A grant without identity scopes is a fair grant: it is compared by what else is known.
    if (response.status === 401 || response.status === 403) return null;
    throw new Failure(
      'provider.unavailable',
      `${provider.name} did not say whose grant this is (${response.status})`,
    );
  }
  const claims = userinfo.safeParse(await response.json());
  const subject = claims.success ? claims.data[provider.subjectClaim ?? 'sub'] : undefined;
  if (typeof subject !== 'string') return null;
  return { subject, organization: claims.data?.hd ?? null };
}
