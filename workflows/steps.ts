// Run kind `steps`: a plan that is data. Checked before it was started; checked again by its first activity.

import { CancellationScope, setHandler } from '@temporalio/workflow';
import { withImpliedNeeds } from '../src/domain/plan.ts';
import type { Ledger, StepPlan } from '../src/domain/run.ts';
import { accountChanged, cancelRun, decline, runLedger, runStatus } from './messages.ts';
import { RunEngine } from './run-engine.ts';
import type { RunInput } from './run-input.ts';

export interface StepsInput extends RunInput {
  readonly steps: readonly StepPlan[];
}

export async function steps(input: StepsInput): Promise<Ledger> {
  return runPlan(input, input.steps.map(withImpliedNeeds));
}

/** What every run kind does with its plan. */
export async function runPlan(input: RunInput, plan: readonly StepPlan[]): Promise<Ledger> {
  const engine = startEngine(input);
  // A cancellation from Temporal UI means the same as the signal: the run ends in order, with its ledger saved.
  CancellationScope.current().cancelRequested.catch(() => engine.cancel());
  return CancellationScope.nonCancellable(() => engine.run(plan));
}

function startEngine(input: RunInput): RunEngine {
  const engine = new RunEngine(input);
  setHandler(accountChanged, (change) => engine.watch.note(change), {
    description: 'An account this run uses changed',
  });
  setHandler(decline, ({ account }) => engine.watch.noteDecline(account), {
    description: 'The person will not reauthorize this account: stop waiting for it',
  });
  setHandler(cancelRun, () => engine.cancel(), { description: 'End the run with what it has' });
  setHandler(runLedger, () => engine.ledger);
  setHandler(runStatus, () => ({
    state: engine.ledger.state,
    verdict: engine.ledger.verdict,
    pausedOn: engine.ledger.pausedOn,
  }));
  return engine;
}
