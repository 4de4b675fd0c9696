// One execution of a tool call, as a worker would make it; aborted from within where a test wants a worker to die.

import type { StepStore, ToolDefinition } from '../../activities/tools/define-tool.ts';
import { type CallDeps, runTool } from '../../activities/tools/run-tool.ts';
import type { Json, Receipt, ToolResult } from '../../src/domain/tool.ts';
import { testAccount } from './plain-fetch.ts';

export interface Execution {
  readonly openFetch: CallDeps['openFetch'];
  readonly step: StepStore;
  /** The execution ends for good after so many saved pages, before the tool learns that the last one was saved. */
  readonly dieAfterPages?: number;
}

export class WorkerDied extends Error {}

export async function callTool(
  tool: ToolDefinition,
  input: Json,
  { openFetch, step, dieAfterPages = Number.POSITIVE_INFINITY }: Execution,
): Promise<ToolResult> {
  const dying = new AbortController();
  let pages = 0;
  const mortal: StepStore = {
    ...step,
    async savePage(page) {
      await step.savePage(page);
      if (++pages < dieAfterPages) return;
      dying.abort(new WorkerDied());
      dying.signal.throwIfAborted();
    },
  };
  const deps = {
    openFetch,
    step: mortal,
    callKey: 'acme:run_1:step',
    signal: dying.signal,
    heartbeat: () => {},
  };
  return runTool(tool, deps, { ...testAccount, input });
}

/** The receipt of a call that must have ended well. */
export function receiptOf(result: ToolResult): Receipt {
  if (result.status === 'ok' || result.status === 'empty') return result.receipt;
  throw new Error(`the call did not end well: ${JSON.stringify(result)}`);
}
