// The server's copy of a schedule, read: which order it carries, what the times it was given come to, and a digest that tells
// whether somebody else has changed it since.

import { createHash } from 'node:crypto';
import type { ScheduleDescription } from '@temporalio/client';
import type { ScheduledRunInput } from '../../workflows/messages.ts';
import { type CompiledCalendar, rightTimes } from '../domain/clock-change.ts';
import { daysOfWeek, months, type TimeRange } from '../domain/schedule.ts';

export interface ServerSchedule {
  /** Null: not as we write it. */
  readonly revision: number | null;
  readonly paused: boolean;
  readonly note: string | null;
  readonly digest: string;
  readonly createdAt: number;
  /** What the times it was given come to. */
  readonly calendars: readonly CompiledCalendar[];
  readonly timeZone: string;
  /** The next ten or so, soonest first, as nights go on which clocks are changed (src/domain/clock-change.ts). */
  readonly nextStartsAt: readonly number[];
}

export function readDescription({
  spec,
  policies,
  action,
  state,
  info,
}: ScheduleDescription): ServerSchedule {
  const [input] = (action.args ?? []) as Partial<ScheduledRunInput>[];
  const { workflowType, workflowId, taskQueue } = action;
  const said = JSON.stringify({ spec, policies, workflowType, workflowId, taskQueue, input });
  const calendars = (spec.calendars ?? []).map((calendar) => ({
    ...calendar,
    month: calendar.month.map((range) => numbered(range, months, 1)),
    dayOfWeek: calendar.dayOfWeek.map((range) => numbered(range, daysOfWeek, 0)),
  }));
  const timeZone = spec.timezone || 'UTC';
  const listed = info.nextActionTimes.map((time) => time.getTime());
  const until = listed.at(-1) ?? 0;
  return {
    revision: typeof input?.revision === 'number' ? input.revision : null,
    paused: state.paused,
    note: state.note || null,
    digest: createHash('sha256').update(said).digest('hex'),
    createdAt: info.createdAt.getTime(),
    calendars,
    timeZone,
    nextStartsAt: rightTimes(calendars, timeZone, listed, { from: Date.now(), until }).times,
  };
}

const numbered = (
  { start, end, step }: TimeRange<string>,
  names: readonly string[],
  first: number,
): TimeRange<number> => ({ start: names.indexOf(start) + first, end: names.indexOf(end) + first, step });
