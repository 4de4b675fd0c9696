// How much less than was asked for will do. Pure, no server.
import { describe, expect, it } from 'vitest';
import { explainMissing, scopesAsAnswered, scopesThatMustStay } from '../../src/connect/compare-scopes.ts';

const provider = { id: 'sheets', scopes: ['email', 'write'], scopeAliases: { email: 'https://id/email' } };
const account = { scopes: ['https://id/email', 'write', 'extra'] };

describe('the scopes a new grant must have', () => {
  it.each(['active', 'held'] as const)('are all of the old one’s while the account is %s', (state) => {
    expect(scopesThatMustStay(provider, { ...account, state })).toEqual(account.scopes);
  });

  it('are those the provider is of no use without, once the old grant is dead', () => {
    expect(scopesThatMustStay(provider, { ...account, state: 'reauth_required' })).toEqual([
      'https://id/email',
      'write',
    ]);
  });
});

describe('scopes that were asked for', () => {
  it('are kept under the names the provider answers with', () => {
    expect(scopesAsAnswered(provider, ['email', 'write'])).toEqual(['https://id/email', 'write']);
  });
});

describe('a missing scope', () => {
  const tool = (name: string, of: string, scopes: string[]) => ({
    name,
    provider: of,
    scopes,
    description: `Does ${name}. And says more.`,
  });

  it('is explained by the tools that need it, by any of its names', () => {
    const tools = [
      tool('writes', 'sheets', ['write']),
      tool('mails', 'sheets', ['email']),
      tool('elsewhere', 'other', ['write']),
      tool('anything', 'any', []),
    ];
    expect(explainMissing(provider, tools, ['write', 'https://id/email', 'extra'])).toEqual([
      { scope: 'write', breaks: [{ tool: 'writes', does: 'Does writes.' }] },
      { scope: 'https://id/email', breaks: [{ tool: 'mails', does: 'Does mails.' }] },
      { scope: 'extra', breaks: [] },
    ]);
  });
});
