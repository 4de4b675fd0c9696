// Tools called through the API, outside of any run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { renewalSteps } from '../http/renewal-steps.ts';
import { findCanaries } from '../support/canary.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { until } from '../support/until.ts';

let world: ApiWorld;
let tenant: Caller;

beforeAll(async () => {
  world = await startApiWorld();
  tenant = await world.newTenant();
});

afterAll(async () => {
  await world?.stop();
});

const { account, killGrant } = renewalSteps(() => ({ world, tenant }));

describe('direct calls', () => {
  it('answer a blocked account at once, with the link and without asking the provider', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    await killGrant(id, grant, 'hubspot.search_deals', {});
    const before = await world.sandbox.control.countCalls({ provider: 'hubspot' });

    const answer = await tenant.call('POST', `/v1/accounts/${id}/tools/hubspot.search_deals`, { input: {} });

    expect(answer.body).toEqual({
      status: 'blocked',
      state: 'reauth_required',
      reauthUrl: (await account(id)).reauthUrl,
    });
    expect(await world.sandbox.control.countCalls({ provider: 'hubspot' })).toEqual(before);
  });

  it('are told what is wrong with them', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'hubspot' });
    const call = (tool: string, input: unknown) =>
      tenant.call('POST', `/v1/accounts/${id}/tools/${tool}`, { input });

    expect(await call('hubspot.dance', {})).toMatchObject({ status: 404, body: { code: 'tool.unknown' } });
    expect(await call('salesforce.query', { soql: 'SELECT Id FROM Account' })).toMatchObject({
      status: 422,
      body: { code: 'account.wrong_provider' },
    });
    expect(await call('hubspot.search_deals', { pageSize: 0 })).toMatchObject({
      status: 200,
      body: { status: 'failed', problem: { code: 'tool.input_invalid' } },
    });
    expect((await call('hubspot.search_deals', [])).status).toBe(422);
  });

  it('record their answer under a key, and do the work once', async () => {
    const { id } = await importFresh(world, tenant, { provider: 'hubspot' });
    const call = () =>
      tenant.call(
        'POST',
        `/v1/accounts/${id}/tools/hubspot.search_deals`,
        { input: {} },
        { 'idempotency-key': `call-${id}` },
      );

    const first = await call();
    const calls = await world.sandbox.control.countCalls({ provider: 'hubspot' });
    const second = await call();

    expect(first.body.status).toBe('ok');
    expect(second.body).toEqual(first.body);
    expect(await world.sandbox.control.countCalls({ provider: 'hubspot' })).toEqual(calls);
  });

  it('that were blocked under a key are made under it when the account is back', async () => {
    const { id, grant } = await importFresh(world, tenant, { provider: 'hubspot' });
    await killGrant(id, grant, 'hubspot.search_deals', {});
    const call = () =>
      tenant.call(
        'POST',
        `/v1/accounts/${id}/tools/hubspot.search_deals`,
        { input: {} },
        { 'idempotency-key': `blocked-${id}` },
      );

    const blocked = await call();
    await reauthorize(blocked.body.reauthUrl, { user: world.sandbox.tenants[0]!.users[0]!.user });
    await until('it is back', async () => (await account(id)).state === 'active');

    expect(blocked.body.status).toBe('blocked');
    expect((await call()).body.status).toBe('ok');
  });

  it('are described in the catalogue, with a schema of what they take', async () => {
    const { items } = (await tenant.call('GET', '/v1/tools')).body;

    const tool = items.find((one: { name: string }) => one.name === 'hubspot.search_deals');
    expect(tool).toMatchObject({ provider: 'hubspot', effect: 'read', inputSchema: { type: 'object' } });
    expect(items.length).toBeGreaterThan(3);
  });
});

describe('secrets', () => {
  it('are in no answer that was given here', () => {
    expect(world.answers.length).toBeGreaterThan(10);
    expect(world.answers.flatMap((text) => findCanaries('answer', text))).toEqual([]);
  });
});
