// The client against a server over HTTP that answers badly on purpose.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { type Account, createFirstlight, type Firstlight, FirstlightProblem } from '../../src/sdk/client.ts';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Play = (response: ServerResponse, seen: Seen) => void;

let plays: Play[];
let seen: Seen[];
let stop: () => void;
let client: Firstlight;

beforeEach(async () => {
  plays = [];
  seen = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const one = {
      method: request.method!,
      path: request.url!,
      key: request.headers['idempotency-key'] as string | undefined,
      authorization: request.headers.authorization,
      body,
    };
    seen.push(one);
    const play = plays.shift();
    if (!play) throw new Error(`nothing is to be played for ${one.method} ${one.path}`);
    play(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  client = createFirstlight({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    key: 'the-key',
    firstWaitMs: 1,
  });
});
afterEach(() => stop());

const answer =
  (status: number, body: unknown, type = 'application/json', headers: Record<string, string> = {}): Play =>
  (response) =>
    response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
const problem = (status: number, code: string, headers?: Record<string, string>) =>
  answer(
    status,
    { type: `urn:firstlight:problem:${code}`, title: 'T', status, detail: `about ${code}`, code },
    'application/problem+json',
    headers,
  );
const cutOff: Play = (response) => response.destroy();

const call = () => client.callTool('acct_1', 'hubspot.search_deals', { pageSize: 5 });
const receipt = { rows: 0 };

describe('a request', () => {
  it('that was not answered is sent again under the key of the first, body and all', async () => {
    plays = [
      cutOff,
      problem(503, 'temporal.unavailable', { 'retry-after': '0' }),
      answer(200, { status: 'empty', receipt }),
    ];
    expect(await call()).toEqual({ status: 'empty', receipt });
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
    expect(seen[0]!.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(seen.map(({ body }) => body))).toEqual(new Set(['{"input":{"pageSize":5}}']));
    expect(seen[0]).toMatchObject({
      authorization: 'Bearer the-key',
      path: '/v1/accounts/acct_1/tools/hubspot.search_deals',
    });
  });

  it('has a key of its own, or the caller’s', async () => {
    plays = Array.from({ length: 3 }, () => answer(200, { status: 'empty', receipt }));
    await call();
    await call();
    await client.callTool('acct_1', 'hubspot.search_deals', {}, { idempotencyKey: 'mine' });
    expect(seen[0]!.key).not.toBe(seen[1]!.key);
    expect(seen[2]!.key).toBe('mine');
  });

  it('waits for the first one with its key, and for what stands between', async () => {
    plays = [
      problem(409, 'idempotency.under_way', { 'retry-after': '0' }),
      answer(502, 'a page', 'text/html'),
      answer(200, { status: 'empty', receipt }),
    ];
    expect((await call()).status).toBe('empty');
  });

  it.each([
    [422, 'request.invalid'],
    [409, 'account.disconnected'],
    [502, 'tool.outcome_unknown'],
    [500, 'bug'],
  ])('that a retry cannot help is not sent again: %i %s', async (status, code) => {
    plays = [problem(status, code)];
    const refusal = await call().catch((error) => error);
    expect(refusal).toBeInstanceOf(FirstlightProblem);
    expect(refusal).toMatchObject({ status, code, message: `about ${code}`, errors: [] });
    expect(seen).toHaveLength(1);
  });

  it('is given up in the end, with what was said last', async () => {
    plays = Array.from({ length: 5 }, () => problem(503, 'store.unavailable', { 'retry-after': '0' }));
    await expect(call()).rejects.toMatchObject({ code: 'store.unavailable' });
    expect(seen).toHaveLength(5);
  });

  it('tells a stranger’s answer from one of Firstlight', async () => {
    plays = [answer(404, 'nginx', 'text/html')];
    await expect(client.get('/v1/tools')).rejects.toMatchObject({ code: 'answer.foreign', status: 404 });
  });

  it('ends when its caller says so', async () => {
    plays = [problem(503, 'store.unavailable', { 'retry-after': '20' })];
    const caller = new AbortController();
    setTimeout(() => caller.abort(new Error('enough')), 50);
    await expect(client.callTool('a', 'b', {}, { signal: caller.signal })).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });
});

describe('a run', () => {
  it('of any kind is started, under a key of the caller’s', async () => {
    plays = [cutOff, answer(202, { id: 'run_1', kind: 'weekly' })];
    const order = { kind: 'weekly', input: { crm: 'acct_1' }, deadline: { at: '07:30', timeZone: 'UTC' } };
    const run = await client.startRun(order, { idempotencyKey: 'mine' });
    expect(run.id).toBe('run_1');
    expect(seen.map(({ method, path, key, body }) => [method, path, key, JSON.parse(body)])).toEqual(
      Array(2).fill(['POST', '/v1/runs', 'mine', order]),
    );
  });
});

describe('the answer of a tool', () => {
  it('is blocked as a value, and has no result to read then', async () => {
    plays = [
      answer(200, { status: 'blocked', state: 'reauth_required', reauthUrl: 'https://f.example/connect/1' }),
    ];
    const told = await call();
    // @ts-expect-error: nobody reads a result without having asked whether there is one.
    expect(told.result).toBeUndefined();
    expect(told).toEqual({
      status: 'blocked',
      state: 'reauth_required',
      reauthUrl: 'https://f.example/connect/1',
    });
  });

  it.each([[{}], [{ status: 'ok' }], [{ status: 'ok', result: null, receipt }], [{ status: 'fine' }]])(
    'that is none of the four is an error: %j',
    async (body) => {
      plays = [answer(200, body)];
      await expect(call()).rejects.toThrow('does not know');
    },
  );
});

describe('a list', () => {
  it('is read to its end, page after page', async () => {
    plays = [
      answer(200, { items: [{ id: 'a' }, { id: 'b' }], nextCursor: 'n1' }),
      answer(200, { items: [], nextCursor: 'n2' }),
      answer(200, { items: [{ id: 'c' }], nextCursor: null }),
    ];
    const ids: string[] = [];
    for await (const account of client.each('/v1/accounts', { params: { query: { limit: 2 } } })) {
      expectTypeOf(account).toEqualTypeOf<Account>();
      ids.push(account.id);
    }
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(seen.map(({ path }) => path)).toEqual([
      '/v1/accounts?limit=2',
      '/v1/accounts?limit=2&after=n1',
      '/v1/accounts?limit=2&after=n2',
    ]);
  });

  it('that breaks off is an error, not a short list', async () => {
    plays = [answer(200, { items: [{ id: 'a' }], nextCursor: 'n1' }), problem(500, 'bug')];
    const read = async () => {
      for await (const _ of client.each('/v1/accounts'));
    };
    await expect(read()).rejects.toMatchObject({ code: 'bug' });
  });

  it('and a call are typed by the document', async () => {
    const misuse = () => [
      // @ts-expect-error: no such address.
      client.get('/v1/nothing'),
      // @ts-expect-error: the id is missing.
      client.get('/v1/accounts/{id}'),
      // @ts-expect-error: a run has no pages.
      client.each('/v1/runs/{id}', { params: { path: { id: 'run_1' } } }),
    ];
    expect(misuse).toBeTypeOf('function');
    plays = [answer(200, { items: [], nextCursor: null })];
    const { items } = await client.get('/v1/tools');
    expect(items).toEqual([]);
    expectTypeOf<(typeof items)[number]['effect']>().toEqualTypeOf<'read' | 'keyed' | 'once'>();
  });
});
