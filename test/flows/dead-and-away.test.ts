// What is dead is left in peace, and what is only away is not taken for dead: the two mistakes that fill a provider's logs and
// destroy good grants.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiToolAnswer } from '../../src/demo/api-client.ts';
import { callWithRefusedToken, cheapPath } from '../support/crash.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { accessLifetimeSeconds: 30 } }],
  });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

const call = ({ account }: ConnectedAccount): Promise<ApiToolAnswer> =>
  acme.api.callTool(account.id, 'http.request', { method: 'GET', path: cheapPath[account.provider] });
const tokenRequests = async ({ grant }: ConnectedAccount): Promise<number> =>
  (await stage.control.countCalls({ grant: grant.grant, kind: 'token' })).calls;
const signal = ({ account }: ConnectedAccount, name: string): Promise<void> =>
  stage.temporal.workflow.getHandle(`account:acme:${account.id}`).signal(name);

it.each(['hubspot', 'salesforce', 'google', 'slack'])(
  'sends not one exchange more for a dead grant of %s, however many ask, and healthy ones go on',
  async (provider) => {
    const dead = await acme.connect(provider, { person: 0 });
    const healthy = await acme.connect(provider, { person: 1 });
    await stage.control.revoke({ grant: dead.grant.grant });
    await callWithRefusedToken(stage, acme, dead);
    const before = await tokenRequests(dead);
    expect(before).toBe(1);

    const answers = await Promise.all(Array.from({ length: 100 }, () => call(dead)));
    for (const name of ['providerHint', 'reauthorized', 'reauthorized']) await signal(dead, name);
    await acme.api.checkAccount(dead.account.id);
    // Never 200 and nothing in it: each caller is told that the account waits for somebody, and where to send them.
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['blocked']));
    expect(answers.every(({ reauthUrl }) => reauthUrl !== undefined)).toBe(true);
    expect(await tokenRequests(dead)).toBe(before);

    expect(await callWithRefusedToken(stage, acme, healthy)).toMatchObject({ status: 'ok' });
    expect((await acme.api.account(healthy.account.id)).tokenVersion).toBe(2);
  },
);

const habits = [
  { kind: 'unavailable' },
  { kind: 'server_error', status: 500 },
  { kind: 'rate_limited', retryAfterSeconds: 1 },
  { kind: 'rate_limited', retryAfterSeconds: null },
  { kind: 'drop_before_commit' },
] as const;

it.each(habits)('does not take a token endpoint with $kind for the death of a grant', async (habit) => {
  const connected = await acme.connect('google', { person: 1 });
  await stage.control.addFault({ on: 'token', provider: 'google', habit, times: 3 });
  await stage.control.expireAccessTokens({ grant: connected.grant.grant });

  await until('the account answers again', async () => {
    try {
      return (await call(connected)).status === 'ok';
    } catch (error) {
      // Meanwhile a caller hears that there is no newer token yet, never that there is nothing.
      expect(String(error)).toMatch(/answered 503.*grant\.not_fresh_yet/);
      return false;
    }
  });
  const { account } = connected;
  expect((await acme.api.account(account.id)).state).toBe('active');
  const told = (await acme.api.events()).filter((event) => event.data.account === account.id);
  expect(told.map((event) => event.type)).toEqual(['agent.auth.connected']);
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
});
