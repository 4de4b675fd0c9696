// When an account's token is refreshed: a pure function, so that anybody can ask why and get the same answer.
// The phase grid (design section 3, "When"): every account of a provider app has a fixed phase, the golden ratio times
// its serial number, so any number of accounts connected in one minute is spread evenly over the period from the first
// refresh on, and stays so after an outage, because a token's issue time never moves its account's slot.

import { DAY, describeLength } from './time.ts';

export interface RefreshSchedule {
  /** Refresh here while a run watches the account (or is expected to). */
  readonly at: number;
  readonly windowStart: number;
  readonly windowEnd: number;
  /** From here on a refresh is urgent: it overtakes the backlog, and an uncertain rotation is put to the test. */
  readonly urgentFrom: number;
  /** Refresh here when nobody uses the account: keeps the grant alive and finds revocations nobody announced. */
  readonly keepAliveAt: number;
  readonly reason: string;
  /** The grid this account stands on: `offsetMs` past every multiple of `periodMs`. Schedules stored by 0.1.0 lack it. */
  readonly grid?: Grid;
}

export interface Grid {
  readonly periodMs: number;
  readonly offsetMs: number;
}

export interface ScheduleFacts {
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The lifetime this provider app's tokens of this class have, quantised; see `isSameLifetimeClass`. */
  readonly nominalLifetimeMs: number;
  /** The account's number within its provider app, from 0. */
  readonly serial: number;
  /** Null where the provider documents no idle limit. */
  readonly grantIdleLimitDays: number | null;
}

/** Share of the lifetime between two refreshes. */
const periodShare = 2 / 3;
/**
 * No refresh in the first fifth of a life, kept alive or in use: a caller that has just been given a token keeps it, and
 * clocks that differ do not make one slot two exchanges.
 */
const earliestShare = 0.2;
/** With less than a tenth of the life left, patience ends. */
const urgentShare = 0.1;
const goldenRatioConjugate = 0.6180339887498949;

/** 3599 against 3598 is the same class: only a change of more than 5 % makes another grid. */
export function isSameLifetimeClass(nominalLifetimeMs: number, observedLifetimeMs: number): boolean {
  return Math.abs(observedLifetimeMs - nominalLifetimeMs) <= 0.05 * nominalLifetimeMs;
}

export function scheduleRefresh(facts: ScheduleFacts): RefreshSchedule {
  const { issuedAt, expiresAt, nominalLifetimeMs: lifetimeMs, serial, grantIdleLimitDays } = facts;
  const periodMs = periodShare * lifetimeMs;
  const windowStart = issuedAt + earliestShare * lifetimeMs;
  const gridPoint = gridPointAfter(windowStart, periodMs, serial);
  const urgentFrom = Math.round(expiresAt - urgentShare * lifetimeMs);
  const isShort = gridPoint > urgentFrom;
  const keepAlivePeriodMs = keepAlivePeriodMsOf(grantIdleLimitDays);

  return {
    at: isShort ? urgentFrom : Math.round(gridPoint),
    windowStart: Math.round(windowStart),
    windowEnd: Math.round(windowStart + periodMs),
    urgentFrom,
    keepAliveAt: Math.round(gridPointAfter(windowStart, keepAlivePeriodMs, serial)),
    grid: { periodMs, offsetMs: phaseOf(serial) * periodMs },
    reason: isShort
      ? `less life left than a period of ${describeLength(periodMs)}: at nine tenths of the life`
      : `slot ${phaseOf(serial).toFixed(3)} of a period of ${describeLength(periodMs)} (2/3 of ${describeLength(lifetimeMs)})`,
  };
}

/** Once a day, or at half the provider's idle limit where that is sooner. */
export const keepAlivePeriodMsOf = (grantIdleLimitDays: number | null): number =>
  Math.min(DAY, grantIdleLimitDays === null ? DAY : (grantIdleLimitDays * DAY) / 2);

export const phaseOf = (serial: number): number => (serial * goldenRatioConjugate) % 1;

/**
 * For a token that is overdue when its use is announced: the account's own place in the time ahead. A whole period ahead that
 * is its slot on the grid; with less time the slots are pressed together, and still keep their order and spread.
 */
export function slotBefore({ periodMs, offsetMs }: Grid, announcedAt: number, neededAt: number): number {
  const share = (nextPoint(announcedAt, periodMs, offsetMs) - announcedAt) / periodMs;
  return Math.round(announcedAt + share * Math.min(periodMs, Math.max(0, neededAt - announcedAt)));
}

const gridPointAfter = (after: number, periodMs: number, serial: number): number =>
  nextPoint(after, periodMs, phaseOf(serial) * periodMs);

/** The only grid point in (after, after + period]. */
function nextPoint(after: number, periodMs: number, offsetMs: number): number {
  return (Math.floor((after - offsetMs) / periodMs) + 1) * periodMs + offsetMs;
}
