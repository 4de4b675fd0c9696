// Schedules: a tenant's word on what is started when. Written down and told to the Temporal server in one transaction, so that
// a refusal or a server that is away leaves both as they were.

import { z } from '@hono/zod-openapi';
import type { ScheduleId, ScheduleRef, TenantId } from '../../domain/ids.ts';
import { inTransaction, type Queryable } from '../../store/db.ts';
import {
  deleteSchedule,
  findSchedule,
  listSchedules,
  lockSchedule,
  putSchedule,
  refOf,
  type ScheduleRow,
  type ScheduleWish,
} from '../../store/schedules.ts';
import { makeServerAgree, takeOverPause } from '../../temporal/agree-on-schedules.ts';
import { tellMissedStarts } from '../../temporal/missed-starts.ts';
import { SpecRefused } from '../../temporal/schedule-client.ts';
import type { ServerSchedule } from '../../temporal/server-schedule.ts';
import type { AppDeps } from '../app-deps.ts';
import { ask } from '../ask-temporal.ts';
import * as examples from '../examples/schedules.ts';
import { scheduleId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { listOf, pageOf, pageQuery } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { definitionOf, planOf, scheduleBodyOf } from '../schedule-order.ts';
import { scheduleSchema, showSchedule } from '../schedule-view.ts';
import { refuseMistakenPlan } from '../start-run.ts';
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

const shared = { tags: ['schedules'], security: tenantSecurity };
export const scheduleIdParameter = z.object({ id: scheduleId });

const putRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'put',
    path: '/v1/schedules/{id}',
    summary: 'Make a schedule, or change it; its history stays',
    description:
      'The whole definition is replaced. Times are by the clocks of `timeZone`, also when they change; see docs/schedules.md.',
    request: {
      params: scheduleIdParameter,
      body: jsonBody(scheduleBodyOf(deps.runKinds), examples.scheduleRequest),
    },
    responses: {
      200: jsonAnswer(scheduleSchema, 'Changed, or as it was.', examples.runningSchedule),
      201: jsonAnswer(scheduleSchema, 'Made.', examples.newSchedule),
      ...problems(401, 'plan.invalid', 'temporal.unavailable'),
    },
  });

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/schedules',
  summary: 'List schedules',
  description: 'In the order of their ids, each with its next and last starts.',
  request: { query: pageQuery },
  responses: {
    200: jsonAnswer(listOf(scheduleSchema), 'A page of schedules.', {
      items: [examples.runningSchedule],
      nextCursor: null,
    }),
    ...problems(401, 422, 'temporal.unavailable'),
  },
});

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/schedules/{id}',
  summary: 'Show a schedule: when it starts next, and what became of its last starts',
  description: 'The next starts are the Temporal server’s own word.',
  request: { params: scheduleIdParameter },
  responses: {
    200: jsonAnswer(scheduleSchema, 'The schedule.', examples.runningSchedule),
    ...problems(401, 422, 'schedule.unknown', 'temporal.unavailable'),
  },
});

const deleteRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/v1/schedules/{id}',
  summary: 'Delete a schedule with the record of its starts; runs that have begun go on and stay',
  description: 'Starts that passed and have not been told as skipped are told first.',
  request: { params: scheduleIdParameter },
  responses: {
    204: { description: 'Deleted.' },
    ...problems(401, 422, 'schedule.unknown', 'temporal.unavailable'),
  },
});

const noteBody = z.strictObject({ note: z.string().max(500).trim().min(1).optional() });
const pauseOrNot = (deps: AppDeps, action: 'pause' | 'unpause', summary: string) =>
  createRoute({
    ...shared,
    method: 'post',
    path: `/v1/schedules/{id}/${action}`,
    summary,
    description: 'Of a schedule that is so already only the note changes. Runs that have begun go on.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      params: scheduleIdParameter,
      body: optionalJsonBody(noteBody, { note: 'Quarter close: nobody touches the sheet.' }),
    },
    responses: {
      200: jsonAnswer(
        scheduleSchema,
        'The schedule.',
        action === 'pause' ? examples.pausedSchedule : examples.runningSchedule,
      ),
      ...problems(401, 422, 'schedule.unknown', 'temporal.unavailable'),
    },
  });

export function scheduleRoutes(deps: AppDeps) {
  const answer = (schedule: ScheduleRow, server: ServerSchedule) => showSchedule(deps.pool, schedule, server);

  const setPaused = async (tenant: TenantId, id: string, paused: boolean, note: string | null) => {
    const ref = toRef(tenant, id);
    const { schedule, server } = await change(deps, ref, ({ definition }) => ({ definition, paused, note }));
    return answer(schedule, server);
  };

  return newRouter()
    .openapi(putRoute(deps), async (context) => {
      const ref = toRef(context.get('tenant').id, context.req.valid('param').id);
      const body = context.req.valid('json');
      const planned = planOf(deps, ref, body);
      await refuseMistakenPlan(deps, ref.tenant, planned, {
        pointer: '/run/input',
        result: 'Nothing was changed.',
      });
      const definition = definitionOf(body, planned);
      const { schedule, server, isNew } = await make(deps, ref, (before) => ({
        definition,
        paused: body.paused ?? before?.paused ?? false,
        note: body.note ?? (body.paused === undefined ? (before?.note ?? null) : null),
      }));
      return context.json(await answer(schedule, server), isNew ? 201 : 200);
    })
    .openapi(listRoute, async (context) => {
      const { after, limit } = context.req.valid('query');
      const found = await listSchedules(deps.pool, context.get('tenant').id, {
        after: after ?? '',
        limit: limit + 1,
      });
      const page = pageOf(
        found,
        limit,
        (schedule) => schedule,
        (schedule) => schedule.id,
      );
      const items = await Promise.all(
        page.items.map(async (schedule) => answer(schedule, await readServer(deps, refOf(schedule)))),
      );
      return context.json({ ...page, items }, 200);
    })
    .openapi(showRoute, async (context) => {
      const ref = toRef(context.get('tenant').id, context.req.valid('param').id);
      const schedule = await mustFindSchedule(deps, ref);
      return context.json(await answer(schedule, await readServer(deps, ref)), 200);
    })
    .openapi(deleteRoute, async (context) => {
      const ref = toRef(context.get('tenant').id, context.req.valid('param').id);
      await tellWhatWasMissed(deps, await mustFindSchedule(deps, ref));
      await inTransaction(deps.pool, async (db) => {
        if (!(await deleteSchedule(db, ref))) throw unknownSchedule(ref);
        await ask(deps, () => deps.scheduleClient.remove(ref));
      });
      await wakeDusk(deps, ref);
      return context.body(null, 204);
    })
    .openapi(
      pauseOrNot(deps, 'pause', 'No start begins until it is unpaused; those that pass are told as skipped'),
      async (context) => {
        const { note } = context.req.valid('json') ?? {};
        const id = context.req.valid('param').id;
        return context.json(await setPaused(context.get('tenant').id, id, true, note ?? null), 200);
      },
    )
    .openapi(pauseOrNot(deps, 'unpause', 'Starts begin again; those that passed do not'), async (context) => {
      const { note } = context.req.valid('json') ?? {};
      const id = context.req.valid('param').id;
      return context.json(await setPaused(context.get('tenant').id, id, false, note ?? null), 200);
    });
}

/** An id of another tenant is an id that does not exist. */
export const toRef = (tenant: TenantId, id: string): ScheduleRef => ({ tenant, schedule: id as ScheduleId });

export async function mustFindSchedule(
  { pool }: Pick<AppDeps, 'pool'>,
  ref: ScheduleRef,
): Promise<ScheduleRow> {
  const schedule = await findSchedule(pool, ref);
  if (!schedule) throw unknownSchedule(ref);
  return schedule;
}

const unknownSchedule = ({ schedule }: ScheduleRef): ApiProblem =>
  new ApiProblem(
    'schedule.unknown',
    `There is no schedule "${schedule}" in this tenant; GET /v1/schedules lists those there are.`,
  );

async function readServer(deps: AppDeps, ref: ScheduleRef): Promise<ServerSchedule> {
  const server = await ask(deps, () => deps.scheduleClient.read(ref));
  if (server) return server;
  throw new ApiProblem(
    'temporal.unavailable',
    `The Temporal server has lost schedule "${ref.schedule}", so nobody can say when it starts. The workers put it back within minutes.`,
    { headers: { 'retry-after': '60' } },
  );
}

interface Changed {
  readonly schedule: ScheduleRow;
  readonly server: ServerSchedule;
  readonly isNew: boolean;
}

const change = (
  deps: AppDeps,
  ref: ScheduleRef,
  wish: (before: ScheduleRow) => ScheduleWish,
): Promise<Changed> =>
  make(deps, ref, (before) => {
    if (!before) throw unknownSchedule(ref);
    return wish(before);
  });

async function make(
  deps: AppDeps,
  ref: ScheduleRef,
  wish: (before: ScheduleRow | null) => ScheduleWish,
): Promise<Changed> {
  const known = await findSchedule(deps.pool, ref);
  if (known) await tellWhatWasMissed(deps, known);
  const changed = await inTransaction(deps.pool, async (db) => {
    const held = await lockSchedule(db, ref);
    const before = held && (await ask(deps, () => takeOverPause(db, deps.scheduleClient, held)));
    const schedule = await putSchedule(db, ref, wish(before));
    const server = await agree(deps, db, schedule);
    if (startsNever(schedule, server)) {
      await ask(deps, () => undo(deps, ref, before));
      throw invalid([{ in: 'body', pointer: '/cron', detail: never }]);
    }
    return { schedule, server, isNew: before === null };
  });
  await wakeDusk(deps, ref);
  return changed;
}

async function agree(deps: AppDeps, db: Queryable, schedule: ScheduleRow): Promise<ServerSchedule> {
  try {
    return (await ask(deps, () => makeServerAgree(db, deps.scheduleClient, schedule))).server;
  } catch (error) {
    if (!(error instanceof SpecRefused)) throw error;
    const pointer = /time zone/i.test(error.message) ? '/timeZone' : '/cron';
    throw invalid([{ in: 'body', pointer, detail: `is not taken by the Temporal server: ${error.message}` }]);
  }
}

const never =
  'names no time that ever comes, e.g. February 31st, or none between startAt and endAt; nothing would ever start';

/** One whose end has passed has had its starts. */
const startsNever = ({ definition: { endAt } }: ScheduleRow, { nextStartsAt }: ServerSchedule): boolean =>
  nextStartsAt.length === 0 && (endAt === null || endAt > Date.now());

/** The database forgets by itself what is not committed; the server is told. */
const undo = ({ scheduleClient }: AppDeps, ref: ScheduleRef, before: ScheduleRow | null): Promise<unknown> =>
  before === null ? scheduleClient.remove(ref) : scheduleClient.put({ ref, ...before });

const tellWhatWasMissed = (deps: AppDeps, schedule: ScheduleRow): Promise<number> =>
  ask(deps, () => tellMissedStarts(deps, schedule));

/** It finds out by itself within a day, and the workers' sweep starts one that is not there. */
async function wakeDusk({ scheduleClient, log }: AppDeps, ref: ScheduleRef): Promise<void> {
  await scheduleClient.wakeDusk(ref).catch((error: Error) => {
    log.warn('the look ahead of a schedule could not be told of a change', { ...ref, error: error.name });
  });
}
