// A tool call outside of any run, for the API: not durable, its rows come back with the result.

import type { DirectAnswer, DirectCall } from '../../src/domain/direct-call.ts';
import { Failure } from '../../src/domain/failures.ts';
import type { ToolDefinition } from './define-tool.ts';
import { createInMemoryStep } from './in-memory-step.ts';
import { type CallDeps, runTool } from './run-tool.ts';

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
