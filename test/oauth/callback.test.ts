// Pure, no server: what a person's browser may bring back.
import { describe, expect, it } from 'vitest';
import { readCallback } from '../../src/oauth/callback.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';

/** An issuer with a path: one host, a realm for each customer. */
const realms = createProviders({
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
const provider: Provider = {
  ...realms,
  refusals: [
    {
      error: 'admin_policy_enforced',
      diagnosis: {
        cause: 'admin_policy',
        actor: 'customer_admin',
        confidence: 'certain',
        summary: 'An administrator keeps this app out.',
      },
    },
  ],
};

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

  it.each(['access_denied', 'access-denied'])('tells by %s that the person said no', (error) => {
    expect(bring(`error=${error}&state=state-1`)).toEqual({ kind: 'declined', error });
  });

  it.each(['temporarily_unavailable', 'server_error'])('takes %s for trouble that passes', (error) => {
    expect(bring(`error=${error}&state=state-1`)).toEqual({ kind: 'away' });
  });

  it.each(['invalid_scope', 'unauthorized_client', 'invalid_request', 'something_new'])(
    'makes %s the operator’s problem, and names it without the provider’s words',
    (error) => {
      const came = bring(`error=${error}&error_description=words+of+the+provider&state=state-1`);
      expect(came).toMatchObject({
        kind: 'refused',
        diagnosis: { actor: 'operator', facts: { error, description: 'words of the provider' } },
      });
      expect(came.kind === 'refused' && came.diagnosis.summary).toBe(
        `Realms does not let this app ask for what it asks for (${error}).`,
      );
    },
  );

  it('lets the provider’s own table say whose problem an error is', () => {
    expect(bring('error=admin_policy_enforced&state=state-1')).toMatchObject({
      kind: 'refused',
      diagnosis: { actor: 'customer_admin', summary: 'An administrator keeps this app out.' },
    });
  });

  it('repeats no code that could be anything but a code', () => {
    const came = bring(`error=${encodeURIComponent('<b>call 555</b>')}&state=state-1`);
    expect(came.kind === 'refused' && came.diagnosis.summary).toBe(
      'Realms does not let this app ask for what it asks for.',
    );
  });

  it.each([
    ['of another server', 'iss=https://evil.example.com&state=state-1'],
    ['of another journey', 'state=state-2'],
  ])('does not take a no %s for the person’s', (_, query) => {
    expect(bring(`error=access_denied&${query}`).kind).toBe('invalid');
  });
});
