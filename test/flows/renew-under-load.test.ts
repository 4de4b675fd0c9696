// Workflows begin new histories again and again while they are busy: no caller sees it, nothing is exchanged twice, and what waits for
// a person goes on when the person is back.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renewHistory } from '../../workflows/messages.ts';
import { cheapPath } from '../support/crash.ts';
import { kill } from '../support/deal-night.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const fewestRounds = 5;
const mostRounds = 50;
const callers = 30;
let stage: Stage;
let acme: StageTenant;
let hubspot: ConnectedAccount;

beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
});
afterAll(() => stage?.stop());

const idOf = ({ account }: ConnectedAccount): string => `account:acme:${account.id}`;
const readOf = ({ account }: ConnectedAccount) => ({
  ...{ method: 'GET', path: cheapPath[account.provider] },
});

/** Asks the account and its provider app for new histories until the work is done; how many the account has begun. */
async function whileRenewing<T>(
  connected: ConnectedAccount,
  work: (begun: () => number) => Promise<T>,
): Promise<[T, number]> {
  let isOver = false;
  const runIds = new Set<string>();
  const renewing = (async () => {
    while (!isOver) {
      for (const id of [idOf(connected), `app:${connected.account.provider}`]) {
        await stage.temporal.workflow.getHandle(id).signal(renewHistory);
      }
      runIds.add((await stage.temporal.workflow.getHandle(idOf(connected)).describe()).runId);
    }
  })();
  const result = await work(() => runIds.size).finally(() => {
    isOver = true;
  });
  await renewing;
  return [result, runIds.size];
}

it('answers every caller at every boundary, with one exchange for each', async () => {
  // A run watches it, so that the workflow of the provider app runs, too.
  const before = (await acme.api.account(hubspot.account.id)).tokenVersion;
  const { id } = await acme.api.startRun({
    ...{ kind: 'steps', name: 'first' },
    input: {
      steps: [{ id: 'read', account: hubspot.account.id, tool: 'http.request', input: readOf(hubspot) }],
    },
  });
  await until('it has ended', async () => (await acme.api.run(id)).verdict === 'complete');

  let rounds = 0;
  const [statuses, histories] = await whileRenewing(hubspot, async (begun) => {
    const seen: string[] = [];
    // As many as it takes to have been among several histories.
    for (; rounds < fewestRounds || (begun() <= 2 && rounds < mostRounds); rounds++) {
      await stage.control.expireAccessTokens({ grant: hubspot.grant.grant });
      const calls = Array.from({ length: callers }, () =>
        acme.api.callTool(hubspot.account.id, 'http.request', readOf(hubspot)),
      );
      seen.push(...(await Promise.all(calls)).map(({ status }) => status));
    }
    return seen;
  });

  // Those that were seen; there were more.
  expect(histories).toBeGreaterThan(2);
  expect(statuses).toEqual(Array(rounds * callers).fill('ok'));
  expect((await acme.api.account(hubspot.account.id)).tokenVersion).toBe(before + rounds);
  const [books] = await stage.control.grants({ grant: hubspot.grant.grant });
  expect(books).toMatchObject({ exchanges: rounds, doubleSpends: 0 });
});

it('lets a run go on that waits for a person, who comes back in the middle of it', async () => {
  const salesforce = await acme.connect('salesforce');
  await kill(stage, acme.api, salesforce);
  const { id } = await acme.api.startRun({
    ...{ kind: 'steps', name: 'waits' },
    input: {
      steps: [
        { id: 'read', account: salesforce.account.id, tool: 'http.request', input: readOf(salesforce) },
      ],
    },
  });
  await until('it waits', async () => (await acme.api.run(id)).pausedOn.length === 1);

  const [, histories] = await whileRenewing(salesforce, async () => {
    const { reauthUrl } = await acme.api.account(salesforce.account.id);
    expect((await reauthorize(reauthUrl!, { user: salesforce.user })).status).toBe(200);
    // Told by the account, and not found by asking again minutes later.
    await until('it has ended', async () => (await acme.api.run(id)).verdict === 'complete', 20_000);
  });

  expect(histories).toBeGreaterThan(1);
  expect(await acme.api.account(salesforce.account.id)).toMatchObject({ state: 'active' });
});
