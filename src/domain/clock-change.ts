// Nights on which clocks are changed. Temporal's server (1.32, tried 2026-11-24) leaves out a time that clocks skip, comes twice
// to one they show twice, and in Europe comes again, an hour late, to one they do not: "01:00 in Berlin" starts at 01:00 and at
// 02:00 on the night of 2026-10-25. A nightly run is wanted once each night, so its lists are put right here. Pure.

import { readWall } from './deadline.ts';
import type { TimeRange } from './schedule.ts';
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/** As the server compiles whatever it was given: every field is there, and no year means any. */
export interface CompiledCalendar {
  readonly second: readonly TimeRange<number>[];
  readonly minute: readonly TimeRange<number>[];
  readonly hour: readonly TimeRange<number>[];
  readonly dayOfMonth: readonly TimeRange<number>[];
  /** 1 to 12, and 0 (Sunday) to 6. */
  readonly month: readonly TimeRange<number>[];
  readonly dayOfWeek: readonly TimeRange<number>[];
  readonly year: readonly TimeRange<number>[];
}

export interface RightedTimes {
  readonly times: readonly number[];
  /** Came a second time, or an hour late; nobody wants them. */
  readonly echoes: readonly number[];
  /** The moments at which clocks jump over a time; among `times`, and the server knows nothing of them. */
  readonly swallowed: readonly number[];
}

/** `listed`: everything the server names between `from` and `until`, in order. */
export function rightTimes(
  calendars: readonly CompiledCalendar[],
  timeZone: string,
  listed: readonly number[],
  { from, until }: { readonly from: number; readonly until: number },
): RightedTimes {
  const wallOf = readWall(timeZone);
  const echoes = listed.filter((at) => isEcho(calendars, wallOf, listed, at));
  const swallowed = findJumps(wallOf, from, until).filter((jump) => swallowsTime(calendars, wallOf, jump));
  const wanted = listed.filter((at) => !echoes.includes(at));
  const times = [...new Set([...wanted, ...swallowed])].sort((one, other) => one - other);
  return { times, echoes, swallowed: swallowed.filter((at) => !listed.includes(at)) };
}

type ReadWall = (instantAt: number) => number;

/** Zones change their clocks by less, and not twice within so long. */
const aroundMs = 4 * HOUR;

function isEcho(
  calendars: readonly CompiledCalendar[],
  wallOf: ReadWall,
  listed: readonly number[],
  at: number,
): boolean {
  const offsetOf = (instantAt: number): number => wallOf(instantAt) - instantAt;
  const setBack = offsetOf(at - aroundMs) - offsetOf(at + aroundMs);
  if (setBack <= 0) return false;
  const matching = calendars.filter((calendar) => matches(calendar, wallOf(at)));
  // A time that is on no clock then.
  if (matching.length === 0) return true;
  const shownBefore = at - setBack;
  const isSecondShowing = wallOf(shownBefore) === wallOf(at) && listed.includes(shownBefore);
  // What runs every hour runs in all hours of that night.
  return isSecondShowing && !matching.some(({ hour }) => valuesOf(hour).size === 24);
}

/** The instants at which clocks go forward, after `from` and up to `until`. */
function findJumps(wallOf: ReadWall, from: number, until: number): number[] {
  const jumps: number[] = [];
  const offsetOf = (instantAt: number): number => wallOf(instantAt) - instantAt;
  for (let [one, other] = [from, from]; one < until; one = other) {
    other = Math.min(one + DAY / 2, until);
    if (offsetOf(other) > offsetOf(one)) jumps.push(firstAfterChange(offsetOf, one, other));
  }
  return jumps;
}

function firstAfterChange(offsetOf: (instantAt: number) => number, from: number, until: number): number {
  let [before, after] = [Math.floor(from / SECOND), Math.ceil(until / SECOND)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetOf(middle * SECOND) > offsetOf(before * SECOND)) after = middle;
    else before = middle;
  }
  return after * SECOND;
}

function swallowsTime(calendars: readonly CompiledCalendar[], wallOf: ReadWall, jump: number): boolean {
  // What runs every hour lacks no hour of that night.
  const nightly = calendars.filter(({ hour }) => valuesOf(hour).size < 24);
  for (let wall = wallOf(jump - SECOND) + SECOND; wall < wallOf(jump); wall += MINUTE) {
    if (nightly.some((calendar) => matches(calendar, wall, true))) return true;
  }
  return false;
}

/** `wall`: what the clock shows, as if it were UTC. */
function matches(calendar: CompiledCalendar, wall: number, isAnySecond = false): boolean {
  const shown = new Date(wall);
  const has = (ranges: readonly TimeRange<number>[], value: number): boolean => valuesOf(ranges).has(value);
  return (
    (isAnySecond || has(calendar.second, shown.getUTCSeconds())) &&
    has(calendar.minute, shown.getUTCMinutes()) &&
    has(calendar.hour, shown.getUTCHours()) &&
    has(calendar.dayOfMonth, shown.getUTCDate()) &&
    has(calendar.month, shown.getUTCMonth() + 1) &&
    has(calendar.dayOfWeek, shown.getUTCDay()) &&
    (calendar.year.length === 0 || has(calendar.year, shown.getUTCFullYear()))
  );
}

function valuesOf(ranges: readonly TimeRange<number>[]): ReadonlySet<number> {
  const values = new Set<number>();
  for (const { start, end, step } of ranges) {
    for (let value = start; value <= Math.max(start, end); value += Math.max(1, step)) values.add(value);
  }
  return values;
}
