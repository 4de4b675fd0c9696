// Pure, no server: what a person's browser may bring back.
import { describe, expect, it } from 'vitest';
import { readCallback } from '../../src/oauth/callback.ts';
import { createProviders } from '../../src/providers/registry.ts';

/** An issuer with a path: one host, a realm for each customer. */
const provider = createProviders({
  builtIn: [],
  files: [
    {
      id: 'realms',
      name: 'Realms',
      authorizeUrl: 'https://id.example.com/realms/acme/auth',
      tokenUrl: 'https://id.example.com/realms/acme/token',
      apiOrigins: ['https://api.example.com'],
      scopes: [],
      clientId: 'client',
      clientSecret: 'secret',
      clientAuth: 'body',
      pkce: true,
      refreshTokens: 'reusable',
    },
  ],
  clients: {},
}).get('realms');

const bring = (query: string) =>
  readCallback(provider, new URL(`https://firstlight.example.com/oauth/callback?${query}`), 'state-1');

describe('a callback', () => {
  it.each([
    ['without iss', 'code=c&state=state-1'],
    ['from the authorization server’s origin', 'code=c&state=state-1&iss=https://id.example.com'],
    ['from an issuer with a path there', 'code=c&state=state-1&iss=https://id.example.com/realms/acme'],
  ])('brings a code %s', (_, query) => {
    const callback = bring(query);
    expect(callback.kind === 'code' && callback.parameters.get('code')).toBe('c');
  });

  it.each([
    ['of another server', 'code=c&state=state-1&iss=https://evil.example.com/realms/acme'],
    ['that names no issuer one can read', 'code=c&state=state-1&iss=acme'],
    ['of another journey', 'code=c&state=state-2'],
    ['without state', 'code=c'],
  ])('is refused that is %s', (_, query) => {
    expect(bring(query).kind).toBe('invalid');
  });

  it.each([
    ['invalid_scope', 'person'],
    ['server_error', 'nobody'],
    ['something_new', 'operator'],
  ])('tells the provider’s own no (%s) from the person’s', (error, actor) => {
    expect(bring(`error=${error}&error_description=why&state=state-1`)).toMatchObject({
      kind: 'refused',
      diagnosis: { actor, facts: { error, description: 'why' } },
    });
  });

  it('tells that the person said no', () => {
    expect(bring('error=access_denied&state=state-1')).toEqual({ kind: 'declined', error: 'access_denied' });
  });
});
