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
        expect(at - input.issuedAt).toBeGreaterThanOrEqual(Math.floor(0.2 * input.nominalLifetimeMs));
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

  it('takes nine tenths of the life for a token that has less left than a period', () => {
    const { at, urgentFrom, reason } = scheduleRefresh(facts({ expiresAt: now + 4 * MINUTE }));

    expect(at).toBe(urgentFrom);
    expect(at).toBe(now + 4 * MINUTE - 3 * MINUTE);
    expect(reason).toContain('less life left');
  });

  it('takes the grid point or nine tenths of the life, whichever is sooner, for any token with less life left', () => {
    fc.assert(
      fc.property(anyFacts, fc.double({ min: 0, max: 1, noNaN: true }), (input, shareLeft) => {
        const expiresAt = Math.round(input.issuedAt + shareLeft * input.nominalLifetimeMs);
        const whole = scheduleRefresh(input);
        const short = scheduleRefresh({ ...input, expiresAt });
        expect(short.at).toBe(Math.min(whole.at, short.urgentFrom));
        expect(short.at).toBeLessThan(expiresAt);
      }),
    );
  });

  it('keeps the slot when the stated lifetime differs within its class: 3598 is 3599 is 3600', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: -50, max: 50 }), (input, permille) => {
        const lifetimeMs = Math.round(input.nominalLifetimeMs * (1 + permille / 1_000));
        fc.pre(isSameLifetimeClass(input.nominalLifetimeMs, lifetimeMs));
        const { at, urgentFrom, keepAliveAt } = scheduleRefresh({
          ...input,
          expiresAt: input.issuedAt + lifetimeMs,
        });
        // Only the end of the window may be cut off, by a life that ends before it.
        expect(at).toBe(Math.min(scheduleRefresh(input).at, urgentFrom));
        expect(keepAliveAt).toBe(scheduleRefresh(input).keepAliveAt);
      }),
    );
    const hour = { nominalLifetimeMs: 3_600_000, serial: 11 };
    const slots = [3_598, 3_599, 3_600].map(
      (seconds) => scheduleRefresh(facts({ ...hour, expiresAt: now + seconds * SECOND })).at,
    );
    expect(new Set(slots).size).toBe(1);
  });

  it('keeps an account on its slot for a hundred refreshes, however late each of them is', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), { minLength: 100, maxLength: 100 }),
        (input, latenessOfEach) => {
          const periodMs = (2 / 3) * input.nominalLifetimeMs;
          let { at } = scheduleRefresh(input);
          latenessOfEach.forEach((lateness) => {
            const issuedAt = Math.round(at + lateness * input.nominalLifetimeMs);
            const next = scheduleRefresh({
              ...input,
              issuedAt,
              expiresAt: issuedAt + input.nominalLifetimeMs,
            }).at;
            // To the rounding of both ends.
            expect(Math.abs(next - at - periodMs)).toBeLessThanOrEqual(2);
            at = next;
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps an idle account alive about daily, and within any idle limit of a day or more', () => {
    fc.assert(
      fc.property(anyFacts, fc.option(fc.integer({ min: 1, max: 3 })), (input, grantIdleLimitDays) => {
        const { keepAliveAt, windowStart } = scheduleRefresh({ ...input, grantIdleLimitDays });
        const idleMs = keepAliveAt - input.issuedAt;
        expect(keepAliveAt).toBeGreaterThanOrEqual(windowStart);
        expect(idleMs).toBeLessThanOrEqual(DAY + 0.2 * input.nominalLifetimeMs + 1);
        if (grantIdleLimitDays !== null) expect(idleMs).toBeLessThan(grantIdleLimitDays * DAY);
      }),
    );
  });

  it('does not keep an account alive twice for one slot, by a clock that lags behind the one that woke it', () => {
    const { keepAliveAt } = scheduleRefresh(facts());
    const issuedAt = keepAliveAt - 2 * SECOND;

    const next = scheduleRefresh(facts({ issuedAt, expiresAt: issuedAt + 30 * MINUTE }));

    expect(next.keepAliveAt - keepAliveAt).toBe(DAY);
  });

  it('takes 3599 and 3598 seconds for one class of lifetime, and 1800 for another', () => {
    expect(isSameLifetimeClass(3_599_000, 3_598_000)).toBe(true);
    expect(isSameLifetimeClass(3_599_000, 1_800_000)).toBe(false);
  });
});
