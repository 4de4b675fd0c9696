// tools/call: the direct call of the API (call-tool.ts), asked for and answered in MCP's terms. A mistake in the protocol
// is an error of the protocol; everything a model can do something about is a result it sees.

import { randomUUID } from 'node:crypto';
import {
  type CallToolRequest,
  type CallToolResult,
  ErrorCode,
  McpError,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/sdk/types.js';
import type { DirectCall, PagesRead } from '../../domain/direct-call.ts';
import type { TenantId } from '../../domain/ids.ts';
import { findByModelToolName } from '../../domain/model-tool-name.ts';
import { listAccountChoices } from '../../store/accounts.ts';
import { answerOnce, type WorkAnswer } from '../answer-once.ts';
import type { AppDeps, ToolListing } from '../app-deps.ts';
import { callTool, type ToolAnswer } from '../call-tool.ts';
import { logFailure } from '../log-failure.ts';
import { ApiProblem, documentOf, type ProblemDocument, toProblem } from '../problem.ts';
import { choicesFor, chooseAccount, mostListed } from './account-argument.ts';
import { fingerprintOf, readOrder } from './call-order.ts';
import { type Blocked, describeBlocked, describeProblem, describeThrown } from './refusal.ts';
import { resultOf, showDone } from './show-answer.ts';

export interface CallFrame {
  readonly tenant: TenantId;
  /** The client shows people a link when it is asked to. */
  readonly opensUrls: boolean;
  readonly signal: AbortSignal;
  readonly onPage?: (pages: PagesRead) => void;
}

export async function handleCall(
  deps: AppDeps,
  params: CallToolRequest['params'],
  frame: CallFrame,
): Promise<CallToolResult> {
  const tool = findByModelToolName(deps.tools, params.name);
  if (!tool) {
    throw new McpError(
      ErrorCode.InvalidParams,
      `Unknown tool: ${params.name.slice(0, 100)}. tools/list names the tools there are.`,
    );
  }
  try {
    return await call(deps, tool, params, frame);
  } catch (error) {
    if (error instanceof McpError || frame.signal.aborted) throw error;
    const problem = toProblem(error);
    if (documentOf(problem).status >= 500) logFailure(deps.log, 'a tool call failed', problem, error);
    return resultOf(describeThrown(error));
  }
}

async function call(
  deps: AppDeps,
  tool: ToolListing,
  params: CallToolRequest['params'],
  { tenant, opensUrls, signal, onPage }: CallFrame,
): Promise<CallToolResult> {
  const wish = readOrder(params);
  const choices = choicesFor(tool, await listAccountChoices(deps.pool, tenant, mostListed + 1));
  const account = chooseAccount(tool, choices, wish.account);
  const ref = { tenant, account };
  const order = { ref, tool: tool.name, input: wish.input, signal, ...(onPage && { onPage }) };
  const { answer, isReplayed } = await answerUnder(deps, tool, order, wish.idempotencyKey);
  switch (answer.status) {
    case 'ok':
    case 'empty':
      return resultOf(showDone(answer, account, wish.rowsAfter), { isReplayed });
    case 'failed':
      return resultOf({ ...describeProblem(answer.problem!), account }, { isReplayed });
    case 'blocked': {
      const blocked = await describeBlocked(deps, ref, answer);
      if (opensUrls) askPerson(blocked);
      return resultOf(blocked.answer);
    }
  }
}

/** Throws what makes the client show the link, where there is one. */
function askPerson({ answer, request }: Blocked): void {
  const { reauthUrl, reason, whatToDo } = answer;
  if (reauthUrl === undefined || request === null) return;
  throw new UrlElicitationRequiredError(
    [{ mode: 'url', elicitationId: request, url: reauthUrl, message: `${reason} ${whatToDo}` }],
    `The account must be renewed by a person before this call can be made. ${reason}`,
  );
}

async function answerUnder(
  deps: AppDeps,
  tool: ToolListing,
  order: Omit<DirectCall, 'callKey' | 'isNamed'>,
  key: string | null,
): Promise<{ readonly answer: ToolAnswer; readonly isReplayed: boolean }> {
  if (key === null) {
    return { answer: await callTool(deps, { ...order, callKey: randomUUID() }), isReplayed: false };
  }
  const { ref, input } = order;
  let thrown: unknown = null;
  const work = async (callKey: string): Promise<WorkAnswer> => {
    try {
      const answer = await callTool(deps, { ...order, callKey, isNamed: true });
      return { status: 200, body: JSON.stringify(answer), isOpen: answer.status === 'blocked' };
    } catch (error) {
      thrown = error;
      const document = documentOf(toProblem(error));
      return { status: document.status, body: JSON.stringify(document) };
    }
  };
  const { status, body, isReplayed } = await answerOnce(
    deps.recordedAnswers,
    {
      tenant: ref.tenant,
      key,
      request: fingerprintOf(tool.name, ref.account, input),
      isRepeatable: tool.effect !== 'once',
    },
    work,
  );
  if (thrown !== null) throw thrown;
  if (status < 300) return { answer: JSON.parse(body) as ToolAnswer, isReplayed };
  const recorded = JSON.parse(body) as ProblemDocument;
  throw new ApiProblem(recorded.code, recorded.detail);
}
