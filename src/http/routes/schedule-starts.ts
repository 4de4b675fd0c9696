// Starts of a schedule by hand: now, or those of nights that were missed. Written down first and begun then; what a process
// that dies leaves waiting, the workers' sweep begins.

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { ScheduleRef } from '../../domain/ids.ts';
import { overlapPolicies, type ScheduleStart, startKeyOf } from '../../domain/schedule.ts';
import { inTransaction } from '../../store/db.ts';
import { insertStart, listStarts } from '../../store/schedule-starts.ts';
import type { AppDeps } from '../app-deps.ts';
import { ask } from '../ask-temporal.ts';
import { missedStart, orderedStart } from '../examples/schedules.ts';
import { recordAnswers } from '../idempotency.ts';
import { ApiProblem } from '../problem.ts';
import { showStart, startSchema } from '../schedule-view.ts';
import { invalid } from '../validation.ts';
import {
  createRoute,
  jsonAnswer,
  jsonBody,
  newRouter,
  optionalJsonBody,
  problems,
  tenantSecurity,
} from './route-kit.ts';
import { mustFindSchedule, scheduleIdParameter, toRef } from './schedules.ts';

/** More nights than anybody wants at once, and few enough for one answer. */
const mostBackfilled = 100;

const shared = { tags: ['schedules'], security: tenantSecurity };
const startsSchema = z.object({ items: z.array(startSchema) });

const overlap = z.enum(overlapPolicies).optional();
const instant = z.iso.datetime({
  offset: true,
  error: 'must be an ISO 8601 time with a zone, e.g. 2026-11-25T06:00:00+01:00',
});

const triggerRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/schedules/{id}/trigger',
    summary: 'Start now, also while it is paused',
    description:
      'The start goes by the overlap policy like any other. The schedule’s own times stay as they are.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      params: scheduleIdParameter,
      body: optionalJsonBody(
        z.strictObject({ overlap: overlap.openapi({ description: "Default: the schedule's." }) }),
        { overlap: 'allow_all' },
      ),
    },
    responses: {
      202: jsonAnswer(startSchema, 'The start; GET the schedule to see its run.', orderedStart),
      ...problems(401, 422, 'schedule.unknown', 'temporal.unavailable'),
    },
  });

const backfillRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/schedules/{id}/backfill',
    summary: 'Start the nights that were missed between two times',
    description: 'Starts that have a run already are left alone, so asking twice does no harm.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      params: scheduleIdParameter,
      body: jsonBody(
        z.strictObject({
          from: instant,
          until: instant.openapi({ description: 'Not in the future.' }),
          overlap: overlap.default('buffer_all').openapi({ description: 'Default: one after the other.' }),
        }),
        { from: '2026-11-23T00:00:00+01:00', until: '2026-11-24T00:00:00+01:00' },
      ),
    },
    responses: {
      202: jsonAnswer(startsSchema, 'All starts between the two times, those that had a run before too.', {
        items: [missedStart],
      }),
      ...problems(401, 422, 'schedule.unknown', 'temporal.unavailable'),
    },
  });

export function scheduleStartRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(triggerRoute(deps), async (context) => {
      const ref = toRef(context.get('tenant').id, context.req.valid('param').id);
      const { definition } = await mustFindSchedule(deps, ref);
      const body = context.req.valid('json') ?? {};
      const name = context.get('requestName') ?? randomUUID().replaceAll('-', '');
      const start = { key: `trigger-${name}`, at: Math.floor(Date.now() / 1_000) * 1_000 };
      const how = { cause: 'trigger', overlap: body.overlap ?? definition.overlap } as const;
      const written = await insertStart(deps.pool, ref, start, how);
      await begin(deps, ref, [{ key: start.key, at: written.at }]);
      const [shown] = await listStarts(deps.pool, ref, [start.key]);
      return context.json(showStart(definition.timeZone, shown!), 202);
    })
    .openapi(backfillRoute(deps), async (context) => {
      const ref = toRef(context.get('tenant').id, context.req.valid('param').id);
      const { definition } = await mustFindSchedule(deps, ref);
      const body = context.req.valid('json');
      const starts = await listMissed(deps, ref, Date.parse(body.from), Date.parse(body.until));
      await inTransaction(deps.pool, async (db) => {
        for (const start of starts) {
          await insertStart(db, ref, start, { cause: 'backfill', overlap: body.overlap });
        }
      });
      const keys = starts.map(({ key }) => key);
      const written = await listStarts(deps.pool, ref, keys);
      await begin(
        deps,
        ref,
        written.filter(({ state }) => state === 'waiting'),
      );
      const shown = await listStarts(deps.pool, ref, keys);
      return context.json({ items: shown.map((start) => showStart(definition.timeZone, start)) }, 202);
    });
}

async function listMissed(
  deps: AppDeps,
  ref: ScheduleRef,
  from: number,
  until: number,
): Promise<ScheduleStart[]> {
  if (until <= from) throw mistake('/until', 'must lie after `from`');
  if (until > Date.now())
    throw mistake('/until', 'must not lie in the future; what is to come starts by itself');
  // The server leaves out the first instant and takes the last one in.
  const righted = await ask(deps, () => deps.scheduleClient.matchingTimes(ref, from - 1_000, until));
  if (righted === null) {
    throw new ApiProblem(
      'temporal.unavailable',
      'The Temporal server has lost the schedule; the workers put it back within minutes. Nothing was started.',
      { headers: { 'retry-after': '60' } },
    );
  }
  const { times } = righted;
  if (times.length === 0)
    throw mistake('/from', 'there is no start between the two times; nothing was started');
  if (times.length > mostBackfilled) {
    throw mistake(
      '/until',
      `there are more than ${mostBackfilled} starts between the two times; ask for fewer at once`,
    );
  }
  return times.map((at) => ({ key: startKeyOf(at), at }));
}

const mistake = (pointer: string, detail: string) => invalid([{ in: 'body', pointer, detail }]);

/** What is written down is begun sooner or later, so a server that is away is no reason to say otherwise. */
async function begin(
  { scheduleClient, log }: AppDeps,
  ref: ScheduleRef,
  starts: readonly ScheduleStart[],
): Promise<void> {
  try {
    for (const { key, at } of starts) await scheduleClient.begin(ref, { key, at });
  } catch (error) {
    log.warn('a start that was ordered is left to the workers', { ...ref, error: (error as Error).name });
  }
}
