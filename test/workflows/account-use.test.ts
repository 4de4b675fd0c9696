// What an announced use makes of an account's clock. Pure, no server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduleRefresh } from '../../src/domain/refresh-schedule.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { AccountUse } from '../../workflows/account-use.ts';

const now = Date.UTC(2026, 10, 24, 17);
const lifetimeMs = 30 * MINUTE;
const periodMs = 20 * MINUTE;
const scheduleOf = (serial: number, issuedAt: number) =>
  scheduleRefresh({
    issuedAt,
    expiresAt: issuedAt + lifetimeMs,
    nominalLifetimeMs: lifetimeMs,
    serial,
    grantIdleLimitDays: null,
  });
const expired = (serial: number) => scheduleOf(serial, now - 10 * HOUR);

describe('an announced use', () => {
  it('wakes an idle account a period ahead, and not before', () => {
    const use = new AccountUse([]);
    const from = now + 8 * HOUR;
    use.announce({ from, until: from + 6 * HOUR }, now);
    expect(use.dueAt(expired(1), now)).toBeNull();
    expect(use.nearAt(expired(1), now)).toBe(from - periodMs);
    expect(use.dueAt(expired(1), from - periodMs)).toBeGreaterThan(from - periodMs);
    expect(use.nearAt(expired(1), from - periodMs)).toBeNull();
  });

  it('brings every expired token back before it is needed, whatever the lead', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), fc.integer({ min: 1, max: 2 * periodMs }), (serial, leadMs) => {
        const use = new AccountUse([]);
        use.announce({ from: now + leadMs, until: now + DAY }, now);
        const beginAt = Math.max(now, now + leadMs - periodMs);
        const dueAt = use.dueAt(expired(serial), beginAt)!;
        expect(dueAt).toBeGreaterThanOrEqual(beginAt);
        expect(dueAt).toBeLessThanOrEqual(now + leadMs);
      }),
    );
  });

  it('spreads 10,000 expired accounts over the period ahead, second by second', () => {
    const from = now + periodMs;
    const buckets = new Array<number>(periodMs / 1_000).fill(0);
    for (let serial = 0; serial < 10_000; serial++) {
      const use = new AccountUse([]);
      use.announce({ from, until: now + DAY }, now);
      const second = Math.floor((use.dueAt(expired(serial), now)! - now) / 1_000);
      buckets[Math.min(second, buckets.length - 1)]! += 1;
    }
    expect(Math.max(...buckets) / (10_000 / buckets.length)).toBeLessThanOrEqual(1.25);
  });

  it('goes on by the grid once the token is fresh, and ends when the use does', () => {
    const use = new AccountUse([]);
    use.announce({ from: now + periodMs, until: now + 2 * HOUR }, now);
    const dueAt = use.dueAt(expired(5), now)!;
    const next = scheduleOf(5, dueAt + 200);
    expect(use.dueAt(next, dueAt + 200)).toBe(next.at);
    expect(Math.abs(next.at - dueAt - periodMs)).toBeLessThanOrEqual(1);
    expect(use.dueAt(next, now + 2 * HOUR)).toBeNull();
  });
});
