// A tool call outside of any run, for the API: not durable, its rows come back with the result.

import type { DirectAnswer, DirectCall, PagesRead } from '../../src/domain/direct-call.ts';
import { Failure } from '../../src/domain/failures.ts';
import type { ToolRuntime } from '../../src/tool-runtime.ts';
import type { StepStore, ToolDefinition } from './define-tool.ts';
import { createInMemoryStep } from './in-memory-step.ts';
import { runTool } from './run-tool.ts';

export function createDirectCaller(
  tools: readonly ToolDefinition[],
  { openFetch, openWrites }: Pick<ToolRuntime, 'openFetch' | 'openWrites'>,
): (call: DirectCall) => Promise<DirectAnswer> {
  return async ({ ref, tool: name, input, callKey, isNamed, signal, onPage }) => {
    const tool = tools.find((candidate) => candidate.name === name);
    if (!tool) {
      throw new Failure(
        'tool.unknown',
        `There is no tool "${name}"; there are ${tools.map((one) => one.name).join(', ')}.`,
      );
    }
    const step = createInMemoryStep();
    // A call nobody can make again leaves nothing behind.
    const writes = isNamed
      ? openWrites?.({ ...ref, callKey, run: null, step: null, tool: tool.name })
      : undefined;
    const deps = {
      openFetch,
      step: onPage ? watchPages(step, onPage) : step,
      callKey,
      signal,
      heartbeat: () => {},
      ...(writes && { writes }),
    };
    const result = await runTool(tool, deps, { ...ref, input });
    return { result, rows: result.status === 'ok' ? step.rows() : [] };
  };
}

/** The same step to the tool; each page it saves is told. */
function watchPages(step: StepStore, onPage: (pages: PagesRead) => void): StepStore {
  let pages = 0;
  return {
    ...step,
    async savePage(page) {
      await step.savePage(page);
      pages += 1;
      onPage({ pages, rows: await step.countRows() });
    },
  };
}
