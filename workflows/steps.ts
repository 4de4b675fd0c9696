// Run kind `steps`: a plan that is data. Checked before it was started; checked again by its first activity.

import { CancellationScope } from '@temporalio/workflow';
import { withImpliedNeeds } from '../src/domain/plan.ts';
import type { Ledger, StepPlan } from '../src/domain/run.ts';
import { RunEngine } from './run-engine.ts';
import { handleRunMessages } from './run-handlers.ts';
import type { RunInput } from './run-input.ts';

export interface StepsInput extends RunInput {
  readonly steps: readonly StepPlan[];
}

export async function steps(input: StepsInput): Promise<Ledger> {
  return runPlan(input, input.steps.map(withImpliedNeeds));
}

/** What every run kind does with its plan. */
export async function runPlan(input: RunInput, plan: readonly StepPlan[]): Promise<Ledger> {
  const engine = new RunEngine(input);
  handleRunMessages(engine);
  // A cancellation from Temporal UI means the same as the signal: the run ends in order, with its ledger saved.
  CancellationScope.current().cancelRequested.catch(() => engine.cancel());
  return CancellationScope.nonCancellable(() => engine.run(plan));
}
