// Pure, no server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactId } from '../../src/domain/ids.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { type Ask, planNotice } from '../../src/notices/plan-notice.ts';
import { isQuiet } from '../../src/notices/quiet-hours.ts';

const timings = { gatherMs: 30 * SECOND, betweenMs: 15 * MINUTE, escalateAfterMs: 15 * MINUTE };
const noon = Date.parse('2026-11-24T12:00:00Z');
const person = { quietHours: null, timeZone: 'UTC', lastToldAt: null };
const second = 'second' as ContactId;

const ask = (part: Partial<Ask> = {}): Ask => ({
  id: 1,
  about: 'acct_1',
  startsAt: noon,
  createdAt: noon,
  deadlineAt: null,
  isCarried: false,
  toldAt: null,
  unreachableAt: null,
  endedAt: null,
  isClosed: false,
  escalation: null,
  ...part,
});
const told = (part: Partial<Ask> = {}): Ask => ask({ isCarried: true, toldAt: noon, ...part });
const plan = (asks: readonly Ask[], now: number, who: Partial<Parameters<typeof planNotice>[1]> = {}) =>
  planNotice(asks, { ...person, ...who }, timings, now);

describe('a notice', () => {
  it('waits for others to join, then says all of them at once', () => {
    const two = [
      ask(),
      ask({ id: 2, about: 'acct_2', createdAt: noon + 20 * SECOND, startsAt: noon + 20 * SECOND }),
    ];
    expect(plan(two, noon + 29 * SECOND)).toMatchObject({ kind: 'wait', untilAt: noon + 30 * SECOND });
    expect(plan(two, noon + 30 * SECOND)).toEqual({ kind: 'write', asks: [1, 2], closings: [] });
  });

  it('is not written before the event says that people may be told', () => {
    const early = ask({ startsAt: noon + 2 * MINUTE });
    expect(plan([early], noon + MINUTE)).toMatchObject({ kind: 'wait', untilAt: noon + 2 * MINUTE });
    const other = ask({ id: 2, about: 'acct_2' });
    expect(plan([early, other], noon + MINUTE)).toEqual({ kind: 'write', asks: [2], closings: [] });
  });

  it('comes at most every 15 minutes, however often an account goes and comes back', () => {
    const flapping = [told({ endedAt: noon + MINUTE }), ask({ id: 2, createdAt: noon + 2 * MINUTE })];
    const who = { lastToldAt: noon };
    expect(plan(flapping, noon + 5 * MINUTE, who)).toMatchObject({
      kind: 'wait',
      untilAt: noon + 15 * MINUTE,
    });
    // The account needs the person again, so nobody is told that it does not.
    expect(plan(flapping, noon + 15 * MINUTE, who)).toEqual({ kind: 'write', asks: [2], closings: [] });
  });

  it('is not written for what was over before anybody was told', () => {
    expect(plan([ask({ endedAt: noon + SECOND })], noon + HOUR)).toEqual({ kind: 'nothing' });
  });

  it('says once that what was told is over', () => {
    const over = told({ endedAt: noon + HOUR });
    expect(plan([over], noon + 2 * HOUR)).toEqual({ kind: 'write', asks: [], closings: [1] });
    expect(plan([{ ...over, isClosed: true }], noon + 2 * HOUR)).toEqual({ kind: 'nothing' });
  });

  it('is told once for one request', () => {
    expect(plan([told()], noon + HOUR)).toEqual({ kind: 'nothing' });
    expect(plan([ask({ isCarried: true })], noon + HOUR)).toEqual({ kind: 'nothing' });
  });
});

describe('quiet hours', () => {
  const night = Date.parse('2026-11-24T23:00:00Z');
  const morning = Date.parse('2026-11-25T07:00:00Z');
  const who = { quietHours: { from: '22:00', to: '07:00' } };
  const atNight = (part: Partial<Ask> = {}): Ask => ask({ startsAt: night, createdAt: night, ...part });

  it('hold a notice until they end', () => {
    expect(plan([atNight()], night + HOUR, who)).toMatchObject({ kind: 'wait', untilAt: morning });
    expect(plan([atNight({ deadlineAt: morning + HOUR })], night + HOUR, who)).toMatchObject({
      untilAt: morning,
    });
    expect(plan([atNight()], morning, who)).toMatchObject({ kind: 'write' });
  });

  it('give way to a deadline that would pass in them, and then everything is said', () => {
    const urgent = atNight({ deadlineAt: morning - HOUR });
    const other = atNight({ id: 2, about: 'acct_2' });
    expect(plan([urgent, other], night + MINUTE, who)).toEqual({ kind: 'write', asks: [1, 2], closings: [] });
  });

  it('do not give way to a deadline that has passed, nor to what is over', () => {
    expect(plan([atNight({ deadlineAt: night })], night + HOUR, who)).toMatchObject({ untilAt: morning });
    const over = told({ endedAt: night, deadlineAt: morning - HOUR });
    expect(plan([over], night + HOUR, who)).toMatchObject({ kind: 'wait', untilAt: morning });
  });
});

describe('escalation', () => {
  const deadlineAt = noon + 4 * HOUR;

  it('comes when half of the time to the deadline is over and nobody acted', () => {
    const waiting = told({ deadlineAt, escalation: second });
    expect(plan([waiting], noon + HOUR)).toMatchObject({ kind: 'wait', untilAt: noon + 2 * HOUR });
    expect(plan([waiting], noon + 2 * HOUR)).toEqual({ kind: 'escalate', ask: 1, to: second });
    expect(plan([{ ...waiting, endedAt: noon + HOUR, isClosed: true }], noon + 3 * HOUR)).toEqual({
      kind: 'nothing',
    });
  });

  it('comes 15 minutes after the first notice at the soonest, and not at all where the deadline is before', () => {
    const soon = told({ deadlineAt: noon + 20 * MINUTE, escalation: second });
    expect(plan([soon], noon + 14 * MINUTE)).toMatchObject({ kind: 'wait', untilAt: noon + 15 * MINUTE });
    const sooner = told({ deadlineAt: noon + 10 * MINUTE, escalation: second });
    expect(plan([sooner], noon + 30 * MINUTE)).toEqual({ kind: 'nothing' });
  });

  it('comes at once where the first person cannot be reached', () => {
    const unreachable = ask({ unreachableAt: noon, escalation: second });
    expect(plan([unreachable], noon)).toEqual({ kind: 'escalate', ask: 1, to: second });
    expect(plan([{ ...unreachable, escalation: null }], noon)).toEqual({ kind: 'nothing' });
  });
});

it('followed step by step, it never writes twice within 15 minutes, nor in quiet hours without a reason, and ends', () => {
  const moment = fc.integer({ min: 0, max: 20 * 60 }).map((minutes) => noon + minutes * MINUTE);
  const drawn = fc.record({
    createdAt: moment,
    waitMs: fc.constantFrom(0, 2 * MINUTE),
    deadlineAt: fc.option(moment, { nil: null }),
    endedAt: fc.option(moment, { nil: null }),
    about: fc.constantFrom('acct_1', 'acct_2', 'acct_3'),
  });
  const quietHours = { from: '22:00', to: '07:00' };
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 6 }), (all) => {
      const state = new Map<number, { toldAt: number | null; isClosed: boolean }>();
      const writes: number[] = [];
      let now = noon;
      for (let step = 0; ; step++) {
        if (step > 200) throw new Error('it does not come to an end');
        // What has happened by now, as the database would show it.
        const asks = all.flatMap((one, id) => {
          if (one.createdAt > now) return [];
          const { toldAt, isClosed } = state.get(id) ?? { toldAt: null, isClosed: false };
          const endedAt =
            one.endedAt !== null && one.endedAt > one.createdAt && one.endedAt <= now ? one.endedAt : null;
          return [
            ask({
              ...one,
              id,
              startsAt: one.createdAt + one.waitMs,
              endedAt,
              toldAt,
              isCarried: toldAt !== null,
              isClosed,
            }),
          ];
        });
        const next = plan(asks, now, { quietHours, lastToldAt: writes.at(-1) ?? null });
        if (next.kind === 'write') {
          expect(next.asks.length + next.closings.length).toBeGreaterThan(0);
          if (writes.length > 0) expect(now - writes.at(-1)!).toBeGreaterThanOrEqual(timings.betweenMs);
          if (isQuiet(now, quietHours, 'UTC')) {
            expect(asks.some((one) => next.asks.includes(one.id) && one.deadlineAt !== null)).toBe(true);
          }
          for (const id of next.asks) state.set(id, { toldAt: now, isClosed: false });
          for (const id of next.closings) state.set(id, { toldAt: state.get(id)!.toldAt, isClosed: true });
          writes.push(now);
          continue;
        }
        const news = all.flatMap((one) => [one.createdAt, one.endedAt ?? 0]).filter((time) => time > now);
        const untilAt = Math.min(...news, next.kind === 'wait' ? next.untilAt : Number.POSITIVE_INFINITY);
        if (untilAt === Number.POSITIVE_INFINITY) break;
        expect(untilAt).toBeGreaterThan(now);
        now = untilAt;
      }
    }),
    { numRuns: 500 },
  );
});
