// The pace of a provider app, and who may go first: exchanges leave one queue at the app's pace, and a caller that begins to
// wait for one that stands far back in it does not wait for the others.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callWithRefusedToken } from '../support/crash.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const exchangesPerSecond = 1;
const backlog = 24;

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage(
    { world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0 }] } },
    async (overrides) => ({
      ...overrides,
      google: { ...overrides.google!, exchangesPerSecond } as { id: string },
    }),
  );
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('sends no more than the pace of the app, and lets the exchange overtake that somebody waits for', async () => {
  const queued: ConnectedAccount[] = [];
  for (let n = 0; n < backlog; n++) queued.push(await acme.connect('google'));
  const late = await acme.connect('google');
  const hint = ({ account }: ConnectedAccount): Promise<void> =>
    stage.temporal.workflow.getHandle(`account:acme:${account.id}`).signal('providerHint');
  const beganAt = Date.now();
  /** The accounts' grants in the order of their token requests. */
  const asked = async (): Promise<readonly (string | null)[]> =>
    (await stage.control.calls({ provider: 'google', kind: 'token', since: beganAt })).map(
      ({ grant }) => grant,
    );
  await Promise.all(queued.map(hint));
  // Behind all the others, and nobody waits for it yet.
  await hint(late);
  await until('it stands in the queue', async () => {
    const { pendingActivities } = (
      await stage.temporal.workflow.getHandle(`account:acme:${late.account.id}`).describe()
    ).raw;
    return pendingActivities?.some((one) => one.activityType?.name === 'exchangeRefreshToken');
  });
  const before = (await asked()).length;

  const answer = await callWithRefusedToken(stage, acme, late);
  expect(answer.status).toBe('ok');

  await until('all have had their turn', async () => (await asked()).length === backlog + 1, 60_000);
  const tookMs = Date.now() - beganAt;
  expect(new Set(await asked()).size).toBe(backlog + 1);
  // What had been handed to the worker when the caller came goes first, and what leaves until it is heard.
  expect((await asked()).indexOf(late.grant.grant)).toBeLessThan(before + backlog / 3);
  expect(before + backlog / 3, 'others were still behind it').toBeLessThan(backlog);
  // The server may let a few through at once; the pace holds over the whole.
  expect(tookMs).toBeGreaterThan(((backlog / exchangesPerSecond) * 1_000) / 2);
  const [books] = await stage.control.grants({ grant: late.grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0 });
});
