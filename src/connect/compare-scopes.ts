// What was asked, what was granted, and how much less will do. Nothing a good grant covers may be lost by a renewal
// (promise 7); a dead one covers nothing, so less will do there, if the provider is still of use.

import type { ProviderDefinition } from '../providers/define-provider.ts';
import type { AccountRow } from '../store/accounts.ts';
import { findMissingScopes } from './examine-grant.ts';
import type { MissingScope } from './outcome.ts';

type Aliases = Pick<ProviderDefinition, 'scopeAliases'>;

/** As the provider answers them, so that what was asked and what was granted can be compared later without asking it. */
export const scopesAsAnswered = ({ scopeAliases }: Aliases, scopes: readonly string[]): string[] =>
  scopes.map((scope) => scopeAliases?.[scope] ?? scope);

/** Without these a new grant does not take the place of the account's present one. */
export function scopesThatMustStay(
  provider: Aliases & Pick<ProviderDefinition, 'scopes'>,
  account: Pick<AccountRow, 'state' | 'scopes'>,
): readonly string[] {
  if (account.state !== 'reauth_required') return account.scopes;
  const needed = new Set(scopesAsAnswered(provider, provider.scopes));
  return account.scopes.filter((scope) => needed.has(provider.scopeAliases?.[scope] ?? scope));
}

/** What the account lacks of what was asked for; nothing where that is not known. */
export const findAccountsMissing = (account: Pick<AccountRow, 'requested_scopes' | 'scopes'>): string[] =>
  findMissingScopes({}, account.requested_scopes, account.scopes);

export interface ToolNeeds {
  readonly name: string;
  readonly provider: string;
  readonly scopes: readonly string[];
  readonly description: string;
}

/** In the words of the tools that need them. */
export function explainMissing(
  provider: Aliases & Pick<ProviderDefinition, 'id'>,
  tools: readonly ToolNeeds[],
  missing: readonly string[],
): MissingScope[] {
  return missing.map((scope) => ({
    scope,
    breaks: tools
      .filter(
        (tool) =>
          tool.provider === provider.id &&
          findMissingScopes(provider, tool.scopes, [scope]).length < tool.scopes.length,
      )
      .map(({ name, description }) => ({ tool: name, does: firstSentenceOf(description) })),
  }));
}

const firstSentenceOf = (text: string): string => /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
