// When a deadline is: an instant, or the time on somebody's wall ("07:30 in Berlin") from which the instant follows. Pure.
// The zone's rules come from Intl, the runtime's own copy of the IANA database; so the result is computed once, where an
// order is taken, and recorded. Never in a workflow, whose next replay may run on other rules.

import { DAY, SECOND } from './time.ts';

export interface LocalTime {
  /** `HH:MM`, 24 hours. */
  readonly at: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
}

export const localTimePattern = /^([01]\d|2[0-3]):[0-5]\d$/;

export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The next instant after `after` at which clocks in the zone come to the time. Where clocks go back and show it twice, the
 * first showing counts; where they go forward and skip it, the moment at which they do: nobody waits longer than they must.
 */
export function nextLocalTime({ at, timeZone }: LocalTime, after: number): number {
  const wallOf = readWall(timeZone);
  const midnight = Math.floor(wallOf(after) / DAY) * DAY;
  // From the day before, because the day a clock shows now may be one it has come back to.
  for (let day = -1; day <= 3; day++) {
    const found = firstAt(wallOf, midnight + day * DAY + minutesOf(at) * 60 * SECOND);
    if (found > after) return found;
  }
  throw new Error(`found no ${at} in ${timeZone} in the days after ${new Date(after).toISOString()}`);
}

/** Writes instants as clocks in the zone show them, for people to read: `2026-11-24 02:10`. */
export function localClock(timeZone: string): (instantAt: number) => string {
  const wallOf = readWall(timeZone);
  return (instantAt) => new Date(wallOf(instantAt)).toISOString().slice(0, 16).replace('T', ' ');
}

type ReadWall = (instantAt: number) => number;

/** The first instant at which a clock shows `wall`, or has jumped over it. */
function firstAt(wallOf: ReadWall, wall: number): number {
  // Zones change their offset far less often than every other day, so one of these two holds.
  const offsets = [wall - DAY, wall + DAY].map((instantAt) => wallOf(instantAt) - instantAt);
  const candidates = offsets.map((offset) => wall - offset).sort((one, other) => one - other);
  const exact = candidates.find((instantAt) => wallOf(instantAt) === wall);
  return exact ?? firstPast(wallOf, wall, candidates[0]!, candidates[1]!);
}

/** Halves the stretch in which the clock jumps over `wall`, down to the second. */
function firstPast(wallOf: ReadWall, wall: number, from: number, until: number): number {
  let [before, past] = [from, until];
  while (past - before > SECOND) {
    const middle = before + Math.floor((past - before) / 2 / SECOND) * SECOND;
    if (wallOf(middle) > wall) past = middle;
    else before = middle;
  }
  return past;
}

/** What the zone's clocks show at an instant, written as if it were UTC. */
export function readWall(timeZone: string): ReadWall {
  const clock = clockOf(timeZone);
  return (instantAt) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of clock.formatToParts(instantAt)) parts[type] = Number(value);
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  };
}

const clockOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

function minutesOf(at: string): number {
  const [hours, minutes] = at.split(':').map(Number);
  return hours! * 60 + minutes!;
}
