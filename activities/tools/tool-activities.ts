// The durable form of a tool call: an activity per tool, its type is the tool's name. Adds what Temporal needs (heartbeats,
// cancellation, failures without causes) and keeps results of any size out of the history.

import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import type { Json, ToolCall, ToolResult } from '../../src/domain/tool.ts';
import type { ToolRuntime } from '../../src/tool-runtime.ts';
import type { ToolActivities } from '../contract.ts';
import { guard } from '../failure-boundary.ts';
import type { StepStore, ToolDefinition } from './define-tool.ts';
import { runTool } from './run-tool.ts';

/** Well inside the heartbeat timeout of 5 s, and how soon a cancellation is heard of. */
const heartbeatEveryMs = 1_000;
/** Histories keep everything for good; what is larger stays in the result store alone. */
const largestValueBytes = 4_096;

/** The row under which a value is kept, for a tool that answers one thing instead of rows. */
export const valueKey = 'value';

export function createToolActivities(tools: readonly ToolDefinition[], runtime: ToolRuntime): ToolActivities {
  return guard(
    Object.fromEntries(tools.map((tool) => [tool.name, (call: ToolCall) => runDurably(tool, runtime, call)])),
  );
}

async function runDurably(tool: ToolDefinition, runtime: ToolRuntime, call: ToolCall): Promise<ToolResult> {
  const context = Context.current();
  const step = runtime.openStep({ tenant: call.tenant, run: call.run, step: call.step });
  const callKey = `${call.tenant}:${call.run}:${call.step}`;
  const { tenant, run, account } = call;
  const writes = runtime.openWrites?.({ tenant, callKey, run, step: call.step, account, tool: tool.name });
  const { signal, stopListening } = listenOnce(context.cancellationSignal);
  // Shown in Temporal UI beside the pending activity.
  let waitsBecause: string | null = null;
  const beat = (): void => (waitsBecause === null ? context.heartbeat() : context.heartbeat(waitsBecause));
  const onWait = (why: string | null): void => {
    waitsBecause = why;
  };
  const timer = setInterval(beat, heartbeatEveryMs);
  try {
    // What a model has written is read where it is kept, so that histories hold a reference to it and nothing else.
    const whole = call.writtenBy ? { ...call, input: await runtime.readWritten(call, call.writtenBy) } : call;
    const result = await runTool(
      tool,
      {
        openFetch: (ref, aborting) => runtime.openFetch(ref, aborting, onWait),
        step,
        callKey,
        ...(writes && { writes }),
        ...(runtime.passing && { passing: runtime.passing }),
        signal,
        heartbeat: beat,
      },
      whole,
    );
    const largest = call.writtenBy ? 0 : largestValueBytes;
    return result.status === 'ok' ? await keepValue(tool, step, result, largest) : result;
  } finally {
    clearInterval(timer);
    stopListening();
  }
}

/** One listener on Temporal's signal, however many requests a call makes; theirs are on a signal of its own. */
function listenOnce(cancellation: AbortSignal): { signal: AbortSignal; stopListening(): void } {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const abort = (): void => controller.abort(cancellation.reason);
  if (cancellation.aborted) abort();
  cancellation.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    stopListening: () => cancellation.removeEventListener('abort', abort),
  };
}

/** A value becomes a row, so that the run's rows show it; only a small one is in the history as well. */
async function keepValue(
  tool: ToolDefinition,
  step: StepStore,
  result: ToolResult & { status: 'ok' },
  largest: number,
): Promise<ToolResult> {
  if (result.value === null) return result;
  const bytes = Buffer.byteLength(JSON.stringify(result.value));
  const shown: Json = bytes <= largest ? result.value : { keptAs: valueKey, bytes };
  try {
    const checkpoint = await step.loadCheckpoint();
    await step.savePage({ rows: [{ key: valueKey, value: { value: result.value } }], checkpoint });
    return { ...result, value: shown };
  } catch (error) {
    if (tool.effect !== 'once') throw error;
    // It is done and must not be done again, so this call ends well, without its answer, and says so.
    const facts = { ...result.receipt.facts, answerLost: true };
    return { ...result, value: null, receipt: { ...result.receipt, facts } };
  }
}
