// What was said in a run that a model decides.

import { z } from '@hono/zod-openapi';
import type { RunId, TenantId } from '../../domain/ids.ts';
import { findRun, type RunRow } from '../../store/runs.ts';
import type { AppDeps } from '../app-deps.ts';
import { agentRun } from '../examples/cast.ts';
import { transcriptText as textExample, transcript } from '../examples/runs.ts';
import { ApiProblem } from '../problem.ts';
import { transcriptText } from '../transcript-text.ts';
import { answerIn, itemOf, orderItem, type TranscriptItem, transcriptSchema } from '../transcript-view.ts';
import { createRoute, newRouter, problems, tenantSecurity } from './route-kit.ts';

const mostTurns = 100;

const transcriptRoute = createRoute({
  tags: ['runs'],
  security: tenantSecurity,
  method: 'get',
  path: '/v1/runs/{id}/transcript',
  summary: 'What an agent’s model was told and said',
  description: 'As JSON, in pages of turns; with `Accept: text/markdown`, all of it as a text to read.',
  request: {
    params: z.object({ id: z.string().min(1).max(100).openapi({ example: agentRun }) }),
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,6}$/, 'must be the nextCursor of the page before')
        .optional()
        .openapi({ example: '50' }),
      turns: z.coerce.number().int().min(1).max(mostTurns).default(50).openapi({
        example: 20,
        description: 'At most so many turns.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The transcript.',
      content: {
        'application/json': { schema: transcriptSchema, example: transcript },
        'text/markdown': { schema: z.string(), example: textExample },
      },
    },
    ...problems(401, 422, 'run.unknown', 'run.no_transcript'),
  },
});

export function transcriptRoutes(deps: AppDeps) {
  return newRouter().openapi(transcriptRoute, async (context) => {
    const tenant = context.get('tenant').id;
    const run = await mustFindAgentRun(deps, tenant, context.req.valid('param').id);
    const { after, turns } = context.req.valid('query');
    const conversation = { tenant, run: run.id };
    const { model } = run.input as unknown as { readonly model: string };
    const head = { run: run.id, name: run.name, model, state: run.state, verdict: run.verdict };
    const all = await deps.conversations.read(conversation);
    if (context.req.header('accept')?.includes('text/markdown')) {
      return context.body(transcriptText(head, [orderItem(run), ...all.map(itemOf)]), 200, {
        'content-type': 'text/markdown; charset=utf-8',
      }) as never;
    }
    const from = after === undefined ? 0 : Number(after) + 1;
    const until = from + turns;
    const items: TranscriptItem[] = all.filter(({ turn }) => turn >= from && turn < until).map(itemOf);
    const isMore = all.some(({ turn }) => turn >= until);
    return context.json(
      {
        ...head,
        answer: answerIn(all),
        items: from === 0 ? [orderItem(run), ...items] : items,
        nextCursor: isMore ? String(until - 1) : null,
      },
      200,
    );
  });
}

async function mustFindAgentRun(
  { pool }: Pick<AppDeps, 'pool'>,
  tenant: TenantId,
  id: string,
): Promise<RunRow> {
  const run = await findRun(pool, tenant, id as RunId);
  if (!run) {
    throw new ApiProblem(
      'run.unknown',
      `There is no run "${id}" in this tenant; GET /v1/runs lists those there are.`,
    );
  }
  if (run.kind === 'agent') return run;
  throw new ApiProblem(
    'run.no_transcript',
    `Run ${id} is of kind ${run.kind}: no model speaks in it. Its ledger is at /v1/runs/${id}/ledger.`,
  );
}
