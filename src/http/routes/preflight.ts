// A look ahead, now: every account is asked about at its provider, the window is judged, and people are asked where one will
// not last. Goes on by itself; whoever asked waits a while and reads the rest later.

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { newPreflightId, type PreflightId, type TenantId } from '../../domain/ids.ts';
import { insertPreflight } from '../../store/preflights.ts';
import type { AppDeps } from '../app-deps.ts';
import { donePreflight, preflightRequest, runningPreflight } from '../examples/preflight.ts';
import { preflightId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { pageQuery } from '../paging.ts';
import { type LookAhead, preflightBodyOf, readLookAhead } from '../preflight-order.ts';
import { mustFindPreflight, preflightSchema, showPreflight } from '../preflight-view.ts';
import { ApiProblem } from '../problem.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, problems, tenantSecurity } from './route-kit.ts';

/** As long as a person looks at a prompt. */
const patienceMs = 20_000;
const shared = { tags: ['preflight'], security: tenantSecurity };

const startRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/preflight',
    summary: 'Ask about accounts at their providers, look ahead, and have people asked who must act',
    description:
      'Answers when it is done, or after 20 seconds with what is known by then; it goes on by itself. See docs/preflight.md.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: { body: jsonBody(preflightBodyOf(deps.runKinds), preflightRequest) },
    responses: {
      200: jsonAnswer(preflightSchema, 'Done, with what was found.', donePreflight),
      202: jsonAnswer(
        preflightSchema,
        'It goes on; GET /v1/preflight/{id} shows how far it is.',
        runningPreflight,
      ),
      ...problems(401, 422, 'schedule.unknown', 'temporal.unavailable'),
    },
  });

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/preflight/{id}',
  summary: 'Show a preflight',
  description: 'How far it is, what it has found, and a page of the accounts that are not good.',
  request: { params: z.object({ id: preflightId }), query: pageQuery },
  responses: {
    200: jsonAnswer(preflightSchema, 'The preflight.', donePreflight),
    ...problems(401, 422, 'preflight.unknown'),
  },
});

export function preflightRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(startRoute(deps), async (context) => {
      const tenant = context.get('tenant').id;
      const ref = { tenant, preflight: newPreflightId(context.get('requestName') ?? randomUUID()) };
      await start(deps, ref, await readLookAhead(deps, tenant, context.req.valid('json')));
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

/** Written down first, so that whoever asked finds it even where no worker runs yet. */
async function start(
  deps: AppDeps,
  ref: { readonly tenant: TenantId; readonly preflight: PreflightId },
  { window, run, schedule, accounts }: LookAhead,
): Promise<void> {
  await insertPreflight(deps.pool, ref, { ...window, schedule, runName: run?.name ?? null });
  try {
    await deps.preflightClient.start(ref.preflight, {
      schemaVersion: 1,
      tenant: ref.tenant,
      schedule,
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
