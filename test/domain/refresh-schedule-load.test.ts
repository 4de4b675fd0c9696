// Promise 9 by simulation: the product's own rules on 10,000 accounts that were connected in one minute, in buckets of one
// second. The model is bench/simulate-outage.ts; that real accounts behave so is measured by `npm run bench`.
import { describe, expect, it } from 'vitest';
import { simulateHerd } from '../../bench/herd.ts';
import { type OutageReport, simulateOutage } from '../../bench/simulate-outage.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

/** Park and Miller's generator (CACM 31/10, 1988): the same hour every time the test runs. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

it.each([
  ['30 minutes', 30 * MINUTE],
  ['an hour', HOUR],
  ['two hours', 2 * HOUR],
])('is flat in the first period and ever after, for tokens of %s', (_, lifetimeMs) => {
  // The longer the life, the fewer exchanges a second, and the more one more of them weighs.
  const meanPerSecond = 10_000 / (((2 / 3) * lifetimeMs) / SECOND);
  expect(simulateHerd(10_000, lifetimeMs)).toBeLessThanOrEqual(Math.max(1.2, 1 + 2 / meanPerSecond));
});

describe.each([
  { accounts: 10_000, exchangesPerSecond: 25 },
  { accounts: 10_000, exchangesPerSecond: 12 },
  { accounts: 3_000, exchangesPerSecond: 25 },
])('an hour without the token endpoint, $accounts accounts at $exchangesPerSecond a second', (fleet) => {
  let report: OutageReport;
  it('expires every token, and tries no faster than the pace while it lasts', () => {
    report = simulateOutage({ ...fleet, lifetimeMs: 30 * MINUTE, outageMs: HOUR, random: numbersFrom(7) });

    expect(report.backlog).toBe(fleet.accounts);
    expect(report.failedTries).toBeGreaterThan(fleet.accounts);
    // A minute's worth, and the second that was saved up before.
    expect(report.outageMinuteOverPace).toBeLessThanOrEqual(61 / 60);
  });

  it('is over for everybody as soon as the pace allows, or the longest patience', () => {
    const backlogMs = (report.backlog / fleet.exchangesPerSecond) * SECOND;
    expect(report.recoveredAfterMs).toBeLessThanOrEqual(
      Math.max(backlogMs, report.longestPatienceMs) + 10 * SECOND,
    );
  });

  it('leaves every account on its slot: the next period is as flat as the first', () => {
    const meanPerSecond = fleet.accounts / (20 * 60);
    expect(report.afterwardsPeakOverMean).toBeLessThanOrEqual(Math.max(1.2, 1 + 2 / meanPerSecond));
  });

  if (fleet.accounts === 10_000) {
    it('is caught up with at the pace, flat, not one above it', () => {
      expect(report.busiestSecondOverPace).toBeLessThanOrEqual(1);
      expect(report.catchUpPeakOverMean).toBeLessThanOrEqual(1.2);
    });
  } else {
    it('is caught up with below the pace, but for the second that was saved up', () => {
      expect(report.busiestSecondOverPace).toBeLessThanOrEqual(2);
    });
  }
});
