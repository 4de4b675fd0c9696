// Tools: the catalogue, and one call at once, outside of any run. Not durable, and it never waits for a person: an account
// that cannot be used is answered with `blocked` and the link at once.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import type { AccountId, AccountRef } from '../../domain/ids.ts';
import type { Json, ToolResult } from '../../domain/tool.ts';
import { withIsoTimes } from '../../domain/wire-times.ts';
import { type AccountRow, findAccount } from '../../store/accounts.ts';
import type { Pool } from '../../store/db.ts';
import { findOpenRequest, type ReauthRequestRow } from '../../store/reauth-requests.ts';
import { unknownAccount } from '../../vault/vault.ts';
import type { AppDeps, ToolListing } from '../app-deps.ts';
import { recordAnswers } from '../idempotency.ts';
import { ApiProblem } from '../problem.ts';
import { receiptSchema } from '../run-view.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, problems, tenantSecurity } from './route-kit.ts';

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

const answerSchema = z
  .object({
    status: z.enum(['ok', 'empty', 'blocked', 'failed']),
    result: z.unknown().optional().openapi({ description: '`{value?, rows?}` of a call that ended `ok`.' }),
    receipt: receiptSchema.optional(),
    problem: z
      .object({ code: z.string(), message: z.string(), facts: z.record(z.string(), z.unknown()) })
      .optional(),
    state: z.enum(['reauth_required', 'held', 'disconnected']).optional(),
    reauthUrl: z.url().optional(),
  })
  .openapi('ToolAnswer');

type Answer = z.output<typeof answerSchema>;

const shared = { tags: ['tools'], security: tenantSecurity };

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/tools',
  summary: 'The tools there are',
  responses: {
    200: jsonAnswer(z.object({ items: z.array(listingSchema), nextCursor: z.null() }), 'All tools.'),
    ...problems(401),
  },
});

const callRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/accounts/{id}/tools/{tool}',
    summary: 'Call a tool now, outside of any run',
    // Done again, a call is answered from the records of its writes.
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: {
      params: z.object({ id: z.string().min(1).max(100), tool: z.string().min(1).max(100) }),
      body: jsonBody(z.strictObject({ input: z.record(z.string(), z.unknown()).default({}) })),
    },
    responses: {
      200: jsonAnswer(answerSchema, 'How the call ended.'),
      ...problems(401, 404, 409, 422, 503),
    },
  });

export function toolRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(listRoute, (context) => {
      const items = deps.tools.map((tool) => ({ ...tool, scopes: [...tool.scopes] }));
      return context.json({ items, nextCursor: null }, 200);
    })
    .openapi(callRoute(deps), async (context) => {
      const { id, tool: name } = context.req.valid('param');
      const ref = { tenant: context.get('tenant').id, account: id as AccountId };
      const tool = findTool(deps.tools, name);
      const account = await findAccount(deps.pool, ref);
      if (!account) throw unknownAccount(ref);
      refuseOtherProvider(tool, account);
      // A held account's token may be as good as ever; whether it is, the call finds out.
      if (account.state === 'reauth_required' || account.state === 'disconnected') {
        return context.json(await blockedAnswer(deps, ref, account.state), 200);
      }
      const { result, rows } = await deps.callTool({
        ref,
        tool: tool.name,
        input: context.req.valid('json').input as Json,
        callKey: context.get('requestName') ?? randomUUID(),
        isNamed: context.get('requestName') !== undefined,
        signal: context.req.raw.signal,
      });
      return context.json(await answerOf(deps, ref, result, rows), 200);
    });
}

function findTool(tools: readonly ToolListing[], name: string): ToolListing {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool) return tool;
  throw new ApiProblem(
    'tool.unknown',
    `There is no tool "${name}"; there are ${tools.map((one) => one.name).join(', ')}.`,
  );
}

function refuseOtherProvider(tool: ToolListing, account: AccountRow): void {
  if (tool.provider === 'any' || tool.provider === account.provider) return;
  throw new ApiProblem(
    'account.wrong_provider',
    `${tool.name} needs an account of ${tool.provider}; "${account.id}" is one of ${account.provider}.`,
  );
}

async function answerOf(
  deps: AppDeps,
  ref: AccountRef,
  result: ToolResult,
  rows: readonly { readonly key: string; readonly value: unknown }[],
): Promise<Answer> {
  switch (result.status) {
    case 'ok':
      return {
        status: 'ok',
        result: { ...(result.value !== null && { value: result.value }), ...(rows.length > 0 && { rows }) },
        receipt: withIsoTimes(result.receipt) as Answer['receipt'],
      };
    case 'empty':
      return { status: 'empty', receipt: withIsoTimes(result.receipt) as Answer['receipt'] };
    case 'failed':
      return { status: 'failed', problem: { ...result.problem } };
    case 'blocked':
      return blockedAnswer(deps, ref, result.state);
  }
}

async function blockedAnswer(
  { pool, links }: Pick<AppDeps, 'pool' | 'links'>,
  ref: AccountRef,
  state: Exclude<AccountRow['state'], 'active'>,
): Promise<Answer> {
  const request = state === 'reauth_required' ? await findRequestSoon(pool, ref) : null;
  return { status: 'blocked', state, ...(request && { reauthUrl: links.urlFor(request.id) }) };
}

/** A call that found the account dead itself may be a moment ahead of the workflow that is just opening the request. */
async function findRequestSoon(pool: Pool, ref: AccountRef): Promise<ReauthRequestRow | null> {
  for (let tries = 0; tries < 10; tries++) {
    const request = await findOpenRequest(pool, ref);
    if (request) return request;
    await sleep(200);
  }
  return null;
}
