// From a run that ends with gaps to the workflow that will fill them in: is there one to start, what is it given.

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { log, ParentClosePolicy, patched, startChild } from '@temporalio/workflow';
import { lateFillWorkflowId } from '../src/domain/ids.ts';
import { accountsAwaited, listOwed } from '../src/domain/late-fill.ts';
import type { LateFill, Ledger, StepPlan } from '../src/domain/run.ts';
import { DAY } from '../src/domain/time.ts';
import type { lateFillWorkflow } from './late-fill.ts';
import type { LateFillInput } from './late-fill-input.ts';
import type { RunCalls } from './run-calls.ts';
import type { RunNews } from './run-news.ts';

/** After a week nobody reads that night's report any more. */
const longestLateFillMs = 7 * DAY;

/** Null where nothing is owed that can still come, or gaps were not what was asked for. */
export function planLateFill(ledger: Ledger, plan: readonly StepPlan[], calls: RunCalls): LateFill | null {
  if (ledger.onDeadline !== 'deliver_with_gaps' || ledger.gaps.length === 0) return null;
  const owed = listOwed(plan, ledger.steps, (tool) => calls.marksGaps(tool));
  if (owed.length === 0 || !patched('late-fill')) return null;
  return {
    state: 'waiting',
    waitsFor: accountsAwaited(owed, ledger.steps),
    untilAt: Date.now() + longestLateFillMs,
    endedAt: null,
    reason: null,
  };
}

/** Abandoned on purpose: the run ends, its late fill stays. */
export async function startLateFill(
  ledger: Ledger,
  plan: readonly StepPlan[],
  calls: RunCalls,
  news: RunNews,
): Promise<void> {
  const { tools, labels } = calls;
  const input: LateFillInput = { ledger, plan, tools, labels, lastSequence: news.lastSequence };
  try {
    await startChild<typeof lateFillWorkflow>('lateFillWorkflow', {
      workflowId: lateFillWorkflowId(ledger.tenant, ledger.run),
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `late fill of ${ledger.name}`,
      staticDetails: `waits for the accounts whose rows run \`${ledger.run}\` was delivered without`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    log.info('the late fill of this run is there already', { run: ledger.run });
  }
}
