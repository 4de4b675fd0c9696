// Files on disk, no server.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtInProviders } from '../../src/providers/index.ts';
import { type Environment, readProviderFiles } from '../../src/providers/provider-file.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';

const directory = mkdtempSync(join(tmpdir(), 'firstlight-provider-file-'));
afterAll(() => rmSync(directory, { recursive: true }));

let written = 0;
const write = (content: unknown): string => {
  const path = join(directory, `${++written}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const provider = (id: string, contents: readonly unknown[], environment: Environment = {}): Provider =>
  createProviders({
    builtIn: builtInProviders,
    files: readProviderFiles(contents.map(write), environment),
    clients: {},
  }).get(id);

/** Describes a provider whole, with nothing that may be left out. */
const whole = {
  id: 'pied-piper',
  name: 'Pied Piper',
  authorizeUrl: 'https://id.example.com/authorize',
  tokenUrl: 'https://id.example.com/token',
  apiOrigins: ['https://api.example.com'],
  scopes: ['records.read'],
  clientId: 'firstlight',
  clientSecret: { env: 'PIPER_SECRET' },
  clientAuth: 'basic',
  pkce: false,
  refreshTokens: 'single-use',
};
const environment = {
  PIPER_SECRET: 'sbxcs-piper',
  PIPER_HOST: 'https://eu.example.com',
  YES: 'true',
  DAY: '90',
};

const complaintAbout = (...contents: readonly unknown[]): string => {
  try {
    readProviderFiles(contents.map(write), environment);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was complained of');
};

describe('a file about a built-in provider', () => {
  it('is laid over it', () => {
    const file = {
      id: 'google',
      tokenUrl: 'http://127.0.0.1:1234/token',
      apiOrigins: ['http://127.0.0.1:1234'],
      clientId: 'a',
      clientSecret: { env: 'PIPER_SECRET' },
    };
    const google = provider('google', [file], environment);
    expect(google).toMatchObject({ name: 'Google', pkce: true, tokenUrl: 'http://127.0.0.1:1234/token' });
    expect(google.client.clientSecret.reveal()).toBe('sbxcs-piper');
    expect(google.refusals.length).toBeGreaterThan(0);
  });

  it('may change a habit and keeps how the lifetime is learned', () => {
    const file = { id: 'salesforce', refreshTokens: 'reusable', clientId: 'a', clientSecret: 'b' };
    expect(provider('salesforce', [file])).toMatchObject({
      refreshTokens: 'reusable',
      lifetime: 'introspection',
    });
  });
});

describe('a file about any other provider', () => {
  it('is that provider, with nothing but the required fields', () => {
    const piper = provider('pied-piper', [whole], environment);
    expect(piper).toMatchObject({
      name: 'Pied Piper',
      app: 'pied-piper',
      clientAuth: 'basic',
      pkce: false,
      refreshTokens: 'single-use',
      lifetime: 'expires_in',
      accessTokenLifetimeSeconds: 3600,
      grantIdleLimitDays: null,
      refusals: [],
    });
    expect(piper.revokeUrl).toBeUndefined();
    expect(piper.probePath).toBeUndefined();
    expect(piper.client.clientId).toBe('firstlight');
    expect(piper.client.clientSecret.reveal()).toBe('sbxcs-piper');
    expect(Object.keys(piper)).not.toContain('clientSecret');
  });

  it('may belong to organizations, whose people renew it for one another', () => {
    const file = { ...whole, identityIs: 'organization', organizationClaim: 'org' };
    expect(provider('pied-piper', [file], environment)).toMatchObject({
      identityIs: 'organization',
      organizationClaim: 'org',
    });
  });

  it('asks introspection for lifetimes that an answer does not state, where it names the endpoint', () => {
    const file = { ...whole, introspectUrl: 'https://id.example.com/introspect' };
    expect(provider('pied-piper', [file], environment).lifetime).toBe('introspection');
  });

  it('takes any value from the environment, in lists and as numbers too', () => {
    const file = {
      ...whole,
      pkce: { env: 'YES' },
      apiOrigins: [{ env: 'PIPER_HOST' }, 'https://api.example.com'],
      grantIdleLimitDays: { env: 'DAY' },
    };
    expect(provider('pied-piper', [file], environment)).toMatchObject({
      pkce: true,
      apiOrigins: ['https://eu.example.com', 'https://api.example.com'],
      grantIdleLimitDays: 90,
    });
  });

  it('may have another file laid over it', () => {
    const over = { id: 'pied-piper', tokenUrl: 'https://eu.example.com/token' };
    expect(provider('pied-piper', [whole, over], environment)).toMatchObject({
      authorizeUrl: whole.authorizeUrl,
      tokenUrl: 'https://eu.example.com/token',
    });
  });

  it('is refused for everything it lacks and everything that is wrong in it, at once', () => {
    const complaint = complaintAbout({
      id: 'pied-piper',
      name: 'Pied Piper',
      tokenUrl: 'http://id.example.com/token',
      clientSecret: { env: 'NOT_SET' },
      clientAuth: 'header',
      colour: 'red',
    });
    expect(complaint).toMatch(/"pied-piper" is not built in \(google, hubspot, salesforce/);
    expect(complaint).toMatch(/lacks authorizeUrl, apiOrigins, scopes, clientId, pkce, refreshTokens/);
    expect(complaint).toMatch(/tokenUrl: must be https/);
    expect(complaint).toMatch(/clientSecret is taken from NOT_SET, which is not set/);
    expect(complaint).toMatch(/clientAuth: must be "basic" or "body"/);
    expect(complaint).toMatch(/colour: no such field/);
  });

  it('is refused together with the other bad files, each by its path', () => {
    const complaint = complaintAbout({ ...whole, pkce: 'maybe' }, '{"id":', { id: 'google', clientId: 'a' });
    const first = written - 2;
    expect(complaint.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`/${first}\\.json .*pkce: must be true or false`)),
      expect.stringMatching(new RegExp(`/${first + 1}\\.json .*is not JSON`)),
      expect.stringMatching(new RegExp(`/${first + 2}\\.json .*clientId and clientSecret go together`)),
    ]);
  });
});

it.each([
  [{ tokenUrl: 'token' }, /tokenUrl: must be https/],
  [{ revokeUrl: 'ftp://id.example.com' }, /revokeUrl: must be https/],
  [{ apiOrigins: ['https://a.test/path'] }, /apiOrigins.0: must be an origin/],
  [{ apiOrigins: ['http://api.example.com'] }, /apiOrigins.0: must be https/],
  [{ apiOrigins: ['https://*'] }, /apiOrigins.0: a \* needs a domain/],
  [{ apiOrigins: ['https://*.com'] }, /apiOrigins.0: a \* needs a domain/],
  [{ apiOrigins: [] }, /apiOrigins: must hold one origin/],
  [{ id: 'Pied Piper' }, /id: must be lower-case letters/],
  [{ accessTokenLifetimeSeconds: 0 }, /accessTokenLifetimeSeconds: must be a whole number/],
  [{ refreshTokens: 'rotating' }, /"reusable" or "previous-still-valid" or "single-use" or "none"/],
  [{ id: undefined }, /id: must be there/],
])('refuses in words: %j', (content, words) => {
  expect(complaintAbout({ ...whole, ...content })).toMatch(words);
});

it('refuses a file that holds anything but one JSON object', () => {
  expect(complaintAbout([])).toMatch(/must hold one JSON object/);
});

it('takes the example in the README of src/providers as it stands', () => {
  const readme = readFileSync(new URL('../../src/providers/README.md', import.meta.url), 'utf8');
  const [, example] = readme.match(/```json\n([^`]+)```/)!;
  const [file] = readProviderFiles([write(example)], { PIED_PIPER_SECRET: 'sbxcs-piper' });
  expect(file).toMatchObject({ id: 'pied-piper', clientSecret: 'sbxcs-piper' });
});

it('names a file that is not there', () => {
  expect(() => readProviderFiles([join(directory, 'absent.json')], {})).toThrow(
    /absent\.json .*cannot be read \(ENOENT\)/,
  );
});

it('never quotes a secret from a file it refuses', () => {
  expect(complaintAbout('{"id": "x", "clientSecret": "sbxcs-inside" oops')).not.toContain('sbxcs-inside');
  expect(complaintAbout({ ...whole, clientSecret: ['sbxcs-inside'], pkce: 'sbxcs-piper' })).not.toMatch(
    /sbxcs/,
  );
});

describe('request limits of a file', () => {
  const reads = { id: 'reads', requests: 3_000, perSeconds: 60, sharedBy: 'app', methods: ['GET'] };

  it('replace the built-in ones, whose answers are read as before', () => {
    const file = { id: 'google', clientId: 'c', clientSecret: 's', requestLimits: [reads] };
    const google = provider('google', [file]);
    expect(google.requestLimits).toEqual([reads]);
    expect(google.readReachedLimit).toBeDefined();
  });

  it('may be none', () => {
    const file = { id: 'google', clientId: 'c', clientSecret: 's', requestLimits: [] };
    expect(provider('google', [file]).requestLimits).toEqual([]);
  });

  it('are those of a provider that is data, with numbers from the environment as well', () => {
    const requestLimits = [
      { id: 'all', requests: { env: 'DAY' }, perSeconds: 0.5, sharedBy: 'tenant', paths: ['/v2/'], burst: 5 },
    ];
    expect(provider('pied-piper', [{ ...whole, requestLimits }], environment).requestLimits).toEqual([
      { ...requestLimits[0], requests: 90 },
    ]);
  });

  it.each([
    ['no list', 'many', 'requestLimits: must be a list of limits'],
    [
      'a sharer there is not',
      [{ ...reads, sharedBy: 'world' }],
      'requestLimits.0.sharedBy: must be "app" or',
    ],
    [
      'no requests',
      [{ ...reads, requests: 0 }],
      'requestLimits.0.requests: must be a whole number above zero',
    ],
    ['no time', [{ ...reads, perSeconds: 0 }], 'requestLimits.0.perSeconds: must be a number above zero'],
    [
      'a method in small letters',
      [{ ...reads, methods: ['get'] }],
      'requestLimits.0.methods.0: must be a method',
    ],
    [
      'a path without its slash',
      [{ ...reads, paths: ['v2'] }],
      'requestLimits.0.paths.0: must begin with a slash',
    ],
    [
      'more at once than there are',
      [{ ...reads, burst: 5_000 }],
      'requestLimits.0.burst: must not be more than requests',
    ],
    ['two of one name', [reads, reads], 'requestLimits: must not name two limits alike'],
    ['a field there is not', [{ ...reads, window: 3 }], 'window: no such field'],
  ])('are complained of: %s', (_, requestLimits, complaint) => {
    expect(complaintAbout({ id: 'google', requestLimits })).toContain(complaint);
  });
});
