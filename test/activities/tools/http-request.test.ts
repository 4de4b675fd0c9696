// Over real HTTP: a provider of a few lines, another server that must never be asked, and the product's authorized fetch.
import { describe, expect, it } from 'vitest';
import { httpRequest } from '../../../activities/tools/http-request.ts';
import type { Json } from '../../../src/domain/tool.ts';
import { answerJson, serve } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool } from '../../support/tool-call.ts';

type Answer = Parameters<typeof serve>[0];

async function serveSeen(answer: Answer) {
  const seen: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
  const server = await serve((request, response) => {
    const { method = '', url = '', headers, body } = request;
    seen.push({ method, url, headers, body });
    answer(request, response);
  });
  return { url: server.url, seen };
}

async function stage(answer: Answer) {
  const provider = await serveSeen(answer);
  const openFetch = openPlainAccount({
    provider: 'hubspot',
    apiBaseUrl: provider.url,
    apiOrigins: [provider.url],
    tokens: ['token-1', 'token-2'],
  });
  const call = (input: Json) =>
    callTool(httpRequest, input, { openFetch, step: createMemoryRun().openStep('request') });
  return { ...provider, call };
}

describe('http.request', () => {
  it('sends the request with the account’s token and answers what came', async () => {
    const { seen, call } = await stage((_, response) =>
      answerJson(response, 201, { done: true }, { 'x-request': 'r1', 'set-cookie': 'session=1' }),
    );

    const result = await call({
      method: 'post',
      path: '/crm/v3/things?kind=a',
      query: { limit: 5 },
      headers: { 'X-Trace': 'on' },
      body: { name: 'thing' },
    });

    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/crm/v3/things?kind=a&limit=5',
        headers: expect.objectContaining({
          authorization: 'Bearer token-1',
          'x-trace': 'on',
          'content-type': 'application/json',
        }),
        body: '{"name":"thing"}',
      },
    ]);
    expect(result).toMatchObject({
      status: 'ok',
      value: { status: 201, headers: { 'x-request': 'r1' }, body: { done: true } },
      receipt: { pages: 1, announced: null, facts: { httpStatus: 201 } },
    });
    expect(JSON.stringify(result)).not.toMatch(/set-cookie|session=1|token-1/);
  });

  it('gives a refusal as the answer it is', async () => {
    const { call } = await stage((_, response) => answerJson(response, 404, { message: 'no such thing' }));

    const result = await call({ method: 'GET', path: '/nothing' });

    expect(result).toMatchObject({
      status: 'ok',
      value: { status: 404, body: { message: 'no such thing' } },
    });
  });

  it('refuses an address that is not one of the provider’s, and sends nothing there', async () => {
    const other = await serveSeen((_, response) => response.end('mine now'));
    const { seen, call } = await stage((_, response) => response.end());

    const result = await call({ method: 'GET', path: `${other.url}/steal` });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.origin_not_allowed' } });
    expect([...other.seen, ...seen]).toEqual([]);
  });

  it('follows a redirect of a read within the provider, and none off it', async () => {
    const other = await serveSeen((_, response) => response.end('mine now'));
    const { call, seen } = await stage((request, response) => {
      const location = request.url === '/off' ? `${other.url}/steal` : '/there?x=1';
      if (request.url?.startsWith('/there')) answerJson(response, 200, { arrived: true });
      else response.writeHead(302, { location }).end();
    });

    const within = await call({ method: 'GET', path: '/on' });
    const off = await call({ method: 'GET', path: '/off' });

    expect(within).toMatchObject({ value: { status: 200, body: { arrived: true } }, receipt: { pages: 2 } });
    expect(off).toMatchObject({ status: 'failed', problem: { code: 'tool.origin_not_allowed' } });
    expect(seen.map((request) => request.url)).toEqual(['/on', '/there?x=1', '/off']);
    expect(other.seen).toEqual([]);
  });

  it('ends a circle of redirects', async () => {
    const { call, seen } = await stage((_, response) =>
      response.writeHead(302, { location: '/round' }).end(),
    );

    const result = await call({ method: 'GET', path: '/round' });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.refused' } });
    expect(seen).toHaveLength(6);
  });

  it('gives the redirect of a write as the answer it is', async () => {
    const { call, seen } = await stage((_, response) => response.writeHead(303, { location: '/new' }).end());

    const result = await call({ method: 'POST', path: '/things', body: 'x' });

    expect(result).toMatchObject({ value: { status: 303, headers: { location: '/new' } } });
    expect(seen).toHaveLength(1);
  });

  it('waits out trouble that passes when it only reads', async () => {
    const { call, seen } = await stage((_, response) =>
      seen.length < 3
        ? answerJson(response, 429, {}, { 'retry-after': '0' })
        : answerJson(response, 200, { at: 'last' }),
    );

    const result = await call({ method: 'GET', path: '/busy' });

    expect(result).toMatchObject({ status: 'ok', value: { status: 200 }, receipt: { pages: 3 } });
  });

  it('waits out a connection that breaks when it only reads', async () => {
    const { call, seen } = await stage((request, response) =>
      seen.length < 2 ? request.socket.destroy() : answerJson(response, 200, { at: 'last' }),
    );

    const result = await call({ method: 'GET', path: '/shaky' });

    expect(result).toMatchObject({ status: 'ok', value: { body: { at: 'last' } } });
  });

  it('leaves a wait that is too long to whoever retries', async () => {
    const { call } = await stage((_, response) => answerJson(response, 503, {}, { 'retry-after': '3600' }));

    await expect(call({ method: 'GET', path: '/away' })).rejects.toMatchObject({
      code: 'provider.unavailable',
      retryAfterMs: 3_600_000,
    });
  });

  it('sends a write once, whatever the answer is', async () => {
    const { call, seen } = await stage((_, response) => answerJson(response, 503, { message: 'away' }));

    const result = await call({ method: 'POST', path: '/things' });

    expect(result).toMatchObject({ status: 'ok', value: { status: 503 } });
    expect(seen).toHaveLength(1);
  });

  it('says that nobody knows when a write was sent and its answer was lost', async () => {
    const { call, seen } = await stage((request) => request.socket.destroy());

    const result = await call({ method: 'POST', path: '/things' });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.outcome_unknown' } });
    expect(seen).toHaveLength(1);
  });

  it('says that nothing was done when a write was never sent', async () => {
    const gone = await serve(() => {});
    await gone.stop();
    const openFetch = openPlainAccount({
      provider: 'hubspot',
      apiBaseUrl: gone.url,
      apiOrigins: [gone.url],
      tokens: ['t'],
    });
    const step = createMemoryRun().openStep('request');

    const call = callTool(httpRequest, { method: 'POST', path: '/x' }, { openFetch, step });

    await expect(call).rejects.toMatchObject({ code: 'provider.unavailable' });
  });

  it('refuses an answer of more than 256 KB in words', async () => {
    const { call } = await stage((_, response) => response.end('x'.repeat(300 * 1024)));

    const result = await call({ method: 'GET', path: '/large' });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.refused' } });
    expect(JSON.stringify(result)).toContain('larger than 256 KB');
  });

  it('takes credentials out of what an API answers', async () => {
    const { call } = await stage((request, response) =>
      request.url === '/form'
        ? response.end('access_token=abc-secret&expires_in=5')
        : answerJson(response, 200, { access_token: 'abc-secret', nested: [{ refreshToken: 'abc-secret' }] }),
    );

    const results = [
      await call({ method: 'GET', path: '/json' }),
      await call({ method: 'GET', path: '/form' }),
    ];

    expect(JSON.stringify(results)).not.toContain('abc-secret');
    expect(JSON.stringify(results)).toContain('[redacted]');
  });

  it.each([
    ['a header that names who asks', { method: 'GET', path: '/', headers: { Authorization: 'x' } }],
    ['a cookie', { method: 'GET', path: '/', headers: { cookie: 'x' } }],
    ['another host', { method: 'GET', path: '/', headers: { HOST: 'x' } }],
    ['a header of two lines', { method: 'GET', path: '/', headers: { a: 'x\r\nb: y' } }],
    ['an address with a password', { method: 'GET', path: 'https://a:b@api.example.com/' }],
    ['an address that names only a host', { method: 'GET', path: '//other.example.com/' }],
    ['an address of another kind', { method: 'GET', path: 'file:///etc/passwd' }],
    ['a path without a slash', { method: 'GET', path: 'things' }],
    ['a body on a read', { method: 'GET', path: '/', body: { a: 1 } }],
    ['a method nobody knows', { method: 'STEAL', path: '/' }],
  ])('refuses %s', (_, input) => {
    expect(httpRequest.input.safeParse(input).success).toBe(false);
  });
});
