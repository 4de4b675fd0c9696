// Is a grant that a person just gave fit to stand in for the account's old one? It must be able to last, cover what the
// old one covered, and say whose it is where the account knows. Whose it is, is compared later, in turn with exchanges.

import { Failure } from '../domain/failures.ts';
import { fetchIdentity } from '../oauth/identity.ts';
import type { GrantedTokens } from '../oauth/token-requests.ts';
import type { Provider } from '../providers/registry.ts';

export type Examined =
  | { readonly kind: 'fit'; readonly subject: string | null; readonly organization: string | null }
  | { readonly kind: 'no_refresh_token' }
  | { readonly kind: 'scopes_missing'; readonly missing: readonly string[] }
  /** The account's owner is known, and this grant will not say whose it is: taking it could be a take-over. */
  | { readonly kind: 'identity_unknown' }
  | { readonly kind: 'provider_away' };

export async function examineGrant(
  provider: Provider,
  account: { readonly external_subject: string | null },
  asked: readonly string[],
  granted: GrantedTokens,
): Promise<Examined> {
  const mustRefresh =
    provider.refreshTokens !== 'none' && provider.lifeWithoutRefreshTokenSeconds === undefined;
  if (mustRefresh && !granted.tokens.refreshToken) return { kind: 'no_refresh_token' };
  const missing = findMissingScopes(provider, asked, granted.scopes);
  if (missing.length > 0) return { kind: 'scopes_missing', missing };

  let { externalSubject: subject, externalOrganization: organization } = granted;
  if (subject === null) {
    try {
      const found = await fetchIdentity(provider, granted.tokens.accessToken);
      subject = found?.subject ?? null;
      organization ??= found?.organization ?? null;
    } catch (error) {
      if (error instanceof Failure && error.disposition === 'retry') return { kind: 'provider_away' };
      throw error;
    }
  }
  if (subject === null && account.external_subject !== null) return { kind: 'identity_unknown' };
  return { kind: 'fit', subject, organization };
}

/** An answer that names no scopes grants what was asked (RFC 6749 section 5.1). */
export function findMissingScopes(
  provider: Pick<Provider, 'scopeAliases'>,
  asked: readonly string[],
  granted: readonly string[] | null,
): string[] {
  if (granted === null) return [];
  const canonical = (scope: string): string => provider.scopeAliases?.[scope] ?? scope;
  const has = new Set(granted.map(canonical));
  return asked.filter((scope) => !has.has(canonical(scope)));
}
