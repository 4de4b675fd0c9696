// The proxy's route and its request over real HTTP, on an account without a vault: what passes, what is refused, and what is never
// sent twice. The same with real tokens and processes: test/flows/proxy.test.ts.
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenAPIHono } from '@hono/zod-openapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AccountBlocked, Failure } from '../../src/domain/failures.ts';
import { type GatedAnswer, openGate, type RequestGate } from '../../src/domain/request-gate.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { AppDeps } from '../../src/http/app-deps.ts';
import { answerProblem, toProblem } from '../../src/http/problem.ts';
import { addProxyRoutes } from '../../src/http/routes/proxy.ts';
import { startServer } from '../../src/http/server.ts';
import type { TenantEnvironment } from '../../src/http/tenant-auth.ts';
import { sendProxied } from '../../src/oauth/proxied-request.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { answerJson, serve } from '../support/http-server.ts';
import { testAccount } from '../support/plain-fetch.ts';

const limitBytes = 1024 * 1024;

interface Account {
  readonly provider?: string;
  readonly lifeMs?: number;
  /** What asking for a newer token comes to. */
  readonly renewal?: () => Promise<'fresh' | 'held'>;
  readonly gate?: RequestGate;
  /** Told each time the token is resolved. */
  readonly onOpen?: () => void;
}

async function listen(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function* megabytes(count: number): Generator<Buffer> {
  for (let made = 0; made < count; made++) yield Buffer.alloc(1024 * 1024, made);
}

/** `raw`: a provider that reads and writes for itself. */
async function stage(answer: Parameters<typeof serve>[0], account: Account = {}, raw?: Server) {
  const seen: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const provider = raw
    ? await listen(raw)
    : await serve((asked, response) => {
        seen.push({ method: asked.method!, url: asked.url!, headers: asked.headers, body: asked.body });
        answer(asked, response);
      });
  const { provider: id = 'hubspot', lifeMs = 3_600_000, renewal = async () => 'fresh' } = account;
  const file = { id, apiOrigins: [provider.url], clientId: 'client', clientSecret: 'unused' };
  let version = 1;
  const options = {
    provider: createProviders({ builtIn: builtInProviders, files: [file], clients: {} }).get(id),
    tokens: {
      openCurrent: async () => {
        account.onOpen?.();
        return {
          apiBaseUrl: provider.url,
          state: 'active' as const,
          seq: 1,
          facts: {
            version,
            issuedAt: Date.now() - 1_000,
            expiresAt: Date.now() + (version > 1 ? 3_600_000 : lifeMs),
          },
          tokens: { accessToken: new Secret(`token-${version}`), refreshToken: null },
        };
      },
      lastExchange: async () => 'exch_1',
      noteRefused: async () => {},
    },
    gate: account.gate ?? openGate,
    fresh: {
      async ensureFresh() {
        const kind = await renewal();
        if (kind === 'held') return { kind, seq: 2 };
        version += 1;
        return { kind, version };
      },
    },
    requestTimeoutMs: 60_000,
    patienceMs: 1_000,
  };
  const app = new OpenAPIHono<TenantEnvironment>();
  app.onError((error) => answerProblem(toProblem(error)));
  app.use((context, next) => {
    context.set('tenant', { id: testAccount.tenant } as never);
    return next();
  });
  addProxyRoutes(app, {
    longestProxiedBodyBytes: raw ? 64 * limitBytes : limitBytes,
    proxy: (wish) => sendProxied({ ...options, ref: wish.ref }, wish),
  } as AppDeps);
  const at = { port: 0, host: '127.0.0.1' };
  const server = await startServer(at, () => (asked, bindings) => app.fetch(asked, bindings));
  onTestFinished(() => server.stop(100));
  const base = `http://127.0.0.1:${server.port}/v1/accounts/acct_1/proxy`;
  return {
    seen,
    base,
    pass: (path: string, init: RequestInit = {}) => fetch(base + path, { redirect: 'manual', ...init }),
  };
}

describe('the proxy', () => {
  it('passes an answer byte by byte: packed ones stay packed, and no content type is made up', async () => {
    const packed = Buffer.from('1f8b0800000000000003cb48cdc9c9070086a6103605000000', 'hex');
    const { base } = await stage((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length });
      response.end(packed);
    });

    const [response] = await once(request(`${base}/packed`).end(), 'response');
    const body = Buffer.concat(await response.toArray());

    expect(body.equals(packed)).toBe(true);
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': '25' });
    expect(response.headers['content-type']).toBeUndefined();
  });

  it('passes HEAD, OPTIONS, DELETE and an answer without a body', async () => {
    const { seen, pass } = await stage((_, response) =>
      response.writeHead(204, { 'x-of': 'theirs', allow: 'GET' }).end(),
    );

    for (const method of ['HEAD', 'OPTIONS', 'DELETE']) {
      const response = await pass('/x', { method });
      expect([response.status, response.headers.get('x-of')]).toEqual([204, 'theirs']);
      expect(response.headers.get('firstlight-answer')).toBe('provider');
    }
    expect(seen.map(({ method }) => method)).toEqual(['HEAD', 'OPTIONS', 'DELETE']);
  });

  it('sends what has no body again when its token is refused, once', async () => {
    const { seen, pass } = await stage((asked, response) =>
      answerJson(response, asked.headers.authorization === 'Bearer token-1' ? 401 : 403, {}),
    );

    const response = await pass('/x');

    expect(response.status).toBe(403);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('reads a refusal from the body where the provider speaks in a 200, and passes all of what is none', async () => {
    const large = { ok: true, text: 'x'.repeat(500_000) };
    const { seen, pass } = await stage(
      (asked, response) =>
        asked.headers.authorization === 'Bearer token-1'
          ? answerJson(response, 200, { ok: false, error: 'token_expired' })
          : answerJson(response, 200, large),
      { provider: 'slack' },
    );

    expect(await (await pass('/api/x')).json()).toEqual(large);
    expect(seen).toHaveLength(2);
  });

  it('sends a body once, and says that its token was refused', async () => {
    const { seen, pass } = await stage((_, response) => answerJson(response, 401, { message: 'expired' }));

    const response = await pass('/x', { method: 'PUT', body: 'once' });

    expect([response.status, response.headers.get('firstlight-token')]).toEqual([401, 'renewed']);
    expect(await response.json()).toEqual({ message: 'expired' });
    expect(seen.map(({ body }) => body)).toEqual(['once']);
  });

  it('passes that answer too when there is no newer token', async () => {
    const { pass } = await stage((_, response) => answerJson(response, 401, {}), {
      renewal: async () => 'held',
    });

    const response = await pass('/x', { method: 'POST', body: 'once' });

    expect([response.status, response.headers.get('firstlight-token')]).toEqual([401, 'refused']);
  });

  it('renews a token that is about to end before a body is sent', async () => {
    const { seen, pass } = await stage((_, response) => response.end(), { lifeMs: 50 });

    await pass('/x', { method: 'POST', body: 'once' });

    expect(seen).toMatchObject([{ body: 'once', headers: { authorization: 'Bearer token-2' } }]);
  });

  it('says 503 and when to come back while the account is held', async () => {
    const { pass } = await stage((_, response) => answerJson(response, 401, {}), {
      renewal: async () => 'held',
    });

    const response = await pass('/x');

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await response.json()).toMatchObject({ code: 'account.held' });
  });

  it('says that the account is disconnected', async () => {
    const { pass } = await stage((_, response) => answerJson(response, 401, {}), {
      renewal: async () => {
        throw new AccountBlocked('disconnected', 3);
      },
    });

    const response = await pass('/x');

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'account.disconnected' });
  });

  it('cuts off a body that turns out longer than the limit', async () => {
    let isWhole = false;
    const { base } = await stage(() => {
      isWhole = true;
    });
    const asked = request(`${base}/up`, { method: 'POST' });
    asked.on('error', () => {});
    const answered = once(asked, 'response');
    asked.write(Buffer.alloc(limitBytes));
    asked.write('x');

    const [response] = await answered;
    asked.destroy();

    expect(response.statusCode).toBe(413);
    expect(isWhole).toBe(false);
  });

  it('refuses a body where none belongs', async () => {
    const { base, seen } = await stage((_, response) => response.end());
    const asked = request(`${base}/x`, { method: 'GET', headers: { 'content-length': 1 } }).end('x');

    const [response] = await once(asked, 'response');

    expect(response.statusCode).toBe(400);
    expect(seen).toEqual([]);
  });

  it('holds back a caller whose provider does not read, and a provider whose caller does not', async () => {
    let sent = (): number => 0;
    const { base } = await stage(
      () => {},
      {},
      createServer((asked, response) => {
        if (asked.method === 'POST')
          setTimeout(() => asked.resume().on('end', () => response.end('all')), 1_000);
        else Readable.from(megabytes(64)).pipe(response);
        sent = () => response.socket?.bytesWritten ?? 0;
      }),
    );
    const up = request(`${base}/up`, { method: 'POST' });
    Readable.from(megabytes(64)).pipe(up);
    await sleep(800);
    const movedUp = up.socket!.bytesWritten;
    const [answered] = (await once(up, 'response')) as [IncomingMessage];
    expect(Buffer.concat(await answered.toArray()).toString()).toBe('all');

    const [down] = (await once(request(`${base}/down`).end(), 'response')) as [IncomingMessage];
    await sleep(800);
    const movedDown = sent();
    let read = 0;
    for await (const part of down) read += (part as Buffer).length;

    expect(read).toBe(64 * 1024 * 1024);
    // What lies in the buffers of four sockets.
    expect(movedUp).toBeLessThan(32 * 1024 * 1024);
    expect(movedDown).toBeLessThan(32 * 1024 * 1024);
  });

  it('breaks off where the provider does, and ends at the provider when the caller leaves', async () => {
    const left: string[] = [];
    const { pass } = await stage(
      () => {},
      {},
      createServer((asked, response) => {
        response.on('close', () => left.push(asked.url!));
        response.write('begun');
        if (asked.url === '/half') setTimeout(() => response.destroy(), 100);
      }),
    );

    const half = await pass('/half');
    expect(half.status).toBe(200);
    await expect(half.text()).rejects.toThrow();

    const leaving = new AbortController();
    const long = await pass('/long', { signal: leaving.signal });
    await long.body!.getReader().read();
    leaving.abort();
    await expect.poll(() => left).toEqual(['/half', '/long']);
  });
});

describe('the proxy and its provider’s limits', () => {
  const keepBooks = () => {
    const learned: GatedAnswer[] = [];
    const gate: RequestGate = {
      ...openGate,
      async learn(_, answer) {
        learned.push(answer);
        return 'again';
      },
    };
    return { gate, learned };
  };

  it('passes the provider’s own 429 on, whole, and has all others told of it', async () => {
    const { gate, learned } = keepBooks();
    const { pass, seen } = await stage(
      (_, response) => {
        response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' });
        response.end(JSON.stringify({ policyName: 'DAILY' }));
      },
      { gate },
    );

    const answer = await pass('/x?secret=1');

    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      429,
      '7',
      { policyName: 'DAILY' },
    ]);
    expect(answer.headers.get('firstlight-answer')).toBe('provider');
    expect(learned).toEqual([{ status: 429, retryAfterMs: 7_000, body: { policyName: 'DAILY' } }]);
    expect(seen).toHaveLength(1);
  });

  it('passes a long refusal on whole, though only a short one is read', async () => {
    const { gate, learned } = keepBooks();
    const long = JSON.stringify({ text: 'x'.repeat(300_000) });
    const { pass } = await stage(
      (_, response) => {
        response.writeHead(403, { 'content-type': 'application/json' });
        response.end(long);
      },
      { gate },
    );
    expect(await (await pass('/x')).text()).toBe(long);
    expect(learned).toEqual([{ status: 403, retryAfterMs: null, body: null }]);
  });

  it('answers 429 of its own, with how long, when there is no room soon; nothing is sent', async () => {
    const noRoom = new Failure('provider.rate_limited', 'no room', { retryAfterMs: 41_000 });
    const { pass, seen } = await stage((_, response) => answerJson(response, 200, {}), {
      gate: { ...openGate, pass: () => Promise.reject(noRoom) },
    });

    const answer = await pass('/x', { method: 'POST', body: 'x' });

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '41']);
    expect(answer.headers.get('firstlight-answer')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'provider.rate_limited', detail: 'no room' });
    expect(seen).toEqual([]);
  });

  it.each([
    ['anew after a wait', 5_000, 2],
    ['once without one', 0, 1],
  ])('resolves its token %s', async (_, waitedMs, expected) => {
    let opened = 0;
    const { pass } = await stage((_asked, response) => answerJson(response, 200, {}), {
      gate: { ...openGate, pass: async () => waitedMs },
      onOpen: () => {
        opened += 1;
      },
    });
    await pass('/x');
    expect(opened).toBe(expected);
  });
});
