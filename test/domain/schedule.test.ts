// The rules of schedules: who may begin beside whom, how a night's run is called, when its deadline is. No server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleRef } from '../../src/domain/ids.ts';
import { runEventIdOf, scheduleRefOf, temporalScheduleId } from '../../src/domain/ids.ts';
import {
  decideOverlap,
  jitterOf,
  localDay,
  overlapPolicies,
  planNight,
  runIdsFor,
  type ScheduleDefinition,
  startKeyOf,
} from '../../src/domain/schedule.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';

const ref = { tenant: 'acme', schedule: 'nightly' } as ScheduleRef;
const at = (text: string): number => Date.parse(text);
const firstIds = (zone: string, time: string, isOnly: boolean, count: number): string[] => {
  const ids = runIdsFor(ref, zone, at(time), isOnly);
  return Array.from({ length: count }, () => ids.next().value as string);
};

describe('a start beside others', () => {
  it.each([
    ['skip', 0, 0, 'begin'],
    ['skip', 1, 0, 'skip'],
    ['skip', 0, 1, 'skip'],
    ['buffer_one', 1, 0, 'wait'],
    ['buffer_one', 1, 1, 'skip'],
    ['buffer_one', 0, 0, 'begin'],
    ['buffer_all', 1, 5, 'wait'],
    ['buffer_all', 0, 1, 'wait'],
    ['cancel_other', 2, 0, 'wait'],
    ['cancel_other', 0, 0, 'begin'],
    ['allow_all', 9, 9, 'begin'],
  ] as const)('%s with %i running and %i ahead: %s', (policy, running, ahead, expected) => {
    expect(decideOverlap(policy, { running, ahead })).toBe(expected);
  });

  it('begins whatever the policy is when nothing else is there, so that no waiting start waits for ever', () => {
    for (const policy of overlapPolicies)
      expect(decideOverlap(policy, { running: 0, ahead: 0 })).toBe('begin');
  });
});

describe('the run of a night', () => {
  it('is named after the local date, not the date in UTC', () => {
    expect(firstIds('Europe/Berlin', '2026-11-23T23:30:00Z', true, 1)).toEqual(['run_nightly-2026-11-24']);
    expect(firstIds('America/New_York', '2026-11-24T03:30:00Z', true, 1)).toEqual(['run_nightly-2026-11-23']);
  });

  it('has the time in its name where there are several that day, and a number where even that is taken', () => {
    expect(firstIds('Europe/Berlin', '2026-10-25T00:30:00Z', false, 3)).toEqual([
      'run_nightly-2026-10-25T0230',
      'run_nightly-2026-10-25T0230-2',
      'run_nightly-2026-10-25T0230-3',
    ]);
  });

  it('has events of its own beside the same name of another tenant, with ids that hold no dot', () => {
    const [run] = runIdsFor({ ...ref, schedule: 'v1.2' as never }, 'UTC', 0, true);
    const ids = ['acme', 'globex', 'ac.me'].map((tenant) => runEventIdOf(tenant as never, run!, 1));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).not.toContain('.');
  });

  const definition = (run: object): Pick<ScheduleDefinition, 'run' | 'timeZone'> => ({
    timeZone: 'Europe/Berlin',
    run: {
      kind: 'steps',
      name: null,
      input: { steps: [] },
      deadline: '07:30',
      onDeadline: 'fail',
      ...run,
    } as never,
  });

  it.each([
    ['an ordinary night', '2026-11-24T01:00:00Z', '2026-11-24T06:30:00Z'],
    ['the night clocks go back', '2026-10-24T23:00:00Z', '2026-10-25T06:30:00Z'],
    ['the night clocks go forward', '2027-03-28T00:00:00Z', '2027-03-28T05:30:00Z'],
    ['a start after that time: tomorrow', '2026-11-24T08:00:00Z', '2026-11-25T06:30:00Z'],
  ])('has its deadline at half past seven by the clock on the wall: %s', (_, start, deadline) => {
    const night = planNight(ref, definition({}), { at: at(start), after: at(start) });
    expect(night.deadlineAt).toBe(at(deadline));
  });

  it('writes into a tab of its date, with the times of the zone, unless told otherwise', () => {
    const input = { spreadsheetId: 's' };
    const plan = (more: object) =>
      planNight(ref, definition({ kind: 'dealReport', input: { ...input, ...more } }), {
        at: at('2026-11-23T23:30:00Z'),
        after: 0,
      });
    expect(plan({})).toMatchObject({
      name: 'nightly 2026-11-24',
      input: { spreadsheetId: 's', tab: '2026-11-24', timeZone: 'Europe/Berlin' },
    });
    expect(plan({ tab: 'Deals', timeZone: 'UTC' }).input).toMatchObject({ tab: 'Deals', timeZone: 'UTC' });
  });
});

describe('a local day', () => {
  it.each([
    ['Europe/Berlin', '2026-11-24T12:00:00Z', 24],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', 25],
    ['Europe/Berlin', '2027-03-28T12:00:00Z', 23],
    ['America/New_York', '2026-11-01T12:00:00Z', 25],
    ['Asia/Kathmandu', '2026-11-24T18:15:00Z', 24],
  ])('in %s around %s has %i hours', (timeZone, inside, hours) => {
    const { from, until } = localDay(timeZone, at(inside));
    expect(until - from).toBe(hours * HOUR);
    expect(from).toBeLessThanOrEqual(at(inside));
    expect(until).toBeGreaterThan(at(inside));
  });
});

describe('jitter', () => {
  it('is the same for the same start, always within its width, and spreads nights and schedules evenly', () => {
    const width = 10 * MINUTE;
    const places = Array.from({ length: 1_000 }, (_, night) =>
      jitterOf(ref, startKeyOf(at('2026-11-24T02:00:00Z') + night * 24 * HOUR), width),
    );
    expect(jitterOf(ref, startKeyOf(at('2026-11-24T02:00:00Z')), width)).toBe(places[0]);
    for (const place of places) expect(place >= 0 && place < width).toBe(true);
    const tenths = places.reduce((counts, place) => {
      counts[Math.floor((place / width) * 10)]! += 1;
      return counts;
    }, Array<number>(10).fill(0));
    for (const count of tenths) expect(count).toBeGreaterThan(60);
  });

  it('is none where none is wished', () => {
    fc.assert(fc.property(fc.string(), (key) => jitterOf(ref, key, 0) === 0));
  });
});

describe('the id at the Temporal server', () => {
  it('leads back to the schedule, and an id of somebody else’s to nothing', () => {
    expect(scheduleRefOf(temporalScheduleId(ref))).toEqual(ref);
    for (const id of ['nightly', 'schedule:acme', 'schedule:a:b:c', 'account:acme:nightly', 'schedule::x']) {
      expect(scheduleRefOf(id)).toBeNull();
    }
  });
});
