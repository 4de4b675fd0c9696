// Pure, no server.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders, isAllowedOrigin } from '../../src/providers/registry.ts';

const client = { clientId: 'id', clientSecret: new Secret('secret') };

describe('the list of providers', () => {
  it('has every provider file of its folder', () => {
    const notProviders = [
      'define-provider.ts',
      'index.ts',
      'notices.ts',
      'provider-file-schema.ts',
      'provider-file.ts',
      'registry.ts',
    ];
    const files = readdirSync(new URL('../../src/providers', import.meta.url))
      .filter((file) => file.endsWith('.ts') && !notProviders.includes(file))
      .map((file) => file.slice(0, -'.ts'.length));
    expect(builtInProviders.map((provider) => provider.id).toSorted()).toEqual(files.toSorted());
  });

  it('says which providers there are when asked for another, and what a known one lacks', () => {
    const providers = createProviders({ builtIn: builtInProviders, files: [], clients: { google: client } });
    expect(providers.get('google').client.clientId).toBe('id');
    expect(() => providers.get('fax')).toThrow(
      /no provider "fax"; there are google, hubspot, salesforce, slack/,
    );
    expect(() => providers.get('hubspot')).toThrow(/HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET/);
  });
});

describe('the origins a token is sent to', () => {
  const salesforce = { apiOrigins: ['https://*.my.salesforce.com'] };

  it.each([
    ['https://acme.my.salesforce.com/services', true],
    ['https://acme--dev.sandbox.my.salesforce.com/', true],
    ['http://acme.my.salesforce.com/', false],
    ['https://acme.my.salesforce.com:444/', false],
    ['https://my.salesforce.com/', false],
    ['https://evil.test/.my.salesforce.com', false],
    ['https://acme.my.salesforce.com.evil.test/', false],
    ['https://evil.test#.my.salesforce.com', false],
  ])('%s: %s', (url, isAllowed) => {
    expect(isAllowedOrigin(salesforce, new URL(url))).toBe(isAllowed);
  });
});
