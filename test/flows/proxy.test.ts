// A tenant's own requests, passed to an account's provider: the token is added below, bodies are streams, and an answer that breaks
// off is never a whole one. The provider is the sandbox where its tokens matter, and a server of a few lines where bytes do.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findCanaries, searchDatabase, searchHistories } from '../support/canary.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const megabyte = 1024 * 1024;
const largeBytes = 128 * megabyte;
/** Far less than what is held back, far more than a process moves by itself. */
const mostGrowthBytes = 64 * megabyte;

let stage: Stage;
let acme: StageTenant;
let hubspot: ConnectedAccount;
let data: Server;
let dataUrl: string;
let seen: { method: string; url: string; headers: IncomingHttpHeaders; left?: boolean }[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
const answers: string[] = [];

beforeAll(async () => {
  data = createServer((incoming, response) => {
    const entry: (typeof seen)[number] = {
      method: incoming.method!,
      url: incoming.url!,
      headers: incoming.headers,
    };
    seen.push(entry);
    response.on('close', () => {
      entry.left = !response.writableFinished;
    });
    incoming.on('error', () => {});
    void answer(incoming, response);
  });
  await new Promise<void>((resolve) => data.listen(0, '127.0.0.1', resolve));
  dataUrl = `http://127.0.0.1:${(data.address() as AddressInfo).port}`;
  stage = await startStage({}, async (overrides) => ({
    ...overrides,
    hubspot: { ...overrides.hubspot!, apiOrigins: [...overrides.hubspot!.apiOrigins, dataUrl] },
  }));
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
});
afterAll(async () => {
  await stage?.stop();
  data?.closeAllConnections();
  await new Promise((resolve) => data.close(resolve));
});
beforeEach(() => {
  seen = [];
});

const details = '/account-info/v3/details';

function pass(
  path: string,
  init: RequestInit & { readonly at?: string | null; readonly account?: string; readonly key?: string } = {},
): Promise<Response> {
  const { at = null, account = hubspot.account.id, key = acme.apiKey, headers, ...rest } = init;
  const url = new URL(`/v1/accounts/${account}/proxy${path}`, stage.apiUrl);
  const sent = new Headers(headers as Record<string, string>);
  sent.set('authorization', `Bearer ${key}`);
  if (at) sent.set('firstlight-origin', at);
  return fetch(url, { redirect: 'manual', ...rest, headers: sent });
}

async function jsonOf(response: Response) {
  const text = await response.text();
  answers.push(text, JSON.stringify([...response.headers]));
  return JSON.parse(text);
}

function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
}

/** By how much the api process grew at the most while `work` was done. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const { pid } = stage.api();
  const before = rssOf(pid);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, rssOf(pid));
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return peak - before;
}

const chunk = randomBytes(megabyte);
function* chunks(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
}
const digestOfLarge = (): string => {
  const hash = createHash('sha256');
  for (const part of chunks(largeBytes)) hash.update(part);
  return hash.digest('hex');
};

it('passes method, path, query, headers and body, and the answer as it came', async () => {
  answer = async (incoming, response) => {
    const body = (await incoming.toArray()).join('');
    response.writeHead(207, { 'x-request': 'r1', etag: '"7"', 'content-type': 'text/x-odd' });
    response.end(`got ${body}`);
  };

  const response = await pass('/a//b%2Fc?x=1&x=%20', {
    at: dataUrl,
    method: 'PATCH',
    headers: { 'x-trace': 'on', 'if-match': '"6"', 'content-type': 'text/plain' },
    body: 'hello',
  });

  expect(response.status).toBe(207);
  expect(await response.text()).toBe('got hello');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'firstlight-answer': 'provider',
    'x-request': 'r1',
    etag: '"7"',
    'content-type': 'text/x-odd',
  });
  expect(seen).toMatchObject([
    {
      method: 'PATCH',
      url: '/a//b%2Fc?x=1&x=%20',
      headers: { 'x-trace': 'on', 'if-match': '"6"', 'content-type': 'text/plain', 'content-length': '5' },
    },
  ]);
});

it('strips credentials, cookies and what concerns one connection, both ways', async () => {
  answer = (_, response) => {
    response.writeHead(200, {
      'set-cookie': 'session=1',
      'www-authenticate': 'Bearer',
      'x-auth-token': 'theirs',
      connection: 'keep-alive, x-hop',
      'x-hop': 'theirs',
      'firstlight-answer': 'forged',
      'firstlight-token': 'forged',
      'x-kept': 'yes',
    });
    response.end('{}');
  };
  const url = new URL(`/v1/accounts/${hubspot.account.id}/proxy/h`, stage.apiUrl);
  const asked = request(url, {
    headers: {
      authorization: `Bearer ${acme.apiKey}`,
      cookie: 'mine=1',
      'proxy-authorization': 'Basic bWluZQ==',
      'x-api-key': 'mine',
      connection: 'x-mine',
      'x-mine': 'mine',
      te: 'trailers',
      'x-forwarded-for': '10.1.2.3',
      'firstlight-origin': dataUrl,
      'x-kept': 'yes',
    },
  }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();

  const { headers } = seen[0]!;
  expect(headers.authorization).toMatch(/^Bearer \S*sbxat/);
  expect(headers['x-kept']).toBe('yes');
  expect(JSON.stringify(headers)).not.toMatch(/mine|bWluZQ|trailers|10\.1\.2\.3|firstlight|"cookie"/i);
  expect(JSON.stringify(headers)).not.toContain(acme.apiKey);
  expect(response.headers).toMatchObject({ 'x-kept': 'yes', 'firstlight-answer': 'provider' });
  expect(JSON.stringify(response.headers)).not.toMatch(
    /set-cookie|session|www-auth|theirs|x-hop|forged|x-auth/,
  );
});

it('streams a large body up to a slow provider in flat memory', async () => {
  const hash = createHash('sha256');
  answer = async (incoming, response) => {
    await sleep(1_500);
    for await (const part of incoming) hash.update(part);
    response.end(hash.digest('hex'));
  };
  let result = '';

  const growth = await growthDuring(async () => {
    const body = Readable.toWeb(Readable.from(chunks(largeBytes))) as ReadableStream<Uint8Array>;
    const init = { at: dataUrl, method: 'POST', body, duplex: 'half' } as RequestInit & { at: string };
    result = await (await pass('/up', init)).text();
  });

  expect(result).toBe(digestOfLarge());
  expect(growth).toBeLessThan(mostGrowthBytes);
});

it('streams a large body down to a slow caller in flat memory', async () => {
  answer = (_, response) => void Readable.from(chunks(largeBytes)).pipe(response);
  const hash = createHash('sha256');

  const growth = await growthDuring(async () => {
    const url = new URL(`/v1/accounts/${hubspot.account.id}/proxy/down`, stage.apiUrl);
    const headers = { authorization: `Bearer ${acme.apiKey}`, 'firstlight-origin': dataUrl };
    const [response] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
    await sleep(1_500);
    for await (const part of response) hash.update(part);
  });

  expect(hash.digest('hex')).toBe(digestOfLarge());
  expect(growth).toBeLessThan(mostGrowthBytes);
});

it('gives a redirect to whoever asked, and never follows it', async () => {
  answer = (_, response) => response.writeHead(302, { location: 'https://elsewhere.example/steal' }).end();

  const response = await pass('/moved', { at: dataUrl });

  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('https://elsewhere.example/steal');
  expect(seen).toHaveLength(1);
});

it('sends nothing to an origin the provider did not declare', async () => {
  answer = (_, response) => response.end('here');
  const named = await pass('/x', { at: 'http://127.0.0.1:9' });
  const inPath = await pass(`//127.0.0.1:${new URL(dataUrl).port}/x`);

  expect(named.status).toBe(422);
  expect(await jsonOf(named)).toMatchObject({ code: 'tool.origin_not_allowed' });
  expect(named.headers.get('firstlight-answer')).toBeNull();
  // A path of the account's own provider, whatever it looks like.
  expect(inPath.headers.get('firstlight-answer')).toBe('provider');
  expect(seen).toEqual([]);
});

it('breaks off where the provider breaks off', async () => {
  answer = (_, response) => {
    response.write('the first half');
    setTimeout(() => response.destroy(), 200);
  };

  const response = await pass('/half', { at: dataUrl });

  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

it('says 502 where no answer came, and of a write that nobody knows', async () => {
  answer = (incoming) => incoming.socket.destroy();

  const read = await pass('/gone', { at: dataUrl });
  const written = await pass('/gone', { at: dataUrl, method: 'POST', body: 'x' });

  expect([read.status, written.status]).toEqual([502, 502]);
  expect(await jsonOf(read)).toMatchObject({ code: 'provider.unavailable' });
  expect(await jsonOf(written)).toMatchObject({ code: 'tool.outcome_unknown' });
  expect(seen).toHaveLength(2);
});

it('ends the request at the provider when the caller leaves', async () => {
  answer = (_, response) => void response.write('begun');
  const leaving = new AbortController();
  const response = await pass('/long', { at: dataUrl, signal: leaving.signal });
  await response.body!.getReader().read();

  leaving.abort();

  await until('the provider sees it', async () => seen[0]!.left === true);

  answer = () => {};
  const silent = new AbortController();
  const asked = pass('/silent', { at: dataUrl, signal: silent.signal }).catch((error: Error) => error.name);
  await until('it is asked', async () => seen.length === 2);
  silent.abort();
  expect(await asked).toBe('AbortError');
  await until('the provider sees that too', async () => seen[1]!.left === true);
});

it('sends a read again with a newer token, and a body never', async () => {
  await stage.control.expireAccessTokens({ grant: hubspot.grant.grant });
  const read = await pass(details);
  expect(read.status).toBe(200);
  expect((await jsonOf(read)).portalId).toBeDefined();
  expect(await acme.api.account(hubspot.account.id)).toMatchObject({ tokenVersion: 2 });

  await stage.control.expireAccessTokens({ grant: hubspot.grant.grant });
  const search = '/crm/v3/objects/deals/search';
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"limit":1}' };
  const refused = await pass(search, init);
  const callsOf = async () =>
    (await stage.control.calls({ kind: 'data', grant: hubspot.grant.grant })).filter(
      ({ path }) => path === search,
    );
  expect([refused.status, refused.headers.get('firstlight-token')]).toEqual([401, 'renewed']);
  expect(refused.headers.get('firstlight-answer')).toBe('provider');
  await refused.text();
  expect(await callsOf()).toHaveLength(1);
  expect((await pass(search, init)).status).toBe(200);
  expect(await acme.api.account(hubspot.account.id)).toMatchObject({ tokenVersion: 3 });
});

it('says of a dead account who must renew it and where', async () => {
  const mine = await acme.connect('hubspot', { person: 1 });
  await stage.control.revoke({ grant: mine.grant.grant });

  const first = await pass(details, { account: mine.account.id });
  const again = await pass(details, { account: mine.account.id });

  for (const response of [first, again]) {
    expect(response.status).toBe(409);
    expect(response.headers.get('firstlight-answer')).toBeNull();
    expect(await jsonOf(response)).toMatchObject({
      code: 'account.blocked',
      reauthUrl: expect.stringContaining('/connect/'),
    });
  }
});

it('knows no account of another tenant', async () => {
  const cobalt = await stage.tenant('cobalt');
  answer = (_, response) => response.end('mine now');

  const theirs = await pass('/x', { at: dataUrl, key: cobalt.apiKey });
  const nobodys = await pass('/x', { at: dataUrl, key: cobalt.apiKey, account: 'acct_none' });
  const keyless = await pass('/x', { at: dataUrl, key: 'nobody' });

  expect([theirs.status, nobodys.status, keyless.status]).toEqual([404, 404, 401]);
  expect(seen).toEqual([]);
});

it('refuses a body that is longer than the limit', async () => {
  answer = (incoming, response) => void incoming.resume().on('end', () => response.end());
  const url = new URL(`/v1/accounts/${hubspot.account.id}/proxy/up`, stage.apiUrl);
  const headers = {
    authorization: `Bearer ${acme.apiKey}`,
    'firstlight-origin': dataUrl,
    'content-length': String(1025 * megabyte),
  };
  const asked = request(url, { method: 'PUT', headers });
  asked.on('error', () => {});
  asked.write('x');

  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  asked.destroy();

  expect(response.statusCode).toBe(413);
  expect(seen).toEqual([]);
});

it('leaves no token, secret or code anywhere', async () => {
  const [database, histories] = [await searchDatabase(stage.pool), await searchHistories(stage.temporal)];

  expect(answers.length).toBeGreaterThan(5);
  expect([
    ...database.finds,
    ...histories.finds,
    ...findCanaries('logs', stage.logs()),
    ...findCanaries('answers', answers.join('\n')),
  ]).toEqual([]);
});
