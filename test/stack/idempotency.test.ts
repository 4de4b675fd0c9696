// Every POST of the API obeys `Idempotency-Key`: the same request again gets the first one's answer, another request is refused.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, type Caller, importFresh, operatorKey, startApiWorld } from '../http/api-world.ts';

let world: ApiWorld;
let acme: Caller & { readonly id: string };
let account: string;

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } });
  acme = await world.newTenant('acme');
  account = (await importFresh(world, acme, { provider: 'hubspot' })).id;
  const step = { id: 'deals', account, tool: 'hubspot.search_deals', input: {} };
  const made = await acme.call('PUT', '/v1/schedules/nightly', {
    cron: ['0 3 1 1 *'],
    timeZone: 'UTC',
    run: { kind: 'steps', input: { steps: [step] } },
  });
  expect(made.status, made.text).toBe(201);
});
afterAll(() => world?.stop());

/** Sends it twice and once with another body, all with one key; what the first one was answered. */
async function sendTwice(caller: Caller, path: string, body: unknown, other: unknown) {
  const headers = { 'idempotency-key': `key-of-${path.replaceAll('/', '.')}` };
  const first = await caller.call('POST', path, body, headers);
  const second = await caller.call('POST', path, body, headers);
  const changed = await caller.call('POST', path, other, headers);
  expect(first.status, first.text).toBeLessThan(300);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.status).toBe(first.status);
  expect(second.text).toBe(first.text);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(changed).toMatchObject({ status: 422, body: { code: 'idempotency.other_request' } });
  return first;
}

it('a link to connect: one request, one link', async () => {
  await sendTwice(acme, '/v1/accounts/links', { provider: 'hubspot' }, { provider: 'salesforce' });
  const again = await acme.call('POST', '/v1/accounts/links', { provider: 'hubspot' });
  const more = await acme.call('POST', '/v1/accounts/links', { provider: 'hubspot' });
  // Without a key each one is new, so that the same text above is not a matter of course.
  expect(again.body.url).not.toBe(more.body.url);
});

it('a link to renew', async () => {
  await sendTwice(acme, `/v1/accounts/${account}/reauth-links`, {}, { returnUrl: 'https://app.example/' });
});

it('a check: the provider is asked once', async () => {
  const asked = async () => (await world.sandbox.control.calls({ kind: 'identity' })).length;
  const before = await asked();
  const path = `/v1/accounts/${account}/check`;
  const one = await acme.call('POST', path);
  const calls = (await asked()) - before;
  expect(one.status, one.text).toBe(200);
  expect(calls).toBeGreaterThan(0);
  await sendTwice(acme, path, undefined, { other: true });
  expect((await asked()) - before).toBe(2 * calls);
});

it('a cancellation', async () => {
  const step = { id: 'deals', account, tool: 'hubspot.search_deals', input: {} };
  const { body } = await acme.call('POST', '/v1/runs', {
    kind: 'steps',
    name: 'n',
    input: { steps: [step] },
  });
  await sendTwice(acme, `/v1/runs/${body.id}/cancel`, undefined, { other: true });
});

it('a pause, and its end: a repetition that comes late undoes nothing', async () => {
  const headers = { 'idempotency-key': 'pause-1' };
  const pause = () => acme.call('POST', '/v1/schedules/nightly/pause', {}, headers);
  expect((await pause()).body.paused).toBe(true);
  await sendTwice(acme, '/v1/schedules/nightly/unpause', {}, { note: 'x' });
  expect((await pause()).headers.get('idempotency-replayed')).toBe('true');
  expect((await acme.call('GET', '/v1/schedules/nightly')).body.paused).toBe(false);
});

it('a tenant: made once, and its key told again to whoever lost the answer', async () => {
  const operator = world.as(operatorKey);
  const made = await sendTwice(
    operator,
    '/v1/tenants',
    { id: 'globex', name: 'Globex' },
    { id: 'globex', name: 'G' },
  );
  expect((await world.as(made.body.apiKey).call('GET', '/v1/accounts')).status).toBe(200);
  const taken = await operator.call(
    'POST',
    '/v1/tenants',
    { id: 'globex', name: 'Globex' },
    { 'idempotency-key': 'b' },
  );
  expect(taken).toMatchObject({ status: 409, body: { code: 'tenant.id_taken' } });
});

it('an import that was only tried out is not the import: what the query says is part of the request', async () => {
  const user = world.sandbox.tenants[0]!.users[0]!.user;
  const { tokens } = await world.sandbox.control.grant({ provider: 'hubspot', user });
  const body = {
    provider: 'hubspot',
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    label: 'tried out first',
  };
  const headers = { 'idempotency-key': 'import-1' };
  const tried = await acme.call('POST', '/v1/accounts/import?dryRun=true', body, headers);
  expect(tried).toMatchObject({ status: 200, body: { label: 'tried out first' } });

  const imported = await acme.call('POST', '/v1/accounts/import', body, headers);

  expect(imported).toMatchObject({ status: 422, body: { code: 'idempotency.other_request' } });
  const { items } = (await acme.call('GET', '/v1/accounts')).body;
  expect(items.map(({ label }: { label: string }) => label)).not.toContain('tried out first');
});
