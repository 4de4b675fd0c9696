// Quiet hours of a person, by the clock on that person's wall. Pure. An instant is quiet when the wall clock stands within
// the hours; so on a night that the clock is changed, quiet hours are longer or shorter, as that person's night is.
// Zones and their changes come from Intl (IANA time zone database).

import type { QuietHours } from '../domain/notice.ts';
import { MINUTE } from '../domain/time.ts';

const dayMinutes = 24 * 60;
/** Since 1972 every zone has changed its clock at a quarter hour of UTC: within one, the wall clock runs evenly. */
const quarterHourMs = 15 * MINUTE;

export const localTimePattern = /^([01]\d|2[0-3]):[0-5]\d$/;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, clock);
  return clock;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Minutes since midnight on the wall. */
const wallMinutes = (at: number, timeZone: string): number => minutesOf(clockOf(timeZone).format(at));

export function isQuiet(at: number, { from, to }: QuietHours, timeZone: string): boolean {
  const sinceFrom = (wallMinutes(at, timeZone) - minutesOf(from) + dayMinutes) % dayMinutes;
  return sinceFrom < (minutesOf(to) - minutesOf(from) + dayMinutes) % dayMinutes;
}

/** The first instant from `at` on that is not quiet: `at` itself when it is not. */
export function endOfQuiet(at: number, quietHours: QuietHours | null, timeZone: string): number {
  let instantAt = at;
  while (quietHours && isQuiet(instantAt, quietHours, timeZone)) {
    const minuteAt = Math.floor(instantAt / MINUTE) * MINUTE;
    const left = (minutesOf(quietHours.to) - wallMinutes(instantAt, timeZone) + dayMinutes) % dayMinutes;
    const quarterEnd = (Math.floor(instantAt / quarterHourMs) + 1) * quarterHourMs;
    instantAt = Math.min(minuteAt + left * MINUTE, quarterEnd);
  }
  return instantAt;
}

export function isTimeZone(text: string): boolean {
  try {
    clockOf(text);
    return true;
  } catch {
    return false;
  }
}
