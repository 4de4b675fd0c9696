// `npm run demo -- --json`, as a new user types it: the night of design section 7, and its figures.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { NightFigures } from '../../src/demo/figures.ts';
import { npmRun } from '../support/npm-run.ts';

it('keeps every promise in a six-hour night', async () => {
  const { figures, dataDir } = await npmRun<NightFigures>('demo', []);
  expect(figures).toMatchObject({ nightHours: 6, speed: 360 });
  expect(figures.runs).toHaveLength(3);
  for (const run of figures.runs) {
    expect(run).toMatchObject({ verdict: 'complete', gaps: [], stepsDone: 3, stepsTotal: 3 });
    expect(run.rowsExpected).toBeGreaterThanOrEqual(3_000);
    expect(run.rowsDelivered).toBe(run.rowsExpected);
  }
  expect(figures.runs.filter((run) => run.pausedMs > 0)).toHaveLength(1);

  expect(figures.accounts).toHaveLength(9);
  expect(figures.accounts.filter((account) => account.doubleSpends > 0)).toEqual([]);
  for (const account of figures.accounts.filter(({ provider }) => provider === 'hubspot')) {
    expect(account.exchanges).toBeGreaterThanOrEqual(10);
  }
  expect(figures.api.calls).toBeGreaterThan(600);
  expect(figures.api.unauthorizedSurfaced).toBe(0);

  expect(figures.reauth).toHaveLength(1);
  expect(figures.reauth[0]!.noticedAfterMs).toBeGreaterThan(0);
  expect(figures.reauth[0]!.resumedAfterMs).toBeGreaterThan(0);
  const [naive] = figures.stage2.runs;
  expect(naive!.reported).toBe('completed');
  expect(naive!.rowsDelivered).toBeLessThan(naive!.rowsExpected);

  expect(readFileSync(join(dataDir, 'night.svg'), 'utf8')).toMatch(/^<svg .*worker killed.*<\/svg>\n$/s);
});
