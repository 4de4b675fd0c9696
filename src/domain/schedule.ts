// Schedules: what a tenant wants started when, and the rules that follow from it. Pure. Temporal's server works out the times;
// what stands here is what becomes of a time once it has come: may it begin beside the others, how is its run called, when is
// its deadline. Local dates come from Intl (deadline.ts), so they are worked out in activities and recorded.

import { localClock, nextLocalTime } from './deadline.ts';
import type { EventDraft } from './events.ts';
import { type RunId, type ScheduleRef, skipEventIdOf } from './ids.ts';
import type { OnDeadline } from './run.ts';
import { HOUR } from './time.ts';
import type { Json } from './tool.ts';

/** What happens to a start that comes while an earlier one has not ended. */
export const overlapPolicies = ['skip', 'buffer_one', 'buffer_all', 'cancel_other', 'allow_all'] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** `schedule`: its time came, on the server's clock; the others by somebody's hand. */
export type StartCause = 'schedule' | 'trigger' | 'backfill';

export const skipReasons = [
  'overlap',
  'catchup_window',
  'paused',
  'cancelled',
  'deleted',
  'clock_change',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
export const daysOfWeek = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
] as const;

export interface TimeRange<Value> {
  readonly start: Value;
  readonly end: Value;
  readonly step: number;
}

/** A field that is not there: minute and hour 0, the others any. */
export interface CalendarTimes {
  readonly minute?: readonly TimeRange<number>[];
  readonly hour?: readonly TimeRange<number>[];
  readonly dayOfMonth?: readonly TimeRange<number>[];
  readonly month?: readonly TimeRange<string>[];
  readonly dayOfWeek?: readonly TimeRange<string>[];
  readonly year?: readonly TimeRange<number>[];
}

/** The run each start begins; the same fields as the body of POST /v1/runs, with what depends on the night left open. */
export interface RunTemplate {
  /** A built-in one, or one that an extension brings. */
  readonly kind: string;
  readonly name: string | null;
  readonly input: Json;
  /** `HH:MM` by the clocks of the schedule's zone: the next such time after the start. */
  readonly deadline: string | null;
  readonly onDeadline: OnDeadline;
}

export interface ScheduleDefinition {
  readonly cron: readonly string[];
  readonly calendars: readonly CalendarTimes[];
  readonly timeZone: string;
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly overlap: OverlapPolicy;
  /** How late a start may still begin when the server was away. */
  readonly catchupWindowMs: number;
  readonly jitterMs: number;
  /** How long before a start its preflight begins; 0: none. */
  readonly preflightLeadMs: number;
  readonly run: RunTemplate;
}

/** One start of a schedule. `key` names it: its nominal time, or what triggered it. */
export interface ScheduleStart {
  readonly key: string;
  readonly at: number;
}

/** The server's own spelling: it appends this to the workflow id of what it starts. */
export const startKeyOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * `running`: starts whose run has not ended. `ahead`: starts that came earlier and have not begun yet. Asked again by a start
 * that waits, so it must never skip itself for being there.
 */
export function decideOverlap(
  policy: OverlapPolicy,
  { running, ahead }: { readonly running: number; readonly ahead: number },
): 'begin' | 'wait' | 'skip' {
  if (policy === 'allow_all' || (running === 0 && ahead === 0)) return 'begin';
  if (policy === 'skip' || (policy === 'buffer_one' && ahead > 0)) return 'skip';
  return 'wait';
}

/**
 * How much later than its nominal time a start begins: the same for the same start, spread evenly over `jitterMs`. Ours and
 * not the server's, whose lists of times would then hold moved times only, and a run is named after its nominal one.
 */
export function jitterOf({ tenant, schedule }: ScheduleRef, key: string, jitterMs: number): number {
  // FNV-1a, 32 bits, with a final mix because keys differ in their last characters only.
  let hash = 0x811c9dc5;
  for (const character of `${tenant}:${schedule}:${key}`) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return Math.floor((((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * jitterMs);
}

/** `2026-11-24`, by the clocks of the zone. */
export const localDate = (timeZone: string, at: number): string => localClock(timeZone)(at).slice(0, 10);

/** From one midnight of the zone to the next, around an instant. */
export function localDay(timeZone: string, at: number): { readonly from: number; readonly until: number } {
  const midnight = { at: '00:00', timeZone };
  const until = nextLocalTime(midnight, at);
  // A day has 23 to 25 hours, so 26 hours before the next midnight is the evening before.
  return { from: nextLocalTime(midnight, until - 26 * HOUR), until };
}

/**
 * Names for the run of a start, the best first: the date alone where the schedule starts once that day, then with the time,
 * then numbered (the hour that clocks show twice, a night done again).
 */
export function* runIdsFor(
  { schedule }: ScheduleRef,
  timeZone: string,
  at: number,
  isOnlyOneOfDay: boolean,
): Generator<RunId> {
  const [date, time] = localClock(timeZone)(at).split(' ') as [string, string];
  const dated = `run_${schedule}-${date}`;
  if (isOnlyOneOfDay) yield dated as RunId;
  const timed = `${dated}T${time.replace(':', '')}`;
  yield timed as RunId;
  for (let number = 2; ; number++) yield `${timed}-${number}` as RunId;
}

export interface PlannedNight {
  readonly kind: RunTemplate['kind'];
  readonly name: string;
  readonly input: Json;
  readonly deadlineAt: number | null;
  readonly onDeadline: OnDeadline;
}

/** `after`: the deadline is the next such time after it. */
export function planNight(
  { schedule }: ScheduleRef,
  { run, timeZone }: Pick<ScheduleDefinition, 'run' | 'timeZone'>,
  { at, after }: { readonly at: number; readonly after: number },
): PlannedNight {
  const date = localDate(timeZone, at);
  return {
    kind: run.kind,
    name: run.name ?? `${schedule} ${date}`,
    // One tab per night, and times in it as the schedule's people read them.
    input:
      run.kind === 'dealReport'
        ? { tab: date, timeZone, ...(run.input as { [name: string]: Json }) }
        : run.input,
    deadlineAt: run.deadline === null ? null : nextLocalTime({ at: run.deadline, timeZone }, after),
    onDeadline: run.onDeadline,
  };
}

/** Until when a night's accounts must hold, where it has no deadline. */
export const usualNightMs = 6 * HOUR;

const skipSummaries: Readonly<Record<SkipReason, string>> = {
  overlap: 'an earlier start of the schedule had not ended',
  catchup_window: 'its time passed while the Temporal server was away, for longer than the catch-up window',
  paused: 'the schedule was paused',
  cancelled: 'it was cancelled before it began',
  deleted: 'the schedule was deleted before it began',
  clock_change: 'clocks were set back, and the Temporal server came to that time twice',
};

/** `times`: how often this very start was skipped by now; one that was filled in later may be skipped again. */
export function skippedEvent(
  ref: ScheduleRef,
  start: ScheduleStart,
  reason: SkipReason,
  times: number,
): EventDraft {
  return {
    id: skipEventIdOf(ref, start.key, times),
    tenant: ref.tenant,
    type: 'agent.run.skipped',
    account: null,
    run: null,
    sequence: times,
    data: {
      schedule: ref.schedule,
      scheduledAt: start.at,
      reason,
      summary: skipSummaries[reason],
    },
  };
}
