// Promise 6, across accounts: a problem of the operator's or of a customer's administrator is told to them and to nobody
// else, holds accounts without killing them, and is found to be over without anybody's help.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiEvent } from '../../src/demo/api-client.ts';
import { callWithRefusedToken } from '../support/crash.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let birch: StageTenant;
let cobalt: StageTenant;

beforeAll(async () => {
  stage = await startStage({
    world: {
      tenants: ['acme', 'birch', 'cobalt'].map((id) => ({ id, deals: 4, accounts: 4, unmatched: 0 })),
    },
  });
  [acme, birch, cobalt] = [
    await stage.tenant('acme'),
    await stage.tenant('birch'),
    await stage.tenant('cobalt'),
  ];
});
afterAll(() => stage.stop());

const operatorEvents = async (app: string): Promise<ApiEvent[]> => {
  const { items } = await stage.operator<{ items: ApiEvent[] }>('/v1/provider-apps/events?limit=200');
  return items.filter((event) => event.data.providerApp === app);
};
const appState = async (app: string) => {
  const { items } = await stage.operator<{
    items: { id: string; state: string; accounts: Record<string, number> }[];
  }>('/v1/provider-apps');
  return items.find((one) => one.id === app)!;
};
const eventsOf = async (tenant: StageTenant, account: string): Promise<ApiEvent[]> =>
  (await tenant.api.events()).filter((event) => event.data.account === account);
const typesOf = async (tenant: StageTenant, { account }: ConnectedAccount): Promise<string[]> =>
  (await eventsOf(tenant, account.id)).map((event) => event.type);

it('holds every account of an app whose secret is refused, tells the operator alone, and finds the recovery by itself', async () => {
  const first = await acme.connect('hubspot');
  const second = await birch.connect('hubspot');
  const third = await cobalt.connect('hubspot');
  const others = await Promise.all([0, 1, 2, 3].map(() => cobalt.connect('hubspot')));
  await stage.control.rotateClientSecret({ provider: 'hubspot' });

  expect(await callWithRefusedToken(stage, acme, first)).toMatchObject({ status: 'blocked' });
  const failing = await until('the operator was told', async () =>
    (await operatorEvents('hubspot')).find((event) => event.type === 'agent.provider.app_failing'),
  );
  expect(failing.data).toMatchObject({ reason: 'client_secret_invalid', actor: 'operator' });
  expect(await appState('hubspot')).toMatchObject({ state: 'failing', accounts: { reauth_required: 0 } });
  expect((await acme.api.account(first.account.id)).state).toBe('held');

  // What lives, lives: the third account is held, its token is still good, and is used.
  await stage.temporal.workflow.getHandle(`account:cobalt:${third.account.id}`).signal('providerHint');
  await until(
    'the third account is held too',
    async () => (await cobalt.api.account(third.account.id)).state === 'held',
  );
  const call = { method: 'GET', path: '/account-info/v3/details' };
  expect(await cobalt.api.callTool(third.account.id, 'http.request', call)).toMatchObject({ status: 'ok' });
  // And nothing more is sent for anybody: those that need a newer token are held without asking.
  const before = await stage.control.countCalls({ provider: 'hubspot', kind: 'token' });
  for (const other of others) {
    expect(await callWithRefusedToken(stage, cobalt, other)).toMatchObject({ status: 'blocked' });
  }
  const sent = (await stage.control.countCalls({ provider: 'hubspot', kind: 'token' })).calls - before.calls;
  expect(sent, 'only a canary may have been sent').toBeLessThanOrEqual(1);

  await stage.control.restoreClientSecret({ provider: 'hubspot' });
  await until('the operator was told that it is over', async () =>
    (await operatorEvents('hubspot')).find((event) => event.type === 'agent.provider.app_recovered'),
  );
  for (const [tenant, connected] of [
    [acme, first],
    [birch, second],
    [cobalt, third],
  ] as const) {
    await until(
      'the account is back',
      async () => (await tenant.api.account(connected.account.id)).state === 'active',
    );
    expect(await tenant.api.callTool(connected.account.id, 'http.request', call)).toMatchObject({
      status: 'ok',
    });
    expect(await typesOf(tenant, connected)).not.toContain('agent.auth.reauth_required');
  }
}, 120_000);

it('takes one account that is refused as if it were the app for what it is, and wakes nobody', async () => {
  const odd = await acme.connect('slack');
  const sound = await birch.connect('slack');
  await stage.control.setKnobs({
    scope: { grant: odd.grant.grant },
    knobs: { refuseRefreshAs: 'client_secret_wrong' },
  });

  expect(await callWithRefusedToken(stage, acme, odd)).toMatchObject({ status: 'blocked' });
  await until('another account has shown that the app is in order', async () => {
    const [books] = await stage.control.grants({ grant: sound.grant.grant });
    return books!.exchanges === 1 && (await appState('slack')).state === 'sound';
  });
  // Told that the app is in order, it tries again, is refused again, and that says nothing about the app any more.
  await until(
    'the odd one was refused a second time',
    async () => (await stage.control.countCalls({ grant: odd.grant.grant, kind: 'token' })).calls >= 2,
  );
  expect((await birch.api.checkAccount(sound.account.id)).check).toBe('holds');
  const [books] = await stage.control.grants({ grant: sound.grant.grant });
  expect(books!.exchanges).toBe(1);
  expect((await appState('slack')).state).toBe('sound');
  expect(await operatorEvents('slack')).toEqual([]);
  expect((await acme.api.account(odd.account.id)).state).toBe('held');
  expect((await birch.api.account(sound.account.id)).state).toBe('active');
});

it('withdraws what people were asked when accounts of three tenants are refused alike', async () => {
  const all = [
    [acme, await acme.connect('google')],
    [birch, await birch.connect('google')],
    [cobalt, await cobalt.connect('google')],
  ] as const;
  await stage.control.setKnobs({
    scope: { provider: 'google' },
    knobs: { refuseRefreshAs: 'refresh_unknown' },
  });

  for (const [tenant, connected] of all.slice(0, 2)) {
    const calledAt = Date.now();
    await callWithRefusedToken(stage, tenant, connected);
    const asked = await until('the event is there at once', async () =>
      (await eventsOf(tenant, connected.account.id)).find((one) => one.type === 'agent.auth.reauth_required'),
    );
    expect(asked.data.actor).toBe('person');
    // A person is not written to before the rest of the fleet has had time to speak.
    expect(Date.parse(String(asked.data.noticesStartAt)) - calledAt).toBeGreaterThanOrEqual(120_000);
  }
  expect((await appState('google')).state).toBe('sound');

  await callWithRefusedToken(stage, ...all[2]!);
  const failing = await until('the operator was told', async () =>
    (await operatorEvents('google')).find((event) => event.type === 'agent.provider.app_failing'),
  );
  expect(failing.data).toMatchObject({ reason: 'app_misconfigured', actor: 'operator' });
  for (const [tenant, connected] of all) {
    await until('the request is withdrawn', async () =>
      (await typesOf(tenant, connected)).includes('agent.auth.reauth_withdrawn'),
    );
    const account = await tenant.api.account(connected.account.id);
    expect(account).toMatchObject({ state: 'held', diagnosis: { actor: 'operator' } });
    expect(account.reauthUrl).toBeUndefined();
  }

  await stage.control.clearKnobs({ scope: { provider: 'google' } });
  for (const [tenant, connected] of all) {
    await until(
      'the grant, which was never dead, is in use again',
      async () => (await tenant.api.account(connected.account.id)).state === 'active',
      60_000,
    );
  }
  expect((await operatorEvents('google')).map((event) => event.type)).toEqual([
    'agent.provider.app_failing',
    'agent.provider.app_recovered',
  ]);
}, 120_000);

it("asks the customer's administrator when every account of one organization is refused", async () => {
  const one = await acme.connect('salesforce', { person: 0 });
  const other = await acme.connect('salesforce', { person: 1 });
  const elsewhere = await birch.connect('salesforce');
  await callWithRefusedToken(stage, birch, elsewhere);
  for (const { grant } of [one, other]) await stage.control.revoke({ grant: grant.grant });

  await callWithRefusedToken(stage, acme, one);
  await callWithRefusedToken(stage, acme, other);
  for (const { account } of [one, other]) {
    const corrected = await until('the request names the administrator', async () =>
      (await eventsOf(acme, account.id)).find(
        (event) => event.type === 'agent.auth.reauth_required' && event.data.actor === 'customer_admin',
      ),
    );
    expect(corrected.data).toMatchObject({ reason: 'admin_policy', reauthUrl: expect.any(String) });
    expect(await acme.api.account(account.id)).toMatchObject({
      state: 'reauth_required',
      diagnosis: { cause: 'admin_policy', actor: 'customer_admin' },
    });
  }
  expect((await appState('salesforce')).state).toBe('sound');
});
