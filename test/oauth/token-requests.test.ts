// Real HTTP on loopback: what is known after a request to a token endpoint. Whether a single-use refresh token may be
// presented again hangs on the difference between "never sent" and "lost".
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { requestRefresh } from '../../src/oauth/token-requests.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';
import { answerJson, serve } from '../support/http-server.ts';

const providerAt = (tokenUrl: string, id = 'google'): Provider =>
  createProviders({
    builtIn: builtInProviders,
    files: [{ id, tokenUrl, clientId: 'client', clientSecret: 'sbxcs-secret' }],
    clients: {},
  }).get(id);

const refreshToken = new Secret('sbxrt-old');
const granted = { access_token: 'sbxat-new', token_type: 'Bearer', expires_in: 3599, scope: 'a b' };

describe('a refresh', () => {
  it('sends what RFC 6749 section 6 wants, once', async () => {
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      bodies.push(request.body);
      answerJson(response, 200, granted);
    });
    const outcome = await requestRefresh(providerAt(server.url), refreshToken);

    expect(bodies).toHaveLength(1);
    const form = new URLSearchParams(bodies[0]);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'sbxrt-old',
      client_id: 'client',
      client_secret: 'sbxcs-secret',
    });
    expect(outcome).toMatchObject({
      kind: 'granted',
      granted: { lifetimeMs: 3_599_000, scopes: ['a', 'b'] },
    });
  });

  it('keeps the old refresh token when the answer brings none', async () => {
    const server = await serve((_, response) => answerJson(response, 200, granted));
    const outcome = await requestRefresh(providerAt(server.url), refreshToken);
    expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-old');
  });

  it('takes over the refresh token an answer brings', async () => {
    const server = await serve((_, response) =>
      answerJson(response, 200, { ...granted, refresh_token: 'sbxrt-new' }),
    );
    const outcome = await requestRefresh(providerAt(server.url), refreshToken);
    expect(outcome.kind === 'granted' && outcome.granted.tokens.refreshToken?.reveal()).toBe('sbxrt-new');
  });

  it('reads Salesforce’s moving instance, missing lifetime and identity', async () => {
    const server = await serve((_, response) =>
      answerJson(response, 200, {
        access_token: '00D!x',
        token_type: 'Bearer',
        instance_url: 'https://acme2.my.salesforce.com',
        id: 'https://login.salesforce.com/id/00Dorg/005user',
        issued_at: '1700000000000',
      }),
    );
    const outcome = await requestRefresh(providerAt(server.url, 'salesforce'), refreshToken);
    expect(outcome).toMatchObject({
      kind: 'granted',
      granted: {
        lifetimeMs: null,
        apiBaseUrl: 'https://acme2.my.salesforce.com',
        externalOrganization: '00Dorg',
        externalSubject: '005user',
      },
    });
  });

  it('reads HubSpot’s scopes and portal', async () => {
    const server = await serve((_, response) =>
      answerJson(response, 200, {
        ...granted,
        token_type: 'bearer',
        scope: undefined,
        scopes: ['oauth', 'x'],
        hub_id: 7,
        user_id: 8,
      }),
    );
    const outcome = await requestRefresh(providerAt(server.url, 'hubspot'), refreshToken);
    expect(outcome).toMatchObject({
      kind: 'granted',
      granted: { scopes: ['oauth', 'x'], externalOrganization: '7', externalSubject: '8' },
    });
  });

  it('was never sent when nobody listens', async () => {
    const server = await serve(() => {});
    await server.stop();
    expect(await requestRefresh(providerAt(server.url), refreshToken)).toMatchObject({
      kind: 'unsent',
      reason: 'ECONNREFUSED',
    });
  });

  it('was never sent when the name does not resolve', async () => {
    const outcome = await requestRefresh(
      { ...providerAt('http://127.0.0.1:1'), tokenUrl: 'http://nowhere.invalid/token' },
      refreshToken,
    );
    expect(outcome.kind).toBe('unsent');
  });

  it('was never sent when no TLS came about', async () => {
    const plain = createServer((socket) => socket.resume().end('this is no TLS server'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => plain.close(() => resolve())));
    const { port } = plain.address() as { port: number };
    const outcome = await requestRefresh(providerAt(`https://127.0.0.1:${port}/token`), refreshToken);
    expect(outcome.kind).toBe('unsent');
  });

  it('is lost when the connection breaks after the request', async () => {
    const server = await serve((request) => request.socket.destroy());
    expect((await requestRefresh(providerAt(server.url), refreshToken)).kind).toBe('lost');
  });

  it('is lost when the answer breaks off in the middle', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"access_token":');
      response.destroy();
    });
    expect((await requestRefresh(providerAt(server.url), refreshToken)).kind).toBe('lost');
  });

  it.each([
    [503, '<html>maintenance</html>'],
    [500, '{"error":"server_error"}'],
    [200, '<html>a proxy’s page</html>'],
    [200, '[]'],
    [200, '{"token_type":"Bearer"}'],
    [400, 'not JSON'],
  ])('is lost when the answer is %i %s', async (status, body) => {
    const server = await serve((_, response) => {
      response.writeHead(status, { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' });
      response.end(body);
    });
    expect((await requestRefresh(providerAt(server.url), refreshToken)).kind).toBe('lost');
  });

  it('was turned away unread when the answer is 429, and obeys Retry-After', async () => {
    const server = await serve((_, response) => {
      response.writeHead(429, { 'retry-after': '7' });
      response.end();
    });
    expect(await requestRefresh(providerAt(server.url), refreshToken)).toMatchObject({
      kind: 'unsent',
      retryAfterMs: 7_000,
    });
  });

  it('shows no secret in any outcome', async () => {
    const server = await serve((request, response) =>
      answerJson(response, 400, { error: 'invalid_grant', error_description: `cannot read ${request.body}` }),
    );
    const outcome = await requestRefresh(providerAt(server.url), refreshToken);
    expect(outcome.kind).toBe('refused');
    expect(JSON.stringify(outcome)).not.toMatch(/sbxrt-old|sbxcs-secret/);
  });
});
