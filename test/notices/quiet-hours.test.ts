// Pure, no server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import { endOfQuiet, isQuiet } from '../../src/notices/quiet-hours.ts';

const night = { from: '22:00', to: '07:00' };
const at = (iso: string): number => Date.parse(iso);
const iso = (instantAt: number): string => new Date(instantAt).toISOString();

describe('quiet hours', () => {
  it('end by the wall clock of the person, in winter and in summer', () => {
    expect(iso(endOfQuiet(at('2026-11-24T23:10:00Z'), night, 'Europe/Vienna'))).toBe(
      '2026-11-25T06:00:00.000Z',
    );
    expect(iso(endOfQuiet(at('2026-07-24T23:10:00Z'), night, 'Europe/Vienna'))).toBe(
      '2026-07-25T05:00:00.000Z',
    );
    expect(iso(endOfQuiet(at('2026-11-24T23:10:00Z'), night, 'Asia/Kathmandu'))).toBe(
      '2026-11-25T01:15:00.000Z',
    );
  });

  it('are an hour shorter in the night that the clock goes forward, and longer when it goes back', () => {
    const hours = (from: string) => (endOfQuiet(at(from), night, 'Europe/Vienna') - at(from)) / (60 * MINUTE);
    expect(hours('2026-03-28T21:00:00Z')).toBe(8);
    expect(hours('2026-10-24T20:00:00Z')).toBe(10);
  });

  it('end at the jump where the clock leaves out the minute they would end at', () => {
    // Vienna, 29 March 2026: 02:00 becomes 03:00 at 01:00Z.
    const early = { from: '23:00', to: '02:30' };
    expect(iso(endOfQuiet(at('2026-03-29T00:50:00Z'), early, 'Europe/Vienna'))).toBe(
      '2026-03-29T01:00:00.000Z',
    );
  });

  it('begin with their first minute and do not hold their last', () => {
    expect(isQuiet(at('2026-11-24T21:59:59Z'), night, 'UTC')).toBe(false);
    expect(isQuiet(at('2026-11-24T22:00:00Z'), night, 'UTC')).toBe(true);
    expect(isQuiet(at('2026-11-25T06:59:59Z'), night, 'UTC')).toBe(true);
    expect(isQuiet(at('2026-11-25T07:00:00Z'), night, 'UTC')).toBe(false);
  });

  it('leave alone whoever has none', () => {
    expect(endOfQuiet(at('2026-11-24T23:10:00Z'), null, 'UTC')).toBe(at('2026-11-24T23:10:00Z'));
  });

  it('end at the first minute that is not quiet, in any zone, on any day, also when clocks change', () => {
    const zones = [
      'Europe/Vienna',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
    ];
    const changes = [
      '2026-03-08T07:00Z',
      '2026-03-29T01:00Z',
      '2026-04-04T15:00Z',
      '2026-10-25T01:00Z',
      '2026-11-01T06:00Z',
    ];
    const time = fc
      .integer({ min: 0, max: 1439 })
      .map(
        (minutes) =>
          `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
      );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...changes),
        fc.integer({ min: -12 * 3_600, max: 6 * 3_600 }),
        time,
        time,
        (zone, change, offsetSeconds, from, to) => {
          fc.pre(from !== to);
          const startAt = at(change) + offsetSeconds * 1_000;
          const hours = { from, to };
          const endAt = endOfQuiet(startAt, hours, zone);
          expect(isQuiet(endAt, hours, zone)).toBe(false);
          // By counting: every minute up to it is quiet.
          for (let minute = Math.ceil(startAt / MINUTE) * MINUTE; minute < endAt; minute += MINUTE) {
            if (!isQuiet(minute, hours, zone)) throw new Error(`${iso(minute)} is not quiet`);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
