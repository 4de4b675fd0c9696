// One tool call at once, outside of any run, and what is told of it: the one way behind POST /v1/accounts/{id}/tools/{tool}
// and MCP's tools/call. Not durable, and it never waits for a person: an account that cannot be used is answered with
// `blocked` and the link at once.

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import type { DirectCall } from '../domain/direct-call.ts';
import type { AccountRef } from '../domain/ids.ts';
import type { ToolResult } from '../domain/tool.ts';
import { withIsoTimes } from '../domain/wire-times.ts';
import { type AccountRow, findAccount } from '../store/accounts.ts';
import type { Pool } from '../store/db.ts';
import { findOpenRequest, type ReauthRequestRow } from '../store/reauth-requests.ts';
import { unknownAccount } from '../vault/vault.ts';
import type { AppDeps, ToolListing } from './app-deps.ts';
import { ApiProblem } from './problem.ts';
import { receiptSchema } from './run-view.ts';

export const toolAnswerSchema = z
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

export type ToolAnswer = z.output<typeof toolAnswerSchema>;

type Deps = Pick<AppDeps, 'tools' | 'pool' | 'links' | 'callTool'>;

/** Throws an `ApiProblem` or a `Failure` for what is not the tool's own answer. */
export async function callTool(deps: Deps, order: DirectCall): Promise<ToolAnswer> {
  const { ref, signal } = order;
  const tool = findTool(deps.tools, order.tool);
  const account = await findAccount(deps.pool, ref);
  if (!account) throw unknownAccount(ref);
  refuseOtherProvider(tool, account);
  // A held account's token may be as good as ever; whether it is, the call finds out.
  if (account.state === 'reauth_required' || account.state === 'disconnected') {
    return blockedAnswer(deps, ref, account.state);
  }
  try {
    const { result, rows } = await deps.callTool(order);
    return await answerOf(deps, ref, result, rows);
  } catch (error) {
    if (signal.aborted && tool.effect === 'once') throw cutOff(tool);
    throw error;
  }
}

function cutOff(tool: ToolListing): ApiProblem {
  return new ApiProblem(
    'tool.outcome_unknown',
    `${tool.name} was cut off by its caller before its outcome was known. Look at the provider whether it took effect before you send it again.`,
  );
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
  deps: Deps,
  ref: AccountRef,
  result: ToolResult,
  rows: readonly { readonly key: string; readonly value: unknown }[],
): Promise<ToolAnswer> {
  switch (result.status) {
    case 'ok':
      return {
        status: 'ok',
        result: { ...(result.value !== null && { value: result.value }), ...(rows.length > 0 && { rows }) },
        receipt: withIsoTimes(result.receipt) as ToolAnswer['receipt'],
      };
    case 'empty':
      return { status: 'empty', receipt: withIsoTimes(result.receipt) as ToolAnswer['receipt'] };
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
): Promise<ToolAnswer> {
  const request = state === 'reauth_required' ? await findRequestSoon(pool, ref) : null;
  return { status: 'blocked', state, ...(request && { reauthUrl: links.urlFor(request.id) }) };
}

/** A call that found the account dead itself may be a moment ahead of the workflow that is just opening the request. */
export async function findRequestSoon(pool: Pool, ref: AccountRef): Promise<ReauthRequestRow | null> {
  for (let tries = 0; tries < 10; tries++) {
    const request = await findOpenRequest(pool, ref);
    if (request) return request;
    await sleep(200);
  }
  return null;
}
