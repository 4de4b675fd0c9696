// A schedule as the API shows it: what was ordered, the server's word on when it starts next, and what became of its last
// starts.

import { z } from '@hono/zod-openapi';
import { inputAsOrdered } from '../domain/own-run.ts';
import { jitterOf, localDate, overlapPolicies, skipReasons, startKeyOf } from '../domain/schedule.ts';
import { MINUTE } from '../domain/time.ts';
import type { Queryable } from '../store/db.ts';
import { countSkipped, listLastStarts, type ShownStartRow } from '../store/schedule-starts.ts';
import { refOf, type ScheduleRow } from '../store/schedules.ts';
import type { ServerSchedule } from '../temporal/server-schedule.ts';
import { isoOf, isoOrNull } from './paging.ts';

const nextShown = 5;
const lastShown = 10;

export const startSchema = z
  .object({
    at: z.iso.datetime().openapi({ description: 'When it was due; of a trigger, when it was ordered.' }),
    date: z.string().openapi({ description: 'By the clocks of the zone.' }),
    cause: z.enum(['schedule', 'trigger', 'backfill']),
    state: z.enum(['waiting', 'begun', 'ended', 'skipped']),
    skipReason: z.enum(skipReasons).nullable(),
    run: z
      .object({
        id: z.string(),
        state: z.enum(['running', 'paused', 'ended']).nullable(),
        verdict: z.enum(['complete', 'complete_late', 'incomplete', 'failed', 'cancelled']).nullable(),
      })
      .nullable(),
  })
  .openapi('ScheduleStart');

const range = (value: z.ZodType) =>
  z.array(z.object({ start: value, end: value, step: z.number() })).optional();

export const scheduleSchema = z
  .object({
    id: z.string(),
    cron: z.array(z.string()),
    calendars: z.array(
      z.object({
        minute: range(z.number()),
        hour: range(z.number()),
        dayOfMonth: range(z.number()),
        month: range(z.string()),
        dayOfWeek: range(z.string()),
        year: range(z.number()),
      }),
    ),
    timeZone: z.string(),
    startAt: z.iso.datetime().nullable(),
    endAt: z.iso.datetime().nullable(),
    overlap: z.enum(overlapPolicies),
    catchupWindowMinutes: z.number(),
    jitterMinutes: z.number(),
    preflightLeadMinutes: z.number(),
    paused: z.boolean(),
    note: z.string().nullable(),
    run: z.object({
      kind: z.string(),
      name: z.string().nullable(),
      input: z.record(z.string(), z.unknown()),
      deadline: z.string().nullable(),
      onDeadline: z.enum(['keep_waiting', 'deliver_with_gaps', 'fail']),
    }),
    nextStarts: z
      .array(
        z.object({
          at: z.iso.datetime(),
          date: z.string(),
          beginsAt: z.iso.datetime().openapi({ description: 'With its jitter.' }),
        }),
      )
      .openapi({ description: 'The next five, as the server works them out. While it is paused they pass.' }),
    lastStarts: z.array(startSchema).openapi({ description: 'The latest first.' }),
    skipped: z
      .object({
        overlap: z.number().int(),
        catchupWindow: z.number().int(),
        paused: z.number().int(),
        cancelled: z.number().int(),
        clockChange: z.number().int(),
      })
      .openapi({
        description: 'How many starts came to nothing; those that were filled in later do not count.',
      }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('Schedule');

export async function showSchedule(
  db: Queryable,
  schedule: ScheduleRow,
  server: ServerSchedule,
): Promise<z.output<typeof scheduleSchema>> {
  const ref = refOf(schedule);
  const { definition } = schedule;
  const { cron, calendars, timeZone, jitterMs, run } = definition;
  const [starts, skips] = await Promise.all([listLastStarts(db, ref, lastShown), countSkipped(db, ref)]);
  const skipped = (reason: string): number => skips.find((one) => one.skip_reason === reason)?.count ?? 0;
  return {
    id: schedule.id,
    cron: [...cron],
    calendars: calendars as z.output<typeof scheduleSchema>['calendars'],
    timeZone,
    startAt: isoOrNull(definition.startAt),
    endAt: isoOrNull(definition.endAt),
    overlap: definition.overlap,
    catchupWindowMinutes: definition.catchupWindowMs / MINUTE,
    jitterMinutes: jitterMs / MINUTE,
    preflightLeadMinutes: definition.preflightLeadMs / MINUTE,
    paused: schedule.paused,
    note: schedule.note,
    run: { ...run, input: inputAsOrdered(run) as Record<string, never> },
    nextStarts: server.nextStartsAt.slice(0, nextShown).map((at) => ({
      at: isoOf(at),
      date: localDate(timeZone, at),
      beginsAt: isoOf(at + jitterOf(ref, startKeyOf(at), jitterMs)),
    })),
    lastStarts: starts.map((start) => showStart(timeZone, start)),
    skipped: {
      overlap: skipped('overlap'),
      catchupWindow: skipped('catchup_window'),
      paused: skipped('paused'),
      cancelled: skipped('cancelled'),
      clockChange: skipped('clock_change'),
    },
    createdAt: isoOf(schedule.created_at),
    updatedAt: isoOf(schedule.updated_at),
  };
}

export function showStart(
  timeZone: string,
  { at, cause, state, skip_reason, run, run_state, verdict }: ShownStartRow,
): z.output<typeof startSchema> {
  return {
    at: isoOf(at),
    date: localDate(timeZone, at),
    cause,
    state,
    skipReason: skip_reason,
    run: run === null ? null : { id: run, state: run_state, verdict },
  };
}
