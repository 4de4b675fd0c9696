// The header Retry-After (RFC 9110 section 10.2.3): seconds or an HTTP date, as a length.

import { DAY, SECOND } from './time.ts';

/** Null where there is none that can be read; never more than a day. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const lengthMs = Number.isFinite(seconds) ? seconds * SECOND : Date.parse(header) - now;
  return Number.isNaN(lengthMs) ? null : Math.min(Math.max(0, lengthMs), DAY);
}
