// Tomorrow's run never depends on yesterday's: a person who was missing last night costs tonight's run nothing, whether last
// night's run still waits for them or has left its gaps to a late fill; and what comes late never touches tonight's report.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type DealNight, type DealStage, dealsIn, inSeconds, startDealStage } from '../support/deal-night.ts';

const world = { deals: 100, accounts: 50, unmatched: 2 };
let stage: DealStage;
let night: DealNight;

beforeAll(async () => {
  stage = await startDealStage(world);
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  night = await stage.newNight();
});

/** Provider calls that succeed, of all three accounts: what a night costs. */
const countCalls = async (since: number): Promise<number> => {
  const calls = await stage.control.calls({ kind: 'data', since });
  const grants = [night.accounts.hubspot, night.accounts.google].map(({ grant }) => grant.grant);
  return calls.filter((call) => grants.includes(call.grant ?? '') && call.status === 200).length;
};

it('a person missing for two nights costs each night its own gaps, and both are filled when they come back', async () => {
  await night.kill('salesforce');
  const startedAt = [Date.now()];
  const first = await night.startReport('night 1', { deadline: inSeconds(3) });
  expect((await night.whenEnded(first)).lateFill).toMatchObject({ state: 'waiting' });
  const firstCalls = await countCalls(startedAt[0]!);

  startedAt.push(Date.now());
  const second = await night.startReport('night 2', { deadline: inSeconds(3) });
  const ended = await night.whenEnded(second);

  // Read anew, delivered at its own deadline, at the same cost.
  expect(ended).toMatchObject({ verdict: 'incomplete', lateFill: { state: 'waiting' } });
  expect(dealsIn((await night.readTab('night 2'))!)).toHaveLength(world.deals);
  expect(await countCalls(startedAt[1]!)).toBe(firstCalls);

  await night.bringBack('salesforce');

  for (const [run, tab] of [
    [first, 'night 1'],
    [second, 'night 2'],
  ] as const) {
    expect(await night.whenLate(run)).toMatchObject({ verdict: 'complete_late', gaps: [] });
    await night.expectWhole(await night.readTab(tab));
  }
});

it('tonight is complete although last night still waits, for that very account or another', async () => {
  await night.kill('salesforce');
  const first = await night.startReport('waiting 1', {
    deadline: inSeconds(2),
    onDeadline: 'keep_waiting',
  });
  await night.whenRun(first, 'it waits', ({ state }) => state === 'paused');
  const other = await night.connect('salesforce', { person: 1 });

  const second = await night.startReport('waiting 2', { deadline: inSeconds(60) }, { salesforce: other });

  expect(await night.whenEnded(second)).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(await night.readRun(first)).toMatchObject({ state: 'paused' });
  const types = (await night.eventsOf(second)).map((event) => event.type);
  expect(types).not.toContain('agent.run.paused');

  await night.bringBack('salesforce');
  expect(await night.whenEnded(first)).toMatchObject({ verdict: 'complete' });
});

it('what comes late leaves tonight’s report alone, even where both nights write the same tab', async () => {
  await night.kill('salesforce');
  const first = await night.startReport('latest', { deadline: inSeconds(2) });
  expect((await night.whenEnded(first)).lateFill).toMatchObject({ state: 'waiting' });
  // Tonight another person's account is used, and last night's person comes back only afterwards.
  const other = await night.connect('salesforce', { person: 1 });
  const second = await night.startReport('latest', {}, { salesforce: other });
  expect(await night.whenEnded(second)).toMatchObject({ verdict: 'complete' });
  const tonight = await night.readTab('latest');
  await night.expectWhole(tonight);

  await night.bringBack('salesforce');

  expect(await night.whenLate(first)).toMatchObject({ verdict: 'complete_late', gaps: [] });
  expect(await night.readTab('latest')).toEqual(tonight);
  const late = await night.readTab('latest (late)');
  await night.expectWhole(late);
  expect(late![0]![0]).toContain('nothing in the tab "latest" says any more that it is of this run');
});
