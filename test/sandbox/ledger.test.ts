// The sandbox's own books: what they count, and that they hold no token.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { CallLog, type LoggedCall } from '../../src/sandbox/call-log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { booksOf, get, mint, refresh } from './requests.ts';

let sandbox: Sandbox;
const hubspot = () => sandbox.providerOverrides.hubspot!;
const details = (token: string) => get(`${sandbox.origins.hubspot}/account-info/v3/details`, token);

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

it('counts data calls by the version of the token they came with', async () => {
  const minted = await mint(sandbox, 'hubspot');
  await details(minted.access);
  const { body } = await refresh(hubspot(), minted.refresh);
  await details(body.access_token);
  await details(body.access_token);
  await sandbox.control.expireAccessTokens({ grant: minted.grant });
  await details(body.access_token);

  const books = await booksOf(sandbox, minted.grant);

  expect(books).toMatchObject({
    provider: 'hubspot',
    user: 'dana.rivera@acme.example',
    tenant: 'acme',
    exchanges: 1,
    refusals: 0,
    tokenVersion: 2,
    callsByTokenVersion: { 1: 1, 2: 3 },
    unauthorized: 1,
    mostTokenRequestsInFlight: 1,
  });
  expect(books.tokens.map(({ version }) => version)).toEqual([1, 2]);
});

it('counts the calls of a grant since an instant', async () => {
  const minted = await mint(sandbox, 'hubspot');
  await details(minted.access);
  const since = Date.now() + 1;
  while (Date.now() < since) await details('garbage');
  await details(minted.access);
  await sandbox.control.revoke({ grant: minted.grant });
  await details(minted.access);

  const counted = await sandbox.control.countCalls({ since, kind: 'data', grant: minted.grant });

  expect(counted).toEqual({ calls: 2, unauthorized: 1 });
});

it('logs each request in order with its status and without its query', async () => {
  const minted = await mint(sandbox, 'hubspot');
  await get(`${sandbox.origins.hubspot}/crm/v3/objects/deals?limit=1&properties=amount`, minted.access);
  await refresh(hubspot(), minted.refresh);
  await sandbox.control.addFault({ on: 'token', grant: minted.grant, habit: { kind: 'drop_before_commit' } });
  await refresh(hubspot(), minted.refresh).catch(() => null);

  const calls = await sandbox.control.calls({ grant: minted.grant });

  expect(calls.map(({ kind, path, status, tokenVersion }) => ({ kind, path, status, tokenVersion }))).toEqual(
    [
      { kind: 'data', path: '/crm/v3/objects/deals', status: 200, tokenVersion: 1 },
      { kind: 'token', path: '/oauth/2026-03/token', status: 200, tokenVersion: 1 },
      { kind: 'token', path: '/oauth/2026-03/token', status: 0, tokenVersion: 2 },
    ],
  );
  expect(calls.map(({ at }) => at)).toEqual(calls.map(({ at }) => at).sort((one, other) => one - other));
});

it('counts what is in flight at a provider, for tokens and for data', async () => {
  const minted = await mint(sandbox, 'google');
  await sandbox.control.addFault({ on: 'data', grant: minted.grant, habit: { kind: 'hold_after_commit' } });
  await sandbox.control.addFault({ on: 'token', grant: minted.grant, habit: { kind: 'hold_after_commit' } });
  const call = get(`${sandbox.origins.google}/v4/spreadsheets/x`, minted.access);
  const exchange = refresh(sandbox.providerOverrides.google!, minted.refresh);
  await sandbox.control.waitForHeld({ count: 2 });

  const during = (await sandbox.control.providers()).find(({ provider }) => provider === 'google');
  await sandbox.control.releaseHeld();
  await Promise.all([call, exchange]);
  const after = (await sandbox.control.providers()).find(({ provider }) => provider === 'google');

  expect(during).toMatchObject({ tokenRequestsInFlight: 1, dataCallsInFlight: 1 });
  expect(after).toMatchObject({
    tokenRequestsInFlight: 0,
    dataCallsInFlight: 0,
    tokenRequests: 1,
    dataCalls: 1,
    mostTokenRequestsInFlight: 1,
  });
});

it('counts 401s for tokens nobody knows at the provider', async () => {
  const before = (await sandbox.control.providers()).find(
    ({ provider }) => provider === 'hubspot',
  )!.unauthorized;

  await details('garbage');

  const after = (await sandbox.control.providers()).find(
    ({ provider }) => provider === 'hubspot',
  )!.unauthorized;
  expect(after).toBe(before + 1);
});

it('holds no token and no secret', async () => {
  const { control } = sandbox;
  const minted = await mint(sandbox, 'salesforce');
  await refresh(sandbox.providerOverrides.salesforce!, minted.refresh);

  const everything = JSON.stringify([
    await control.grants(),
    await control.providers(),
    await control.calls(),
  ]);

  expect(everything).not.toMatch(/sbxat|sbxrt|sbxcs|sbxac/);
});

it('forgets the oldest calls first when the log is full', () => {
  const log = new CallLog(3);
  const call = (at: number): LoggedCall => ({
    at,
    kind: 'data',
    provider: 'hubspot',
    grant: at % 2 === 0 ? 'even' : 'odd',
    method: 'GET',
    path: '/x',
    status: 200,
    tokenVersion: 1,
  });
  for (const at of [1, 2, 3, 4, 5]) log.add(call(at));

  const ats = (filter: Parameters<CallLog['read']>[0]) => log.read(filter).map(({ at }) => at);
  expect(ats({})).toEqual([3, 4, 5]);
  expect(ats({ since: 4 })).toEqual([4, 5]);
  expect(ats({ grant: 'odd' })).toEqual([3, 5]);
  expect(ats({ limit: 1 })).toEqual([5]);
});
