// Where a person may be sent afterwards. Pure, no server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findReturnMistake, isAllowedReturn, returnTo } from '../../src/connect/return-urls.ts';

const allowed = ['https://app.example.com/settings', 'http://127.0.0.1:3000'];

describe('a return address', () => {
  it.each([
    'https://app.example.com/settings',
    'https://app.example.com/settings?tab=accounts',
    'https://app.example.com/settings/accounts',
    'http://127.0.0.1:3000/anything/below',
  ])('may be %s', (url) => {
    expect(isAllowedReturn(allowed, url)).toBe(true);
  });

  it.each([
    ['another host', 'https://evil.example.com/settings'],
    ['a host that begins alike', 'https://app.example.com.evil.test/settings'],
    ['a user name that looks like the host', 'https://app.example.com@evil.test/settings'],
    ['another port', 'https://app.example.com:8443/settings'],
    ['no encryption', 'http://app.example.com/settings'],
    ['a path that begins alike', 'https://app.example.com/settings-of-somebody'],
    ['a path that climbs out', 'https://app.example.com/settings/../admin'],
    ['a script', 'javascript:alert(1)'],
    ['half an address', '//evil.example.com'],
    ['a fragment', 'https://app.example.com/settings#x'],
  ])('may not have %s', (_, url) => {
    expect(isAllowedReturn(allowed, url)).toBe(false);
  });

  it('may be none where the operator listed none', () => {
    expect(isAllowedReturn([], 'https://app.example.com/settings')).toBe(false);
  });

  it('never leads to an origin that is not listed, whatever is written', () => {
    const pieces = fc.constantFrom(
      'https:',
      'http:',
      '//',
      '/',
      '\\',
      '@',
      'app.example.com',
      'evil.test',
      '.',
      ':',
      '?',
      '%2f',
      '\t',
      'settings',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
        const text = parts.join('');
        if (!isAllowedReturn(allowed, text)) return;
        expect(['https://app.example.com', 'http://127.0.0.1:3000']).toContain(new URL(text).origin);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is told account and status, and keeps what it had', () => {
    expect(
      returnTo('https://app.example.com/settings?tab=1&status=old', {
        account: 'acct_1',
        status: 'connected',
      }),
    ).toBe('https://app.example.com/settings?tab=1&status=connected&account=acct_1');
  });

  it('is refused in words that say what to write', () => {
    expect(findReturnMistake('/settings')).toContain('https://app.example.com');
    expect(findReturnMistake('http://app.example.com/')).toContain('https://');
  });
});
