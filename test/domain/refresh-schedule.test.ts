// Pure, no server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSameLifetimeClass,
  type ScheduleFacts,
  scheduleRefresh,
} from '../../src/domain/refresh-schedule.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

const now = Date.UTC(2026, 10, 24, 3);
const facts = (over: Partial<ScheduleFacts> = {}): ScheduleFacts => ({
  issuedAt: now,
  expiresAt: now + 30 * MINUTE,
  nominalLifetimeMs: 30 * MINUTE,
  serial: 7,
  grantIdleLimitDays: null,
  ...over,
});

const anyFacts = fc
  .record({
    issuedAt: fc.integer({ min: now - 365 * DAY, max: now + 365 * DAY }),
    lifetimeMs: fc.integer({ min: 2 * SECOND, max: 24 * HOUR }),
    serial: fc.nat({ max: 1_000_000 }),
  })
  .map(({ issuedAt, lifetimeMs, serial }) =>
    facts({ issuedAt, expiresAt: issuedAt + lifetimeMs, nominalLifetimeMs: lifetimeMs, serial }),
  );

describe('the refresh schedule', () => {
  it('lies inside its window, and before urgency and expiry, for lifetimes from 2 seconds to 24 hours', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const { at, windowStart, windowEnd, urgentFrom } = scheduleRefresh(input);
        expect(at).toBeGreaterThanOrEqual(windowStart);
        expect(at).toBeLessThanOrEqual(windowEnd);
        expect(at).toBeLessThanOrEqual(urgentFrom);
        expect(urgentFrom).toBeLessThan(input.expiresAt);
        expect(at).toBeGreaterThan(input.issuedAt);
      }),
    );
  });

  it('gives the same answer for the same facts', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        expect(scheduleRefresh({ ...input })).toEqual(scheduleRefresh(input));
      }),
    );
  });

  it('keeps an account on its own slot from refresh to refresh, whenever the token was issued', () => {
    const first = scheduleRefresh(facts());
    const second = scheduleRefresh(
      facts({ issuedAt: first.at + 137, expiresAt: first.at + 137 + 30 * MINUTE }),
    );

    expect((second.at - first.at) % (20 * MINUTE)).toBe(0);
    expect(second.at - first.at).toBe(20 * MINUTE);
  });

  it('spreads 10,000 accounts connected in one minute flat over their first period', () => {
    const buckets = new Array<number>(20 * 60).fill(0);
    const start = now + 0.2 * 30 * MINUTE;
    for (let serial = 0; serial < 10_000; serial++) {
      const issuedAt = now + (serial % 60) * SECOND;
      const { at } = scheduleRefresh(facts({ issuedAt, expiresAt: issuedAt + 30 * MINUTE, serial }));
      const bucket = Math.floor((at - start) / SECOND);
      if (bucket >= 60 && bucket < buckets.length) buckets[bucket] = buckets[bucket]! + 1;
    }
    const full = buckets.slice(60);
    const mean = full.reduce((sum, count) => sum + count, 0) / full.length;

    expect(Math.max(...full) / mean).toBeLessThanOrEqual(1.2);
  });

  it('takes nine tenths of the life for a token that has less left than a period', () => {
    const { at, urgentFrom, reason } = scheduleRefresh(facts({ expiresAt: now + 4 * MINUTE }));

    expect(at).toBe(urgentFrom);
    expect(at).toBe(now + 4 * MINUTE - 3 * MINUTE);
    expect(reason).toContain('less life left');
  });

  it('keeps an idle account alive at least daily, and twice within the provider idle limit', () => {
    expect(scheduleRefresh(facts()).keepAliveAt).toBeLessThanOrEqual(now + DAY);
    expect(scheduleRefresh(facts({ grantIdleLimitDays: 1 })).keepAliveAt).toBeLessThanOrEqual(now + DAY / 2);
  });

  it('takes 3599 and 3598 seconds for one class of lifetime, and 1800 for another', () => {
    expect(isSameLifetimeClass(3_599_000, 3_598_000)).toBe(true);
    expect(isSameLifetimeClass(3_599_000, 1_800_000)).toBe(false);
  });
});
