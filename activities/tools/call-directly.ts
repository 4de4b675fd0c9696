// A tool call outside of any run, for the API: not durable, its rows come back with the result.

import { Failure } from '../../src/domain/failures.ts';
import type { AccountRef } from '../../src/domain/ids.ts';
import type { Json, ToolResult } from '../../src/domain/tool.ts';
import type { ResultRow, ToolDefinition } from './define-tool.ts';
import { createInMemoryStep } from './in-memory-step.ts';
import { type CallDeps, runTool } from './run-tool.ts';

export interface DirectCall {
  readonly ref: AccountRef;
  readonly tool: string;
  readonly input: Json;
  readonly callKey: string;
  readonly signal: AbortSignal;
}

export interface DirectAnswer {
  readonly result: ToolResult;
  readonly rows: readonly ResultRow[];
}

export function createDirectCaller(
  tools: readonly ToolDefinition[],
  { openFetch }: Pick<CallDeps, 'openFetch'>,
): (call: DirectCall) => Promise<DirectAnswer> {
  return async ({ ref, tool: name, input, callKey, signal }) => {
    const tool = tools.find((candidate) => candidate.name === name);
    if (!tool) {
      throw new Failure(
        'tool.unknown',
        `There is no tool "${name}"; there are ${tools.map((one) => one.name).join(', ')}.`,
      );
    }
    const step = createInMemoryStep();
    const deps = { openFetch, step, callKey, signal, heartbeat: () => {} };
    const result = await runTool(tool, deps, { ...ref, input });
    return { result, rows: result.status === 'ok' ? step.rows() : [] };
  };
}
