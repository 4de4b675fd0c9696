// Pure, no server.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { readProviderFile } from '../../src/providers/provider-file.ts';
import { createProviders, isAllowedOrigin } from '../../src/providers/registry.ts';

const client = { clientId: 'id', clientSecret: new Secret('secret') };

describe('the list of providers', () => {
  it('has every provider file of its folder', () => {
    const notProviders = ['define-provider.ts', 'index.ts', 'provider-file.ts', 'registry.ts'];
    const files = readdirSync(new URL('../../src/providers', import.meta.url))
      .filter((file) => file.endsWith('.ts') && !notProviders.includes(file))
      .map((file) => file.slice(0, -'.ts'.length));
    expect(builtInProviders.map((provider) => provider.id).toSorted()).toEqual(files.toSorted());
  });

  it('says which providers there are when asked for another, and what a known one lacks', () => {
    const providers = createProviders({ builtIn: builtInProviders, files: [], clients: { google: client } });
    expect(providers.get('google').client.clientId).toBe('id');
    expect(() => providers.get('fax')).toThrow(/no provider "fax"; there are google, hubspot, salesforce/);
    expect(() => providers.get('hubspot')).toThrow(/HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET/);
  });
});

describe('a provider file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'firstlight-provider-file-'));
  const write = (content: unknown): string => {
    const path = join(directory, `${Math.random()}.json`);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('is laid over the built-in provider of its id', () => {
    const file = readProviderFile(
      write({
        id: 'google',
        tokenUrl: 'http://127.0.0.1:1234/token',
        apiOrigins: ['http://127.0.0.1:1234'],
        clientId: 'a',
        clientSecret: { env: 'S' },
      }),
      { S: 'from the environment' },
    );
    const provider = createProviders({ builtIn: builtInProviders, files: [file], clients: {} }).get('google');
    expect(provider).toMatchObject({ name: 'Google', tokenUrl: 'http://127.0.0.1:1234/token' });
    expect(provider.client.clientSecret.reveal()).toBe('from the environment');
  });

  it.each([
    [{ id: 'google', tokenUrl: 'http://example.test/token' }, /tokenUrl: must be https/],
    [{ id: 'google', apiOrigins: ['https://a.test/path'] }, /apiOrigins.0: must be an origin/],
    [{ id: 'google', colour: 'red' }, /colour/],
    [{ id: 'google', clientSecret: { env: 'NOT_SET' } }, /clientSecret from NOT_SET, which is not set/],
    ['{', /cannot be read/],
  ])('is refused in words: %j', (content, words) => {
    expect(() => readProviderFile(write(content), {})).toThrow(words);
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
