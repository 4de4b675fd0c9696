// The pace of a provider app, and who may go first: exchanges leave one queue at the app's pace, and a caller that begins to
// wait for one that stands far back in it does not wait for the others.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callWithRefusedToken } from '../support/crash.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const exchangesPerSecond = 2;
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
  await Promise.all(queued.map(hint));
  // Behind all the others, and nobody waits for it yet.
  await hint(late);
  await until('it stands in the queue', async () => {
    const { pendingActivities } = (
      await stage.temporal.workflow.getHandle(`account:acme:${late.account.id}`).describe()
    ).raw;
    return pendingActivities?.some((one) => one.activityType?.name === 'exchangeRefreshToken');
  });

  const answer = await callWithRefusedToken(stage, acme, late);
  const waitedMs = Date.now() - beganAt;
  expect(answer.status).toBe('ok');
  const ahead = async (): Promise<number> => {
    const books = await Promise.all(queued.map(({ grant }) => stage.control.grants({ grant: grant.grant })));
    return books.filter(([one]) => one!.exchanges === 1).length;
  };
  expect(await ahead(), 'others are still behind it').toBeLessThan(backlog / 2);
  expect(waitedMs).toBeLessThan((backlog / exchangesPerSecond) * 1_000);

  await until('all have had their turn', async () => (await ahead()) === backlog, 60_000);
  const tookMs = Date.now() - beganAt;
  // The server may let a few through at once; the pace holds over the whole.
  expect(tookMs).toBeGreaterThan(((backlog / exchangesPerSecond) * 1_000) / 2);
  const [books] = await stage.control.grants({ grant: late.grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0 });
});
