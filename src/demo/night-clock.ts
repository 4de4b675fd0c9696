// The night's clock: 22:00 to 04:00 and a little, at 360 times the speed of life. Only the demo and the sandbox know the
// speed; the product sees short lifetimes and slow APIs, and takes them as they come.

export const speed = 360;
export const nightHours = 6;
const startsAtHour = 22;

export interface NightClock {
  readonly startedAt: number;
  /** Real milliseconds from the start of the night to this hour of it. */
  at(hour: number): number;
  /** `02:10`: what a clock on the wall of that night says at a real instant. */
  say(instantAt: number): string;
}

export function startNight(startedAt: number): NightClock {
  return {
    startedAt,
    at: (hour) => (hour * 3_600_000) / speed,
    say(instantAt) {
      const minutes = Math.floor(((instantAt - startedAt) * speed) / 60_000) + startsAtHour * 60;
      const hour = Math.floor(minutes / 60) % 24;
      return `${String(hour).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    },
  };
}
