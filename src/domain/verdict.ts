// From evidence to verdict. A run is complete only if every required step is done and its counts hold; nothing else,
// neither a model's claim nor the absence of errors, makes it so (promise 1).

import type { Gap, StepRecord, Verdict } from './run.ts';
import type { Receipt } from './tool.ts';

/** Gaps that the steps' own records show; the run adds those that only it knows (deadline, decline, cancellation). */
export function gapsOf(steps: readonly StepRecord[]): Gap[] {
  return steps.filter((step) => step.required).flatMap(gapsOfStep);
}

function gapsOfStep(step: StepRecord): Gap[] {
  const about = { step: step.id, account: step.account };
  switch (step.state) {
    case 'done':
      return isProven(step)
        ? gapsOfDelivery(step)
        : [
            {
              ...about,
              code: 'count_mismatch',
              detail: `the provider announced ${step.receipt?.announced ?? 'no number'}, this step holds ${step.receipt?.rows ?? 'nothing'}`,
              expected: step.receipt?.announced ?? null,
              got: step.receipt?.rows ?? null,
            },
          ];
    case 'failed':
      return [
        {
          ...about,
          code: step.problem?.code === 'tool.count_mismatch' ? 'count_mismatch' : 'step_failed',
          detail: step.problem?.message ?? 'the step failed',
          expected: numberFact(step, 'announced'),
          got: numberFact(step, 'rows'),
        },
      ];
    case 'paused':
      return [
        {
          ...about,
          code: 'waiting_for_account',
          detail: `waits for account ${step.account} to be usable again`,
          expected: step.receipt?.announced ?? null,
          got: step.receipt?.rows ?? null,
        },
      ];
    case 'waiting':
    case 'running':
    case 'skipped':
      return [
        { ...about, code: 'step_skipped', detail: 'did not run to its end', expected: null, got: null },
      ];
  }
}

function gapsOfDelivery(step: StepRecord): Gap[] {
  if (!step.without || step.without.length === 0) return [];
  return [
    {
      step: step.id,
      account: step.account,
      code: 'delivered_with_gaps',
      detail: `was written without ${step.without.join(', ')}, and says so itself`,
      expected: null,
      got: step.receipt?.rows ?? null,
    },
  ];
}

/** A done step is proven when its receipt accounts for everything that was announced, and the last page was seen. */
export function isProven(step: StepRecord): boolean {
  return step.receipt !== null && isProvenReceipt(step.receipt);
}

export function isProvenReceipt(receipt: Receipt): boolean {
  if (!receipt.lastPageSeen) return false;
  return receipt.announced === null || receipt.rows + receipt.unmatched === receipt.announced;
}

function numberFact(step: StepRecord, name: string): number | null {
  const value = step.problem?.facts[name];
  return typeof value === 'number' ? value : null;
}

/** What ended the run other than its steps. `failed_deadline`: it was to fail if the deadline found it waiting, and it did. */
export type EndedBy = 'cancelled' | 'failed_deadline' | null;

export function verdictOf(steps: readonly StepRecord[], gaps: readonly Gap[], endedBy: EndedBy): Verdict {
  if (endedBy === 'cancelled') return 'cancelled';
  if (gaps.length === 0) return 'complete';
  if (endedBy === 'failed_deadline') return 'failed';
  const required = steps.filter((step) => step.required);
  return required.every((step) => step.state === 'failed' || step.state === 'skipped')
    ? 'failed'
    : 'incomplete';
}
