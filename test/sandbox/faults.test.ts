// What happens to the next N requests, seen from both ends: the client's, and the provider's books.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Habit } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { until } from '../support/until.ts';
import { booksOf, get, type Minted, mint, refresh, sendJson } from './requests.ts';

let sandbox: Sandbox;
const salesforce = () => sandbox.providerOverrides.salesforce!;

beforeAll(async () => {
  sandbox = await startSandbox({ knobs: [{ knobs: { approvalsPerUser: null } }] });
});
afterAll(() => sandbox.stop());
afterEach(async () => {
  await sandbox.control.clearFaults();
  await sandbox.control.releaseHeld();
});

const misbehave = (minted: Minted, on: 'token' | 'data', habit: Habit, times = 1) =>
  sandbox.control.addFault({ on, grant: minted.grant, habit, times });
const outcome = async (request: Promise<{ status: number }>) =>
  request.then(
    ({ status }) => status,
    () => 'no answer',
  );

describe('at the token endpoint', () => {
  it('a connection dropped after the commit has spent the refresh token', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await misbehave(minted, 'token', { kind: 'drop_after_commit' });

    const lost = await outcome(refresh(salesforce(), minted.refresh));
    const books = await booksOf(sandbox, minted.grant);
    const replay = await outcome(refresh(salesforce(), minted.refresh));

    expect(lost).toBe('no answer');
    expect(books).toMatchObject({ exchanges: 1, tokenVersion: 2 });
    expect(replay).toBe(400);
  });

  it('a connection dropped before the commit has changed nothing', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await misbehave(minted, 'token', { kind: 'drop_before_commit' });

    const lost = await outcome(refresh(salesforce(), minted.refresh));
    const again = await outcome(refresh(salesforce(), minted.refresh));

    expect([lost, again]).toEqual(['no answer', 200]);
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ exchanges: 1, doubleSpends: 0 });
  });

  it('an outage is an HTML page with 503 for the next N requests and changes nothing', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await misbehave(minted, 'token', { kind: 'unavailable' }, 2);

    const first = await refresh(salesforce(), minted.refresh);
    const second = await refresh(salesforce(), minted.refresh);
    const third = await refresh(salesforce(), minted.refresh);

    expect([first.status, second.status, third.status]).toEqual([503, 503, 200]);
    expect(first.headers.get('content-type')).toContain('text/html');
    expect(first.text).toContain('<h1>Service Unavailable</h1>');
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ exchanges: 1 });
  });

  it.each([
    ['hubspot', 'You have reached your rate limit.'],
    ['salesforce', 'login rate exceeded'],
    ['google', 'rate_limit_exceeded'],
  ])('%s throttles with and without Retry-After', async (id, words) => {
    const minted = await mint(sandbox, id);
    const provider = sandbox.providerOverrides[id]!;
    await misbehave(minted, 'token', { kind: 'rate_limited', retryAfterSeconds: 30 });
    await misbehave(minted, 'token', { kind: 'rate_limited', retryAfterSeconds: null });

    const told = await refresh(provider, minted.refresh);
    const untold = await refresh(provider, minted.refresh);

    expect([told.status, told.headers.get('retry-after')]).toEqual([429, '30']);
    expect([untold.status, untold.headers.get('retry-after')]).toEqual([429, null]);
    expect(told.text).toContain(words);
  });

  it('an internal error is a JSON answer with the status asked for', async () => {
    const minted = await mint(sandbox, 'google');
    await misbehave(minted, 'token', { kind: 'server_error', status: 500 });

    expect((await refresh(sandbox.providerOverrides.google!, minted.refresh)).body).toEqual({
      error: 'internal_failure',
    });
  });

  it('an answer comes late, after the change was made', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await misbehave(minted, 'token', { kind: 'answer_late', lateMs: 300 });
    let isAnswered = false;

    const pending = refresh(salesforce(), minted.refresh).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await until(
      'the exchange was committed',
      async () => (await booksOf(sandbox, minted.grant)).exchanges === 1,
    );
    expect(isAnswered).toBe(false);

    expect((await pending).status).toBe(200);
  });

  it('an answer waits until the client has given up', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await misbehave(minted, 'token', { kind: 'answer_after_client_left' });

    const given = await outcome(refresh(salesforce(), minted.refresh, { signal: AbortSignal.timeout(100) }));

    expect(given).toBe('no answer');
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ exchanges: 1 });
    await until(
      'the request ended',
      async () => (await booksOf(sandbox, minted.grant)).tokenRequestsInFlight === 0,
    );
  });

  it('an answer is cut in the middle, after the change was made', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await misbehave(minted, 'token', { kind: 'answer_garbled' });

    await expect(refresh(salesforce(), minted.refresh)).rejects.toThrow(SyntaxError);

    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ exchanges: 1, tokenVersion: 2 });
  });

  it('a request is held after its commit until it is released', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.holdNextTokenRequests({ scope: { grant: minted.grant } });

    const pending = refresh(salesforce(), minted.refresh);
    const held = await sandbox.control.waitForHeld();

    expect(held).toMatchObject([{ on: 'token', provider: 'salesforce', grant: minted.grant }]);
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ exchanges: 1, tokenRequestsInFlight: 1 });
    expect(await sandbox.control.releaseHeld()).toEqual({ released: 1 });
    expect((await pending).status).toBe(200);
  });

  it('a request is held before its commit, and dies unspent with the client', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.holdNextTokenRequests({ scope: { grant: minted.grant }, committed: false });
    const client = new AbortController();

    const pending = outcome(refresh(salesforce(), minted.refresh, { signal: client.signal }));
    await sandbox.control.waitForHeld();
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ exchanges: 0 });
    client.abort();

    expect(await pending).toBe('no answer');
    await sandbox.control.releaseHeld();
    await until(
      'the request ended',
      async () => (await booksOf(sandbox, minted.grant)).tokenRequestsInFlight === 0,
    );
  });

  it('waiting for a held request ends with a reason when none comes', async () => {
    await expect(sandbox.control.waitForHeld({ timeoutMs: 50 })).rejects.toThrow(
      /0 of 1 requests were held within 50 ms/,
    );
  });
});

describe('at a data API', () => {
  const deals = () => `${sandbox.origins.hubspot}/crm/v3/objects/deals`;

  it.each([
    ['server_error', { kind: 'server_error', status: 502 } as const, 502],
    ['outage', { kind: 'unavailable' } as const, 503],
    ['limit', { kind: 'rate_limited', retryAfterSeconds: 1 } as const, 429],
    ['reset', { kind: 'drop_before_commit' } as const, 'no answer'],
  ])('a %s hits the next N calls and then is over', async (_, habit, expected) => {
    const minted = await mint(sandbox, 'hubspot');
    await misbehave(minted, 'data', habit, 2);
    const call = () => outcome(get(`${deals()}?limit=1`, minted.access));

    expect([await call(), await call(), await call()]).toEqual([expected, expected, 200]);
  });

  it.each(['hubspot', 'salesforce', 'google'])('an error of %s keeps the shape of its API', async (id) => {
    const minted = await mint(sandbox, id);
    const url = {
      hubspot: `${deals()}?limit=1`,
      salesforce: `${minted.instanceUrl}/services/data/v62.0/limits`,
      google: `${sandbox.origins.google}/v4/spreadsheets/${sandbox.tenants[0]!.spreadsheetId}`,
    }[id]!;
    await misbehave(minted, 'data', { kind: 'server_error', status: 503 });
    await misbehave(minted, 'data', { kind: 'rate_limited', retryAfterSeconds: 7 });

    const down = await get(url, minted.access);
    const limited = await get(url, minted.access);

    const code = {
      hubspot: down.body.category,
      salesforce: down.body[0]?.errorCode,
      google: down.body.error?.status,
    }[id];
    expect([down.status, code]).toEqual([
      503,
      { hubspot: 'INTERNAL_ERROR', salesforce: 'SERVER_UNAVAILABLE', google: 'UNAVAILABLE' }[id],
    ]);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('a write may be done although its answer is lost', async () => {
    const minted = await mint(sandbox, 'hubspot');
    await misbehave(minted, 'data', { kind: 'drop_after_commit' });
    const before = (await sandbox.control.expectedReport({ tenant: 'acme' })).deals;

    const lost = await outcome(
      sendJson('POST', deals(), minted.access, { properties: { dealname: 'Twice?' } }),
    );

    expect(lost).toBe('no answer');
    expect((await sandbox.control.expectedReport({ tenant: 'acme' })).deals).toBe(before + 1);
  });
});

it('lies in wait for the user or the provider it was set for, and nobody else', async () => {
  const robin = await mint(sandbox, 'google', { user: 'robin.sandberg@acme.example' });
  const dana = await mint(sandbox, 'google');
  const google = sandbox.providerOverrides.google!;
  await sandbox.control.addFault({
    on: 'token',
    provider: 'google',
    user: 'robin.sandberg@acme.example',
    habit: { kind: 'unavailable' },
    times: null,
  });

  expect((await refresh(google, dana.refresh)).status).toBe(200);
  expect((await refresh(google, robin.refresh)).status).toBe(503);
  expect((await refresh(google, robin.refresh)).status).toBe(503);
  await sandbox.control.clearFaults();
  expect((await refresh(google, robin.refresh)).status).toBe(200);
});

it('stops while requests are held, and they get no answer', async () => {
  const short = await startSandbox();
  const minted = await mint(short, 'salesforce');
  await short.control.holdNextTokenRequests();
  const pending = outcome(refresh(short.providerOverrides.salesforce!, minted.refresh));
  await short.control.waitForHeld();

  await short.stop();

  expect(await pending).toBe('no answer');
});
