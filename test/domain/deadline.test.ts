// Pure, no server. A deadline on somebody's wall, on the days when clocks are changed and on all others.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, localClock, nextLocalTime } from '../../src/domain/deadline.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

const next = (at: string, timeZone: string, after: string): string =>
  new Date(nextLocalTime({ at, timeZone }, Date.parse(after))).toISOString();

describe('a deadline in local time', () => {
  it.each([
    ['this morning', '2026-11-24T01:00:00Z', '2026-11-24T06:30:00.000Z'],
    ['tomorrow, when it has passed today', '2026-11-24T06:30:01Z', '2026-11-25T06:30:00.000Z'],
    ['tomorrow, when it is just now', '2026-11-24T06:30:00Z', '2026-11-25T06:30:00.000Z'],
    ['after the night in which clocks go forward', '2026-03-28T21:00:00Z', '2026-03-29T05:30:00.000Z'],
    ['after the night in which clocks go back', '2026-10-24T21:00:00Z', '2026-10-25T06:30:00.000Z'],
  ])('is %s', (_, after, expected) => {
    expect(next('07:30', 'Europe/Berlin', after)).toBe(expected);
  });

  it.each([
    // 02:00 becomes 03:00.
    ['02:30', 'Europe/Berlin', '2026-03-28T22:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['02:30', 'America/New_York', '2026-03-08T04:00:00Z', '2026-03-08T07:00:00.000Z'],
    // Half an hour: 02:00 becomes 02:30.
    ['02:15', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', '2026-10-03T15:30:00.000Z'],
    // 23:00 becomes 00:00 of the next day.
    ['23:30', 'America/Nuuk', '2026-03-28T20:00:00Z', '2026-03-29T01:00:00.000Z'],
    // A whole day that never was.
    ['12:00', 'Pacific/Apia', '2011-12-30T09:00:00Z', '2011-12-30T10:00:00.000Z'],
  ])('%s in %s comes when clocks jump over it', (at, zone, after, expected) => {
    expect(next(at, zone, after)).toBe(expected);
  });

  it.each([
    ['before both', '2026-10-24T22:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['between them', '2026-10-25T00:45:00Z', '2026-10-26T01:30:00.000Z'],
    ['after both', '2026-10-25T01:45:00Z', '2026-10-26T01:30:00.000Z'],
  ])('counts the first of two showings, asked %s', (_, after, expected) => {
    expect(next('02:30', 'Europe/Berlin', after)).toBe(expected);
  });

  it('says which zones there are', () => {
    expect([
      isTimeZone('Europe/Berlin'),
      isTimeZone('UTC'),
      isTimeZone('Europe/Atlantis'),
      isTimeZone(''),
    ]).toEqual([true, true, false, false]);
  });

  it('is described as the wall shows it', () => {
    expect(localClock('Europe/Berlin')(Date.parse('2026-11-24T01:10:59Z'))).toBe('2026-11-24 02:10');
  });

  const zones = Intl.supportedValuesOf('timeZone');
  const anyTime = fc.record({
    zone: fc.constantFrom(...zones),
    after: fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2035, 0, 1) }),
    minutes: fc.integer({ min: 0, max: 24 * 60 - 1 }),
  });

  it('holds in every zone: the clock shows the time or has just jumped over it, within a day and what clocks are changed by', () => {
    fc.assert(
      fc.property(anyTime, ({ zone, after, minutes }) => {
        const at = clockText(minutes);
        const found = nextLocalTime({ at, timeZone: zone }, after);
        expect(found).toBeGreaterThan(after);
        expect(found - after).toBeLessThanOrEqual(DAY + 3 * HOUR);
        if (show(found, zone) !== at) {
          const jump = distance(show(found - SECOND, zone), show(found, zone));
          expect(jump).toBeGreaterThan(1);
          expect(distance(show(found - SECOND, zone), at)).toBeLessThan(jump);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves out no earlier showing but the second of two', () => {
    fc.assert(
      fc.property(anyTime, ({ zone, after, minutes }) => {
        const at = clockText(minutes);
        const found = nextLocalTime({ at, timeZone: zone }, after);
        const start = Math.floor(after / MINUTE) * MINUTE + MINUTE;
        for (let instantAt = start; instantAt < found; instantAt += 15 * MINUTE) {
          const shownAt = instantAt + ((minutes * MINUTE - instantAt) % (15 * MINUTE));
          if (shownAt <= after || shownAt >= found || show(shownAt, zone) !== at) continue;
          const hadShown = [0.5, 1, 2, 3].some((hours) => show(shownAt - hours * HOUR, zone) === at);
          expect(hadShown, `${at} in ${zone} at ${new Date(shownAt).toISOString()}`).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same from wherever it is asked since the one before', () => {
    fc.assert(
      fc.property(anyTime, ({ zone, after, minutes }) => {
        const wish = { at: clockText(minutes), timeZone: zone };
        const found = nextLocalTime(wish, after);
        expect(nextLocalTime(wish, found - 1)).toBe(found);
        expect(nextLocalTime(wish, found)).toBeGreaterThan(found);
      }),
      { numRuns: 300 },
    );
  });
});

const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const show = (instantAt: number, timeZone: string): string =>
  new Date(instantAt).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });

/** Minutes from one time of day forward to another. */
function distance(from: string, to: string): number {
  const [one, other] = [from, to].map((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
  return (other! - one! + 24 * 60) % (24 * 60);
}
