// From the body of PUT /v1/schedules/{id} to what is kept of it. Whatever can be wrong with it is said here, except for what
// only the server knows (does it take these times, do they ever come) and only the database (are the accounts there).

import { z } from '@hono/zod-openapi';
import { findCronMistake } from '../domain/cron.ts';
import { isTimeZone, localTimePattern } from '../domain/deadline.ts';
import type { RunId, ScheduleRef } from '../domain/ids.ts';
import {
  daysOfWeek,
  months,
  overlapPolicies,
  type ScheduleDefinition,
  type TimeRange,
} from '../domain/schedule.ts';
import { MINUTE } from '../domain/time.ts';
import type { Json } from '../domain/tool.ts';
import type { RunKind } from '../extension/own-run.ts';
import { agentInput, agentOrderOf } from './agent-order.ts';
import { withOwnKinds } from './own-run-order.ts';
import { dealReportInput, type PlannedRun, planRun, type RunBody, runName, stepsInput } from './run-order.ts';

const cronExpression = z.string().superRefine((text, context) => {
  const mistake = findCronMistake(text);
  if (mistake) context.addIssue({ code: 'custom', message: mistake });
});

/** One value, a range, or a list of either. */
function times<Value extends string | number>(value: z.ZodType<Value>) {
  const range = z.strictObject({
    start: value,
    end: value.optional(),
    step: z.number().int().min(1).default(1),
  });
  return z
    .union([value, range, z.array(z.union([value, range])).min(1)])
    .transform((given) =>
      (Array.isArray(given) ? given : [given]).map(
        (item): TimeRange<Value> =>
          typeof item === 'object'
            ? { start: item.start, end: item.end ?? item.start, step: item.step }
            : { start: item, end: item, step: 1 },
      ),
    )
    .optional();
}

const calendar = z
  .strictObject({
    minute: times(z.number().int().min(0).max(59)),
    hour: times(z.number().int().min(0).max(23)),
    dayOfMonth: times(z.number().int().min(1).max(31)),
    month: times(z.enum(months)),
    dayOfWeek: times(z.enum(daysOfWeek)),
    year: times(z.number().int().min(2000).max(2100)),
  })
  .openapi({
    description: 'All fields must match. Left out: minute and hour 0, the others any.',
    example: { hour: 2, minute: 30, dayOfWeek: [{ start: 'MONDAY', end: 'FRIDAY' }] } as never,
  });

/** The server's zone names are case-sensitive, Intl's are not. */
const scheduleZone = z
  .string()
  .superRefine((name, context) => {
    const spelling =
      isTimeZone(name) && Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    const isMisspelled = spelling && spelling !== name && spelling.toLowerCase() === name.toLowerCase();
    if (!spelling) {
      context.addIssue({
        code: 'custom',
        message: 'is not a time zone; use an IANA name, e.g. Europe/Berlin, America/New_York or UTC',
      });
    } else if (isMisspelled) context.addIssue({ code: 'custom', message: `must be spelled ${spelling}` });
  })
  .openapi({ example: 'Europe/Berlin' });

const instant = z.iso.datetime({
  offset: true,
  error: 'must be an ISO 8601 time with a zone, e.g. 2026-11-25T06:00:00+01:00',
});

const minutes = (least: number, most: number) => z.number().min(least).max(most);
const weekMinutes = 7 * 24 * 60;

const sharedRun = {
  name: runName
    .optional()
    .openapi({ description: "The runs' name. Default: the schedule's id and the date." }),
  deadline: z
    .string({ error: 'must be a time of day in the zone of the schedule, e.g. "07:30"' })
    .regex(localTimePattern, 'must be a time of day in the zone of the schedule with 24 hours, e.g. "07:30"')
    .optional()
    .openapi({ description: 'The next such time after each start, by the clocks of the zone.' }),
  onDeadline: z.enum(['keep_waiting', 'deliver_with_gaps', 'fail']).optional(),
};

export const scheduleBodyOf = (kinds: readonly RunKind[]) =>
  z
    .strictObject({
      cron: z.array(cronExpression).min(1).max(20).optional(),
      calendars: z.array(calendar).min(1).max(20).optional(),
      timeZone: scheduleZone,
      startAt: instant.optional(),
      endAt: instant.optional(),
      overlap: z.enum(overlapPolicies).default('allow_all').openapi({
        description: 'What happens to a start while the run of an earlier one has not ended.',
      }),
      catchupWindowMinutes: minutes(0.2, weekMinutes)
        .default(60)
        .openapi({ description: 'How late a start may begin when the Temporal server was away.' }),
      jitterMinutes: minutes(0, 24 * 60)
        .default(0)
        .openapi({ description: 'Each start is moved later by up to so much, evenly spread.' }),
      preflightLeadMinutes: minutes(0, weekMinutes)
        .default(8 * 60)
        .openapi({ description: 'How long before a start its accounts are looked at. 0: not at all.' }),
      paused: z.boolean().optional().openapi({ description: 'Left out: stays as it is; a new one is not.' }),
      note: z.string().max(500).trim().optional(),
      run: withOwnKinds(
        [
          z.strictObject({ kind: z.literal('dealReport'), input: dealReportInput, ...sharedRun }),
          z.strictObject({ kind: z.literal('steps'), input: stepsInput, ...sharedRun }),
          z.strictObject({ kind: z.literal('agent'), input: agentInput, ...sharedRun }),
        ],
        kinds,
        sharedRun,
      ),
    })
    .superRefine(({ cron, calendars, startAt, endAt }, context) => {
      if (!cron && !calendars) {
        context.addIssue({
          code: 'custom',
          path: ['cron'],
          message: 'is missing: say when, with `cron` (e.g. ["0 2 * * *"]), `calendars`, or both',
        });
      }
      if (startAt && endAt && Date.parse(endAt) <= Date.parse(startAt)) {
        context.addIssue({ code: 'custom', path: ['endAt'], message: 'must lie after startAt' });
      }
    });

export type ScheduleBody = z.output<ReturnType<typeof scheduleBodyOf>>;

/** `planned`: of its run, as planOf has it. */
export function definitionOf(body: ScheduleBody, planned: PlannedRun): ScheduleDefinition {
  const { run } = body;
  return {
    cron: (body.cron ?? []).map((expression) => expression.trim()),
    calendars: body.calendars ?? [],
    timeZone: body.timeZone,
    startAt: instantOf(body.startAt),
    endAt: instantOf(body.endAt),
    overlap: body.overlap,
    catchupWindowMs: Math.round(body.catchupWindowMinutes * MINUTE),
    jitterMs: Math.round(body.jitterMinutes * MINUTE),
    preflightLeadMs: Math.round(body.preflightLeadMinutes * MINUTE),
    run: {
      kind: run.kind,
      name: run.name ?? null,
      input: planned.uses
        ? planned.input
        : ((run.kind === 'agent' ? agentOrderOf(run.input) : run.input) as unknown as Json),
      deadline: run.deadline ?? null,
      onDeadline: run.onDeadline ?? (run.deadline === undefined ? 'keep_waiting' : 'deliver_with_gaps'),
    },
  };
}

/** Tonight's run, for the same examination as a run that is started now. */
export function planOf(
  deps: { readonly runKinds: readonly RunKind[] },
  { tenant }: ScheduleRef,
  { run }: ScheduleBody,
): PlannedRun {
  const { kind, input } = run;
  return planRun(tenant, 'run_of_a_schedule' as RunId, { kind, input } as RunBody, deps.runKinds);
}

const instantOf = (text: string | undefined): number | null => (text === undefined ? null : Date.parse(text));
