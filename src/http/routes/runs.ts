// Runs: started, watched, read and cancelled. What a run says of itself is in its ledger; what it read, in its rows.

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { JSONValue } from 'hono/utils/types';
import { newRunId, type RunId, type TenantId } from '../../domain/ids.ts';
import { runStates, verdicts } from '../../domain/run.ts';
import { findRun, listRuns, type RunPosition, type RunRow } from '../../store/runs.ts';
import { countWritesOfRun } from '../../store/writes.ts';
import type { AppDeps } from '../app-deps.ts';
import { run } from '../examples/cast.ts';
import * as examples from '../examples/runs.ts';
import { runId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { isoOf, listOf, pageOf, pageQuery } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { planRun, runBodyOf } from '../run-order.ts';
import { ledgerSchema, runSchema, showLedger, showRun, stepIdsOf } from '../run-view.ts';
import { startRun } from '../start-run.ts';
import {
  createRoute,
  jsonAnswer,
  jsonBody,
  newRouter,
  problems,
  several,
  tenantSecurity,
} from './route-kit.ts';

const idParameter = z.object({ id: runId });
const shared = { tags: ['runs'], security: tenantSecurity };

const startRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/runs',
    summary: 'Start a run',
    description:
      'Checked whole before anything is written: its accounts, its tools, and what they take. Kinds: a deal report, declared steps, or an agent whose model decides (docs/agents.md).',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: { body: jsonBody(runBodyOf(deps.runKinds), several(examples.runRequests)) },
    responses: {
      202: jsonAnswer(runSchema, 'The run; it goes on by itself.', examples.startedRun),
      ...problems(401, 'plan.invalid', 'temporal.unavailable'),
    },
  });

const cursorPattern = /^\d{1,16}\.[\w.-]{1,100}$/;
const cursorOf = ({ createdAtMicros, id }: RunPosition): string => `${createdAtMicros}.${id}`;

/** The number ends at the first dot; an id may have dots of its own. */
function positionOf(cursor: string): RunPosition {
  const dot = cursor.indexOf('.');
  return { createdAtMicros: Number(cursor.slice(0, dot)), id: cursor.slice(dot + 1) };
}

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/runs',
  summary: 'List runs, the newest first',
  description: 'Those of schedules too. `state` and `verdict` narrow the list.',
  request: {
    query: pageQuery.extend({
      after: z
        .string()
        .regex(cursorPattern, 'must be the nextCursor of the page before')
        .optional()
        .openapi({ example: `1795863409111654.${run}` }),
      state: z.enum(runStates).optional().openapi({ example: 'ended' }),
      verdict: z.enum(verdicts).optional().openapi({ example: 'incomplete' }),
    }),
  },
  responses: {
    200: jsonAnswer(listOf(runSchema), 'A page of runs.', { items: [examples.pausedRun], nextCursor: null }),
    ...problems(401, 422),
  },
});

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/runs/{id}',
  summary: 'Show a run',
  description:
    '`complete` only if every required step is done and its counts match what the provider announced; else `gaps` says what is missing.',
  request: { params: idParameter },
  responses: {
    200: jsonAnswer(runSchema, 'The run.', several({ paused: examples.pausedRun, ended: examples.endedRun })),
    ...problems(401, 'run.unknown'),
  },
});

const ledgerRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/runs/{id}/ledger',
  summary: 'All receipts and gaps of a run',
  description:
    'What each step has to show: rows against what the provider announced, pages, token versions, pauses, writes.',
  request: { params: idParameter },
  responses: {
    200: jsonAnswer(ledgerSchema, 'The ledger.', examples.ledger),
    ...problems(401, 'run.unknown'),
  },
});

const rowSchema = z.object({
  key: z.string(),
  value: z.record(z.string(), z.unknown()),
  readAt: z.iso.datetime(),
});

const rowsRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/runs/{id}/rows/{step}',
  summary: 'What a step has read, in the order of its keys',
  description: 'Each row says when it was read. No rows and no such step are two different answers.',
  request: {
    params: idParameter.extend({ step: z.string().min(1).max(100).openapi({ example: 'deals' }) }),
    query: pageQuery,
  },
  responses: {
    200: jsonAnswer(listOf(rowSchema), 'A page of rows.', {
      items: [examples.dealRow],
      nextCursor: examples.dealRow.key,
    }),
    ...problems(401, 422, 'run.unknown', 'step.unknown'),
  },
});

const cancelRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/runs/{id}/cancel',
    summary: 'End a run with what it has, or the late fill of one that has ended',
    description:
      'Its verdict is then `cancelled`, and its gaps say what is missing. Asking twice does no harm.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: { params: idParameter },
    responses: {
      202: jsonAnswer(
        runSchema,
        'The run; it ends within seconds. One that has ended stays as it is; a late fill that waits is given up.',
        examples.pausedRun,
      ),
      ...problems(401, 'run.unknown', 'temporal.unavailable'),
    },
  });

export function runRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(startRoute(deps), async (context) => {
      const tenant = context.get('tenant').id;
      const id = newRunId(context.get('requestName') ?? randomUUID());
      await startRun(deps, planRun(tenant, id, context.req.valid('json'), deps.runKinds));
      return context.json(showRun(await mustFindRun(deps, tenant, id)), 202);
    })
    .openapi(listRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const { after, limit, state, verdict } = context.req.valid('query');
      const found = await listRuns(deps.pool, tenant, {
        state: state ?? null,
        verdict: verdict ?? null,
        after: after === undefined ? null : positionOf(after),
        limit: limit + 1,
      });
      return context.json(
        pageOf(found, limit, showRun, ({ position }) => cursorOf(position)),
        200,
      );
    })
    .openapi(showRoute, async (context) => {
      const run = await mustFindRun(deps, context.get('tenant').id, context.req.valid('param').id);
      return context.json(showRun(run), 200);
    })
    .openapi(ledgerRoute, async (context) => {
      const run = await mustFindRun(deps, context.get('tenant').id, context.req.valid('param').id);
      const writes = await countWritesOfRun(deps.pool, context.get('tenant').id, run.id);
      return context.json(showLedger(run, writes), 200);
    })
    .openapi(rowsRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const { id, step } = context.req.valid('param');
      const { after, limit } = context.req.valid('query');
      const run = await mustFindRun(deps, tenant, id);
      const steps = stepIdsOf(run);
      // No rows and no such step are two different things.
      if (!steps.includes(step)) {
        throw new ApiProblem(
          'step.unknown',
          `Run ${run.id} has no step "${step}"; it has ${steps.join(', ')}.`,
        );
      }
      const found = await deps.resultVault.readSlice(
        { tenant, run: run.id, step },
        { after: after ?? '', limit: limit + 1 },
      );
      const page = pageOf(
        found,
        limit,
        ({ key, value, readAt }) => ({
          key,
          value: value as Record<string, JSONValue>,
          readAt: isoOf(readAt),
        }),
        ({ key }) => key,
      );
      return context.json(page, 200);
    })
    .openapi(cancelRoute(deps), async (context) => {
      const tenant = context.get('tenant').id;
      const run = await mustFindRun(deps, tenant, context.req.valid('param').id);
      await cancel(deps, tenant, run);
      return context.json(showRun(await mustFindRun(deps, tenant, run.id)), 202);
    });
}

async function mustFindRun(deps: Pick<AppDeps, 'pool'>, tenant: TenantId, id: string): Promise<RunRow> {
  const run = await findRun(deps.pool, tenant, id as RunId);
  if (run) return run;
  throw new ApiProblem(
    'run.unknown',
    `There is no run "${id}" in this tenant; GET /v1/runs lists those there are.`,
  );
}

async function cancel(deps: AppDeps, tenant: TenantId, { id, state, ledger }: RunRow): Promise<void> {
  const isLate = state === 'ended';
  if (isLate && ledger?.lateFill?.state !== 'waiting') return;
  try {
    await (isLate ? deps.runClient.cancelLateFill(tenant, id) : deps.runClient.cancel(tenant, id));
  } catch (error) {
    const run = await findRun(deps.pool, tenant, id);
    if (run?.state === 'ended' && run.ledger?.lateFill?.state !== 'waiting') return;
    deps.log.warn('a run could not be told to end', { tenant, run: id, error: (error as Error).name });
    throw new ApiProblem(
      'temporal.unavailable',
      'The run could not be told to end: the Temporal server does not answer, or no longer has it. Try again in a moment.',
    );
  }
}
