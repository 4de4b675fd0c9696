// A run whose workflow was ended from outside (terminated, or cancelled before it could say so itself): what its ledger comes to,
// from the last thing it said. Nothing is made better than it was: what was done is done, all else is a gap.

import type { Gap, LateFill, Ledger, StepRecord } from './run.ts';
import { gapsOf, verdictOf } from './verdict.ts';

/** How its workflow ended, in words that follow "its workflow ". `byHand`: somebody meant it. */
export interface OutsideEnd {
  readonly how: string;
  readonly byHand: boolean;
}

export function settleRun(ledger: Ledger, end: OutsideEnd, now: number): Ledger {
  const steps = ledger.steps.map((step) => settleStep(step, now));
  const gaps = gapsOf(steps).map((gap) => explain(gap, end));
  return {
    ...ledger,
    revision: ledger.revision + 1,
    state: 'ended',
    // With gaps it failed, for nobody decided to deliver it with them.
    verdict: verdictOf(steps, gaps, end.byHand ? 'cancelled' : 'failed_deadline'),
    steps,
    gaps,
    pausedOn: [],
    endedAt: now,
  };
}

export function settleLateFill(
  ledger: Ledger & { lateFill: LateFill },
  end: OutsideEnd,
  now: number,
): Ledger {
  return {
    ...ledger,
    revision: ledger.revision + 1,
    lateFill: { ...ledger.lateFill, state: 'given_up', endedAt: now, reason: `its workflow ${end.how}` },
  };
}

function settleStep(step: StepRecord, now: number): StepRecord {
  if (step.state === 'waiting') return { ...step, state: 'skipped' };
  if (step.state === 'running') return { ...step, state: 'skipped', finishedAt: now };
  return step.state === 'paused' && step.finishedAt === null ? { ...step, finishedAt: now } : step;
}

const explain = (gap: Gap, { how, byHand }: OutsideEnd): Gap =>
  gap.code === 'step_skipped' || gap.code === 'waiting_for_account'
    ? {
        ...gap,
        code: byHand ? 'cancelled' : gap.code,
        detail: `the run's workflow ${how} before this step was done`,
      }
    : gap;
