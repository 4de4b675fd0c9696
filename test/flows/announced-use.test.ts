// Promise 9 at the start of a night: accounts that have idled since yesterday, announced a period ahead, are fresh when their
// runs begin, and did not come back together.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const lifetimeSeconds = 15;
const periodMs = 10_000;
const count = 30;

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { accessLifetimeSeconds: lifetimeSeconds } }],
  });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('spreads the exchanges of idle accounts over the period before they are needed', async () => {
  const accounts: ConnectedAccount[] = [];
  for (let n = 0; n < count; n++) accounts.push(await acme.connect('google'));
  const last = accounts.at(-1)!;
  await until(
    'the tokens have run out',
    async () => {
      const { rows } = await stage.pool.query<{ over: boolean }>(
        'select max(expires_at) < now() as over from token_versions',
      );
      return rows[0]!.over;
    },
    60_000,
  );
  expect(
    (await stage.control.countCalls({ provider: 'google', kind: 'token' })).calls,
    'nobody needed them',
  ).toBe(0);

  const from = Date.now() + periodMs + 1_000;
  const announcedAt = Date.now();
  await Promise.all(
    accounts.map(({ account }) =>
      stage.temporal.workflow
        .getHandle(`account:acme:${account.id}`)
        .signal('expectUse', { from, until: from + 60_000 }),
    ),
  );
  await until('the night begins', async () => Date.now() >= from + 500, periodMs + 10_000);

  const calls = await stage.control.calls({ provider: 'google', kind: 'token', since: announcedAt });
  const granted = calls.filter((call) => call.status === 200 && call.at <= from + 500);
  expect(granted.length, 'every account was refreshed before its use').toBeGreaterThanOrEqual(count);
  const seconds = new Map<number, number>();
  for (const { at } of granted) {
    const second = Math.floor((at - announcedAt) / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  // Three a second on the mean, more where the machine had no time for them before; all at once would be thirty. How evenly
  // they leave a machine of their own is what `npm run bench -- --herd` measures.
  expect(Math.max(...seconds.values())).toBeLessThanOrEqual(count / 2);

  await stage.control.clearKnobs({});
  expect(
    await acme.api.callTool(last.account.id, 'http.request', {
      method: 'GET',
      path: '/v4/spreadsheets/nowhere',
    }),
  ).toMatchObject({ status: 'ok' });
});
