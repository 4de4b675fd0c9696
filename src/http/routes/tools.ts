// Tools: the catalogue, and one call at once, outside of any run (call-tool.ts).

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { AccountId } from '../../domain/ids.ts';
import type { Json } from '../../domain/tool.ts';
import type { AppDeps } from '../app-deps.ts';
import { callTool, type ToolAnswer, toolAnswerSchema } from '../call-tool.ts';
import { callRequest, channelsTool, toolAnswers } from '../examples/tools.ts';
import { accountId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import {
  createRoute,
  jsonAnswer,
  jsonBody,
  newRouter,
  problems,
  several,
  tenantSecurity,
} from './route-kit.ts';

const listingSchema = z
  .object({
    name: z.string(),
    provider: z.string().openapi({ description: 'A provider id, or `any`.' }),
    scopes: z.array(z.string()),
    effect: z.enum(['read', 'keyed', 'once']),
    description: z.string(),
    inputSchema: z.record(z.string(), z.unknown()).openapi({ description: 'JSON Schema of `input`.' }),
  })
  .openapi('Tool');

const shared = { tags: ['tools'], security: tenantSecurity };

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/tools',
  summary: 'The tools there are',
  description: 'With the JSON Schema of what each takes. A run’s steps and direct calls name them.',
  responses: {
    200: jsonAnswer(z.object({ items: z.array(listingSchema), nextCursor: z.null() }), 'All tools.', {
      items: [channelsTool],
      nextCursor: null,
    }),
    ...problems(401),
  },
});

const callRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/accounts/{id}/tools/{tool}',
    summary: 'Call a tool now, outside of any run',
    description:
      'Not durable: a dead account answers `blocked` at once, with the link for a person. In a run the same call would wait.',
    middleware: recordAnswers(deps.recordedAnswers, {
      // Done again, a call is answered from the records of its writes.
      isRepeatable: () => true,
      // When the account is back, the same call with the same key is to be made.
      isOpen: (body) => (JSON.parse(body) as ToolAnswer).status === 'blocked',
    }),
    request: {
      params: z.object({
        id: accountId,
        tool: z.string().min(1).max(100).openapi({ example: 'http.request' }),
      }),
      body: jsonBody(z.strictObject({ input: z.record(z.string(), z.unknown()).default({}) }), callRequest),
    },
    responses: {
      200: jsonAnswer(toolAnswerSchema, 'How the call ended.', several(toolAnswers)),
      ...problems(
        401,
        422,
        503,
        'account.unknown',
        'tool.unknown',
        'account.wrong_provider',
        'provider.rate_limited',
      ),
    },
  });

export function toolRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(listRoute, (context) => {
      const items = deps.tools.map((tool) => ({ ...tool, scopes: [...tool.scopes] }));
      return context.json({ items, nextCursor: null }, 200);
    })
    .openapi(callRoute(deps), async (context) => {
      const { id, tool } = context.req.valid('param');
      const answer = await callTool(deps, {
        ref: { tenant: context.get('tenant').id, account: id as AccountId },
        tool,
        input: context.req.valid('json').input as Json,
        callKey: context.get('requestName') ?? randomUUID(),
        isNamed: context.get('requestName') !== undefined,
        signal: context.req.raw.signal,
      });
      return context.json(answer, 200);
    });
}
