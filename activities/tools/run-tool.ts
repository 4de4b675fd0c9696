// Runs one tool call and says how it ended: the only place where a tool's outcome becomes a ToolResult. Used by the durable
// activity and by the direct call of the API. What may be tried again by itself, and what is our own fault, is thrown.

import type { z } from 'zod';
import { AccountBlocked, Failure } from '../../src/domain/failures.ts';
import type { AccountRef } from '../../src/domain/ids.ts';
import type { Json, Problem, ToolCall, ToolResult } from '../../src/domain/tool.ts';
import type { WritePoint, WriteRecords } from '../../src/domain/write-record.ts';
import { keepEvidence, type TokenRange } from './call-evidence.ts';
import type { AuthorizedFetch, StepStore, ToolDefinition, ToolOutcome } from './define-tool.ts';
import { createInMemoryWrites } from './in-memory-writes.ts';
import { keepWrites } from './keep-writes.ts';

/** A fetch for one account, its provider's id, and a record of the token versions its requests used. */
export interface OpenedAccount {
  readonly fetch: AuthorizedFetch;
  readonly provider: string;
  tokenVersions(): TokenRange;
}

/** What a call runs on; opened for this one execution. */
export interface CallDeps {
  openFetch(ref: AccountRef, signal: AbortSignal): Promise<OpenedAccount>;
  readonly step: StepStore;
  readonly callKey: string;
  /** What is known of the call's writes; absent where nobody can make the call again. */
  readonly writes?: WriteRecords;
  passing?(point: WritePoint): Promise<void>;
  readonly signal: AbortSignal;
  heartbeat(): void;
}

export async function runTool(
  tool: ToolDefinition,
  deps: CallDeps,
  call: Pick<ToolCall, 'tenant' | 'account' | 'input'>,
): Promise<ToolResult> {
  const startedAt = Date.now();
  deps.signal.throwIfAborted();
  const input = tool.input.safeParse(call.input);
  if (!input.success) return { status: 'failed', problem: describeInput(tool, input.error) };
  try {
    const opened = await deps.openFetch({ tenant: call.tenant, account: call.account }, deps.signal);
    refuseOtherProvider(tool, opened.provider);
    const evidence = await keepEvidence(deps.step, { startedAt, tokenVersions: null }, opened.tokenVersions);
    const writes = keepWrites({
      effect: tool.effectOf?.(input.data) ?? tool.effect,
      judge: tool.judgeWrite,
      provesWrites: tool.provesWrites === true,
      records: deps.writes ?? createInMemoryWrites(),
      fetch: opened.fetch,
      step: evidence.step,
      checkpoint: await evidence.step.loadCheckpoint(),
      signal: deps.signal,
      passing: deps.passing ?? (async () => {}),
    });
    const outcome = await tool.run({
      input: input.data,
      account: call.account,
      fetch: writes.fetch,
      step: writes.step,
      write: writes.write,
      callKey: deps.callKey,
      signal: deps.signal,
      heartbeat: deps.heartbeat,
    });
    await writes.end();
    const receipt = { ...outcome.receipt, ...evidence.read(), finishedAt: Date.now() };
    return outcome.status === 'empty'
      ? { status: 'empty', receipt }
      : { status: 'ok', receipt, value: answerOf(outcome) };
  } catch (error) {
    // A call that was ended from outside ended for that reason, whatever broke on the way out.
    deps.signal.throwIfAborted();
    return resultOf(error, call);
  }
}

const answerOf = (outcome: ToolOutcome & { status: 'ok' }): Json => outcome.value ?? null;

/** Blocked and refused are results; the rest goes on to whoever retries, reports or fails loudly. */
function resultOf(error: unknown, call: Pick<ToolCall, 'account'>): ToolResult {
  if (error instanceof AccountBlocked) {
    return { status: 'blocked', account: call.account, state: error.state, seq: error.seq };
  }
  if (error instanceof Failure && ['tell_caller', 'ask_admin'].includes(error.disposition)) {
    return { status: 'failed', problem: { code: error.code, message: error.message, facts: error.facts } };
  }
  throw error;
}

function describeInput(tool: ToolDefinition, error: z.ZodError): Problem {
  const problems = error.issues.map(
    (issue) => `${issue.path.join('.') || '(whole input)'}: ${issue.message}`,
  );
  return {
    code: 'tool.input_invalid',
    message: `The input of ${tool.name} is not right: ${problems.join('; ')}`,
    facts: { problems: problems.length },
  };
}

function refuseOtherProvider(tool: ToolDefinition, provider: string): void {
  if (tool.provider === 'any' || tool.provider === provider) return;
  throw new Failure(
    'account.wrong_provider',
    `${tool.name} needs an account of ${tool.provider}; this is one of ${provider}`,
  );
}
