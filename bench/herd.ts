// Is the refresh load flat? By the schedule alone, and on real accounts.

import { scheduleRefresh } from '../src/domain/refresh-schedule.ts';
import { MINUTE, SECOND } from '../src/domain/time.ts';

/** Counts per second, of the seconds that lie whole inside the span. */
function countBySecond(instants: readonly number[], from: number, to: number): number[] {
  const buckets = new Array<number>(Math.floor((to - from) / SECOND)).fill(0);
  for (const at of instants) {
    const bucket = Math.floor((at - from) / SECOND);
    if (bucket >= 0 && bucket < buckets.length) buckets[bucket]! += 1;
  }
  return buckets;
}

/** The five busiest, where a peak is to be understood. */
export function busiestSeconds(instants: readonly number[], from: number, to: number): string[] {
  return countBySecond(instants, from, to)
    .map((count, second) => ({ count, second }))
    .toSorted((one, other) => other.count - one.count)
    .slice(0, 5)
    .map(({ count, second }) => `${count} at ${second} s`);
}

export function peakOverMean(instants: readonly number[], from: number, to: number): number {
  const buckets = countBySecond(instants, from, to);
  const mean = buckets.reduce((sum, count) => sum + count, 0) / buckets.length;
  return Math.max(...buckets) / mean;
}

/** 10,000 accounts connected in one minute; the worse of the first period and the third. */
export function simulateHerd(accounts = 10_000, lifetimeMs = 30 * MINUTE): number {
  const start = Date.UTC(2026, 10, 24);
  const periodMs = (2 / 3) * lifetimeMs;
  const next = (serial: number, issuedAt: number): number =>
    scheduleRefresh({
      issuedAt,
      expiresAt: issuedAt + lifetimeMs,
      nominalLifetimeMs: lifetimeMs,
      serial,
      grantIdleLimitDays: null,
    }).at;
  const firsts: number[] = [];
  const thirds: number[] = [];
  for (let serial = 0; serial < accounts; serial++) {
    const first = next(serial, start + (serial * MINUTE) / accounts);
    const second = next(serial, first + 200);
    firsts.push(first);
    thirds.push(next(serial, second + 200));
  }
  // The minute of connecting blurs the first window's edges; inside them every slot is taken once.
  const firstFrom = start + MINUTE + 0.2 * lifetimeMs;
  const firstTo = start + 0.2 * lifetimeMs + periodMs;
  // Third refreshes of different accounts lie a period apart or so; what repeats every period is where in it they lie.
  const steadyFrom = Math.min(...thirds);
  const folded = thirds.map((at) => steadyFrom + ((at - steadyFrom) % periodMs));
  return Math.max(
    peakOverMean(firsts, firstFrom, firstTo),
    peakOverMean(folded, steadyFrom, steadyFrom + periodMs),
  );
}
