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

/** As the store has it, of an account and of a grant. */
export interface Whose {
  readonly external_subject: string | null;
  readonly external_organization: string | null;
}

export async function examineGrant(
  provider: Provider,
  account: Whose,
  asked: readonly string[],
  granted: GrantedTokens,
): Promise<Examined> {
  const mustRefresh =
    provider.refreshTokens !== 'none' && provider.lifeWithoutRefreshTokenSeconds === undefined;
  if (mustRefresh && !granted.tokens.refreshToken) return { kind: 'no_refresh_token' };
  const missing = findMissingScopes(provider, asked, granted.scopes);
  if (missing.length > 0) return { kind: 'scopes_missing', missing };

  let { externalSubject: subject, externalOrganization: organization } = granted;
  const isByOrganization = provider.identityIs === 'organization';
  if ((isByOrganization ? organization : subject) === null) {
    try {
      const found = await fetchIdentity(provider, granted.tokens.accessToken);
      subject ??= found?.subject ?? null;
      organization ??= found?.organization ?? null;
    } catch (error) {
      if (error instanceof Failure && error.disposition === 'retry') return { kind: 'provider_away' };
      throw error;
    }
  }
  const [known, said] = isByOrganization
    ? [account.external_organization, organization]
    : [account.external_subject, subject];
  if (said === null && known !== null) return { kind: 'identity_unknown' };
  return { kind: 'fit', subject, organization };
}

/**
 * What was never learned cannot differ; what was, must not. Where a grant is an organization's, who of its people gives it
 * is free, as long as both name the organization.
 */
export function isSomebodyElse(
  { identityIs = 'subject' }: Pick<Provider, 'identityIs'>,
  before: Whose,
  after: Whose,
): boolean {
  const differs = (one: string | null, other: string | null): boolean =>
    one !== null && other !== null && one !== other;
  if (differs(before.external_organization, after.external_organization)) return true;
  const isSameOrganization = before.external_organization !== null && after.external_organization !== null;
  if (identityIs === 'organization' && isSameOrganization) return false;
  return differs(before.external_subject, after.external_subject);
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
