// A hundred days later: what is over goes from a whole Firstlight while it works, and what is not goes on as if nothing had been
// removed.

import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import { joinRunningStack } from '../../src/running-stack.ts';
import { type DealNight, type DealStage, inSeconds, startDealStage } from '../support/deal-night.ts';
import { until } from '../support/until.ts';

let stage: DealStage;
let night: DealNight;

beforeAll(async () => {
  stage = await startDealStage({ deals: 60, accounts: 30, unmatched: 0 });
  night = await stage.newNight();
});
afterAll(() => stage?.stop());

/** Everything that was written down, and the last sweep, are so much older. */
async function letPass(days: number): Promise<void> {
  for (const [table, columns] of [
    ['runs', ['created_at', 'updated_at']],
    ['events', ['created_at']],
    ['exchanges', ['started_at', 'ended_at']],
    ['token_versions', ['created_at']],
    ['tenants', ['swept_at']],
  ] as const) {
    const set = columns.map((column) => `${column} = ${column} - $1 * interval '1 day'`).join(', ');
    await stage.pool.query(`update ${table} set ${set}`, [days]);
  }
}
const statusOf = async (run: string): Promise<number> => {
  try {
    await night.readRun(run);
    return 200;
  } catch (error) {
    return Number(/answered (\d+)/.exec((error as Error).message)?.[1]);
  }
};

it('removes what is over, and what waits for a person is filled in afterwards', async () => {
  const over = await night.startReport('over');
  expect(await night.whenEnded(over)).toMatchObject({ verdict: 'complete' });
  await night.whenOver(`run:acme:${over}`);
  const others = await stage.newNight();
  await others.kill('salesforce');
  const waiting = await others.startReport('waiting', { deadline: inSeconds(3) });
  expect((await others.whenEnded(waiting)).lateFill).toMatchObject({ state: 'waiting' });
  await others.whenOver(`run:acme:${waiting}`);
  const before = await night.api.events();

  await letPass(100);
  const retention = async (): Promise<string | undefined> => {
    const environment = joinRunningStack({ FIRSTLIGHT_DATA_DIR: dirname(stage.logDir) });
    const { findings } = await examine(environment, { isMending: false, onCheck: () => {} });
    return findings.find(({ check }) => check === 'retention')?.says;
  };
  expect(await retention()).toMatch(/not swept for more than a day \(acme\)/);
  // Looks at once; the one that runs already does so within a minute.
  await stage.startWorker();
  await until('the run is gone', async () => (await statusOf(over)) === 404);
  await until('the doctor finds it in order', async () => (await retention())?.includes('in time'));

  expect((await others.readRun(waiting)).lateFill).toMatchObject({ state: 'waiting' });
  const after = await night.api.events();
  expect(after.length).toBeLessThan(before.length);
  // The link of the last request is still what the account is told to be waiting for.
  expect(after.map(({ type }) => type)).toContain('agent.auth.reauth_required');
  expect(after.filter(({ data }) => data.run === over)).toEqual([]);

  await others.bringBack('salesforce');
  expect(await others.whenLate(waiting)).toMatchObject({ verdict: 'complete_late', gaps: [] });
  await others.expectWhole(await others.readTab('waiting'));
  const next = await night.startReport('next');
  expect(await night.whenEnded(next)).toMatchObject({ verdict: 'complete', gaps: [] });
}, 180_000);
