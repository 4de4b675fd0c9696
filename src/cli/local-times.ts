// Instants as a person at a terminal reads them: by this machine's clock, the zone always named. `TZ` chooses another zone.

import { describeLength, SECOND } from '../domain/time.ts';

/** Swedish writes dates as ISO 8601 does. */
const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' });

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `2026-11-24 19:56 GMT+1` */
export function describeLocal(iso: string | number): string {
  const at = new Date(iso);
  const name = zone.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  return `${clock.format(at)} ${name}`;
}

/** The same, with how far that is from now. */
export function describeWhen(iso: string | number, now = Date.now()): string {
  const awayMs = new Date(iso).getTime() - now;
  if (Math.abs(awayMs) < SECOND) return `${describeLocal(iso)} (now)`;
  const away = describeLength(Math.abs(awayMs));
  return `${describeLocal(iso)} (${awayMs < 0 ? `${away} ago` : `in ${away}`})`;
}
