// A look ahead, now: every account is asked about at its provider, the window is judged, and people are asked where one will
// not last. Goes on by itself; whoever asked waits a while and reads the rest later.

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { ForecastWindow } from '../../domain/forecast.ts';
import {
  type AccountId,
  newPreflightId,
  newRunId,
  type PreflightId,
  type TenantId,
} from '../../domain/ids.ts';
import type { RunOrderBody } from '../../domain/planned-run.ts';
import { findForecastRows } from '../../store/forecast-facts.ts';
import { insertPreflight } from '../../store/preflights.ts';
import type { AppDeps } from '../app-deps.ts';
import { recordAnswers } from '../idempotency.ts';
import { pageQuery } from '../paging.ts';
import { mustFindPreflight, preflightSchema, showPreflight } from '../preflight-view.ts';
import { ApiProblem, type Mistake } from '../problem.ts';
import { planRun, runBody } from '../run-order.ts';
import { invalid } from '../validation.ts';
import { readWindow, windowFields } from '../window-order.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, problems, tenantSecurity } from './route-kit.ts';

/** As long as a person looks at a prompt. */
const patienceMs = 20_000;
const shared = { tags: ['preflight'], security: tenantSecurity };

const body = z
  .strictObject({
    ...windowFields,
    accounts: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(1_000)
      .optional()
      .openapi({ description: 'Only these. Default: all that are connected.' }),
    run: runBody
      .optional()
      .openapi({ description: 'A run you mean to start: its accounts, and the permissions its tools need.' }),
  })
  .refine(({ accounts, run }) => !accounts || !run, {
    path: ['accounts'],
    message: 'a run names its accounts itself; leave one of the two out',
  });

const startRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/preflight',
    summary: 'Ask about accounts at their providers, look ahead, and have people asked who must act',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: { body: jsonBody(body) },
    responses: {
      200: jsonAnswer(preflightSchema, 'Done, with what was found.'),
      202: jsonAnswer(preflightSchema, 'It goes on; GET /v1/preflight/{id} shows how far it is.'),
      ...problems(401, 409, 422, 503),
    },
  });

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/preflight/{id}',
  summary: 'Show a preflight',
  request: { params: z.object({ id: z.string().min(1).max(200) }), query: pageQuery },
  responses: { 200: jsonAnswer(preflightSchema, 'The preflight.'), ...problems(401, 404, 422) },
});

export function preflightRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(startRoute(deps), async (context) => {
      const tenant = context.get('tenant').id;
      const ref = { tenant, preflight: newPreflightId(context.get('requestName') ?? randomUUID()) };
      const { accounts, run, ...times } = context.req.valid('json');
      const window = readWindow(times, 'body', Date.now());
      if (accounts) await refuseUnknown(deps, tenant, accounts as AccountId[]);
      const order = run ? await checkRun(deps, tenant, run) : null;
      await start(deps, ref, window, order, (accounts ?? null) as AccountId[] | null);
      const isDone = await deps.preflightClient.waitUntilDone(tenant, ref.preflight, patienceMs);
      const shown = await showPreflight(deps, ref, await mustFindPreflight(deps, ref), {
        after: '',
        limit: 50,
      });
      return isDone ? context.json(shown, 200) : context.json(shown, 202);
    })
    .openapi(showRoute, async (context) => {
      const ref = {
        tenant: context.get('tenant').id,
        preflight: context.req.valid('param').id as PreflightId,
      };
      const { after, limit } = context.req.valid('query');
      const found = await mustFindPreflight(deps, ref);
      return context.json(await showPreflight(deps, ref, found, { after: after ?? '', limit }), 200);
    });
}

async function refuseUnknown(
  { pool }: AppDeps,
  tenant: TenantId,
  accounts: readonly AccountId[],
): Promise<void> {
  const known = new Set((await findForecastRows(pool, tenant, accounts)).map(({ id }) => id));
  const mistakes = accounts.flatMap((id, index): Mistake[] =>
    known.has(id)
      ? []
      : [
          {
            in: 'body',
            pointer: `/accounts/${index}`,
            detail: `there is no account "${id}" in this tenant; GET /v1/accounts lists those there are`,
          },
        ],
  );
  if (mistakes.length > 0) throw invalid(mistakes);
}

/** Checked like a run that is started, so that a preflight that is good is one of a run that can begin. */
async function checkRun(
  deps: AppDeps,
  tenant: TenantId,
  run: z.output<typeof runBody>,
): Promise<RunOrderBody> {
  const planned = planRun(tenant, newRunId(randomUUID()), run);
  const { mistakes } = await deps.checkPlan(tenant, planned.plan);
  if (mistakes.length > 0) {
    throw invalid(mistakes.map((detail) => ({ in: 'body', pointer: '/run/input', detail })));
  }
  return { kind: run.kind, name: planned.order.name, input: planned.input };
}

/** Written down first, so that whoever asked finds it even where no worker runs yet. */
async function start(
  deps: AppDeps,
  ref: { readonly tenant: TenantId; readonly preflight: PreflightId },
  window: ForecastWindow,
  run: RunOrderBody | null,
  accounts: readonly AccountId[] | null,
): Promise<void> {
  await insertPreflight(deps.pool, ref, { ...window, schedule: null, runName: run?.name ?? null });
  try {
    await deps.preflightClient.start(ref.preflight, {
      schemaVersion: 1,
      tenant: ref.tenant,
      schedule: null,
      run,
      ...window,
      ...(accounts && { accounts }),
    });
  } catch (error) {
    deps.log.warn('a preflight could not be started', { ...ref, error: (error as Error).name });
    throw new ApiProblem(
      'temporal.unavailable',
      'The preflight could not be started, for the Temporal server does not answer. Try again in a moment.',
      { headers: { 'retry-after': '5' } },
    );
  }
}
