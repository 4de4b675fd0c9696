// Real HTTP on loopback: what a provider's word on a revocation comes to.
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { revoke } from '../../src/oauth/revoke.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';
import { answerJson, serve } from '../support/http-server.ts';

const providerAt = (revokeUrl: string): Provider =>
  createProviders({
    builtIn: builtInProviders,
    files: [{ id: 'google', revokeUrl, clientId: 'client', clientSecret: 'sbxcs-secret' }],
    clients: {},
  }).get('google');

const tokens = { accessToken: new Secret('sbxat-access'), refreshToken: new Secret('sbxrt-refresh') };

describe('a revocation', () => {
  it('sends what RFC 7009 section 2.1 wants: the refresh token, with which the whole grant ends', async () => {
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      bodies.push(request.body);
      response.end();
    });

    expect(await revoke(providerAt(server.url), tokens)).toEqual({ kind: 'revoked' });
    expect(bodies.map((body) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      {
        token: 'sbxrt-refresh',
        token_type_hint: 'refresh_token',
        client_id: 'client',
        client_secret: 'sbxcs-secret',
      },
    ]);
  });

  it('sends the access token where there is no other', async () => {
    let body = '';
    const server = await serve((request, response) => {
      body = request.body;
      answerJson(response, 200, {});
    });
    await revoke(providerAt(server.url), { ...tokens, refreshToken: null });

    expect(new URLSearchParams(body).get('token')).toBe('sbxat-access');
  });

  it.each([
    ['200 without a body', 200, null, 'revoked'],
    ['204', 204, null, 'revoked'],
    ['a token that is not known any more', 400, { error: 'invalid_token' }, 'revoked'],
    ['a client that is not known', 401, { error: 'invalid_client' }, 'refused'],
    ['an error in a 200', 200, { error: 'unsupported_token_type' }, 'refused'],
    ['a redirect', 302, null, 'refused'],
    ['a limit', 429, { error: 'slow_down' }, 'away'],
    ['a server that is down', 503, null, 'away'],
  ])('takes %s for what it is', async (_, status, body, kind) => {
    const server = await serve((_request, response) => {
      if (body) answerJson(response, status, body);
      else response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
    const outcome = await revoke(providerAt(server.url), tokens);

    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).not.toMatch(/sbx/);
  });

  it('may be asked again when nobody answered', async () => {
    expect((await revoke(providerAt('http://127.0.0.1:1'), tokens)).kind).toBe('away');
  });
});
