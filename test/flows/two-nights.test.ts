// Tomorrow's run never depends on yesterday's: a person who was missing last night costs tonight's run nothing, whether last
// night's run still waits for them or has left its gaps to a late fill; and what comes late never touches tonight's report.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type Accounts,
  connectAll,
  dealsIn,
  eventsOf,
  inSeconds,
  kill,
  readRun,
  readTab,
  startDealReport,
  whenEnded,
  whenLate,
  whenRun,
} from '../support/deal-night.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';

const world = { deals: 100, accounts: 50, unmatched: 2 };
let stage: Stage;
let acme: StageTenant;
let accounts: Accounts;

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', ...world }] } });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());
beforeEach(async () => {
  accounts = await connectAll(acme);
});

const bringBack = async (): Promise<void> => {
  const { reauthUrl } = await acme.api.account(accounts.salesforce.account.id);
  expect((await reauthorize(reauthUrl!, accounts.salesforce)).status).toBe(200);
};

/** Provider calls that succeed, of all three accounts: what a night costs. */
const countCalls = async (since: number): Promise<number> => {
  const calls = await stage.control.calls({ kind: 'data', since });
  const grants = [accounts.hubspot, accounts.google].map(({ grant }) => grant.grant);
  return calls.filter((call) => grants.includes(call.grant ?? '') && call.status === 200).length;
};

const isWhole = (rows: Awaited<ReturnType<typeof readTab>>): boolean =>
  rows !== null && dealsIn(rows).length === world.deals && !rows.flat().includes('not collected');

it('a person missing for two nights costs each night its own gaps, and both are filled when they come back', async () => {
  await kill(stage, acme, accounts.salesforce);
  const startedAt = [Date.now()];
  const first = await startDealReport(stage, acme, accounts, 'night 1', { deadline: inSeconds(3) });
  expect((await whenEnded(acme, first)).lateFill).toMatchObject({ state: 'waiting' });
  const firstCalls = await countCalls(startedAt[0]!);

  startedAt.push(Date.now());
  const second = await startDealReport(stage, acme, accounts, 'night 2', { deadline: inSeconds(3) });
  const ended = await whenEnded(acme, second);

  // Read anew, delivered at its own deadline, at the same cost.
  expect(ended).toMatchObject({ verdict: 'incomplete', lateFill: { state: 'waiting' } });
  expect(dealsIn((await readTab(stage, 'night 2'))!)).toHaveLength(world.deals);
  expect(await countCalls(startedAt[1]!)).toBe(firstCalls);

  await bringBack();

  for (const [run, tab] of [
    [first, 'night 1'],
    [second, 'night 2'],
  ] as const) {
    expect(await whenLate(acme, run)).toMatchObject({ verdict: 'complete_late', gaps: [] });
    expect(isWhole(await readTab(stage, tab)), tab).toBe(true);
  }
});

it('tonight is complete although last night still waits, for that very account or another', async () => {
  await kill(stage, acme, accounts.salesforce);
  const first = await startDealReport(stage, acme, accounts, 'waiting 1', {
    deadline: inSeconds(2),
    onDeadline: 'keep_waiting',
  });
  await whenRun(acme, first, 'it waits', ({ state }) => state === 'paused');
  const other = await acme.connect('salesforce', { person: 1 });

  const second = await startDealReport(stage, acme, { ...accounts, salesforce: other }, 'waiting 2', {
    deadline: inSeconds(60),
  });

  expect(await whenEnded(acme, second)).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(await readRun(acme, first)).toMatchObject({ state: 'paused' });
  const types = (await eventsOf(acme, second)).map((event) => event.type);
  expect(types).not.toContain('agent.run.paused');

  await bringBack();
  expect(await whenEnded(acme, first)).toMatchObject({ verdict: 'complete' });
});

it('what comes late leaves tonight’s report alone, even where both nights write the same tab', async () => {
  await kill(stage, acme, accounts.salesforce);
  const first = await startDealReport(stage, acme, accounts, 'latest', { deadline: inSeconds(2) });
  expect((await whenEnded(acme, first)).lateFill).toMatchObject({ state: 'waiting' });
  // Tonight another person's account is used, and last night's person comes back only afterwards.
  const other = await acme.connect('salesforce', { person: 1 });
  const second = await startDealReport(stage, acme, { ...accounts, salesforce: other }, 'latest');
  expect(await whenEnded(acme, second)).toMatchObject({ verdict: 'complete' });
  const tonight = await readTab(stage, 'latest');
  expect(isWhole(tonight)).toBe(true);

  await bringBack();

  expect(await whenLate(acme, first)).toMatchObject({ verdict: 'complete_late', gaps: [] });
  expect(await readTab(stage, 'latest')).toEqual(tonight);
  const late = await readTab(stage, 'latest (late)');
  expect(isWhole(late)).toBe(true);
  expect(late![0]![0]).toContain('nothing in the tab "latest" says any more that it is of this run');
});
