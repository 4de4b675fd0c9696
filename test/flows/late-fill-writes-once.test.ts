// A late fill writes once, wherever its worker dies: what is asked of Google is counted there, and comes to exactly as many requests
// as in a fill nobody disturbed. Both kinds of it: cells that said "not collected", and rows that were not there at all.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crashScript } from '../support/crash.ts';
import { type DealNight, type DealStage, inSeconds, startDealStage } from '../support/deal-night.ts';
import { until } from '../support/until.ts';

const world = { deals: 120, accounts: 60, unmatched: 3 };
let stage: DealStage;
let night: DealNight;

beforeAll(async () => {
  stage = await startDealStage(world);
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  night = await stage.newNight();
});

/** Every deal is in the sheet, none with its Salesforce account. */
async function deliverWithoutCells(tab: string): Promise<string> {
  await night.kill('salesforce');
  const run = await night.startReport(tab, { deadline: inSeconds(2) });
  expect(await night.whenEnded(run)).toMatchObject({ verdict: 'incomplete', lateFill: { state: 'waiting' } });
  return run;
}

/** Only the deals of the first pages are in the sheet. */
async function deliverWithoutRows(tab: string): Promise<string> {
  const { grant } = night.accounts.hubspot.grant;
  await stage.control.setKnobs({ scope: { grant }, knobs: { secondsPerCall: 0.5 } });
  const run = await night.startReport(tab, { deadline: inSeconds(4) });
  await until(
    'some deals were read',
    async () => (await stage.control.calls({ grant, kind: 'data' })).length >= 1,
  );
  await stage.control.revoke({ grant });
  await stage.control.clearKnobs({ scope: { grant } });
  expect(await night.whenEnded(run)).toMatchObject({ verdict: 'incomplete', lateFill: { state: 'waiting' } });
  return run;
}

const fills = [
  {
    what: 'cells',
    of: 'salesforce',
    deliver: deliverWithoutCells,
    points: ['write.planned', 'write.sending', 'write.answered', 'write.confirmed'],
  },
  // Below everything else, where a repetition would stand below the first time.
  {
    what: 'rows',
    of: 'hubspot',
    deliver: deliverWithoutRows,
    points: ['write.answered', 'write.confirmed'],
  },
] as const;

/** What changes something at Google, since then. */
async function writesSince(since: number): Promise<number> {
  const { grant } = night.accounts.google.grant;
  const calls = await stage.control.calls({ grant, kind: 'data', since, limit: 1_000 });
  return calls.filter(({ method }) => method !== 'GET').length;
}

async function expectFilledOnce(tab: string, run: string): Promise<void> {
  expect(await night.whenLate(run)).toMatchObject({ verdict: 'complete_late', gaps: [] });
  const rows = (await night.readTab(tab))!;
  await night.expectWhole(rows);
  expect(rows.flat().filter((cell) => String(cell).includes('Completed late at'))).toHaveLength(1);
  expect(await night.readTab(`${tab} (late)`)).toBeNull();
  const sheet = (await night.api.steps(run)).find(({ id }) => id === 'sheet') as unknown as {
    readonly writes: Readonly<Record<string, number>>;
  };
  expect(Object.keys(sheet.writes)).toEqual(['confirmed']);
}

describe.each(fills)('a late fill of $what', ({ what, of, deliver, points }) => {
  let undisturbed = 0;

  it('writes what is missing, and nothing else', async () => {
    const run = await deliver(`undisturbed-${what}`);
    const since = Date.now();
    await night.bringBack(of);

    await expectFilledOnce(`undisturbed-${what}`, run);
    undisturbed = await writesSince(since);
    expect(undisturbed).toBeGreaterThan(1);
  });

  it.each(points)('asks for the same when its worker dies at its second write, at %s', async (point) => {
    const tab = `${point.replace('.', '-')}-${what}`;
    const run = await deliver(tab);
    await stage.worker().stop();
    const doomed = await stage.startWorker({
      script: crashScript,
      environment: { TEST_POINT: point, TEST_ACT: 'die', TEST_SKIP: '1' },
    });
    const since = Date.now();
    await night.bringBack(of);
    await doomed.exited;
    await stage.startWorker();

    await expectFilledOnce(tab, run);
    expect(await writesSince(since)).toBe(undisturbed);
  });
});
