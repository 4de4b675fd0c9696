// A ledger and its step records as they begin, and when a step is over.

import type { Ledger, StepPlan, StepRecord } from '../src/domain/run.ts';
import type { RunInput } from './run-input.ts';

export const newLedger = (input: RunInput): Ledger => ({
  tenant: input.tenant,
  run: input.run,
  kind: input.kind,
  name: input.name,
  revision: 0,
  state: 'running',
  verdict: null,
  steps: [],
  gaps: [],
  pausedOn: [],
  startedAt: Date.now(),
  endedAt: null,
  deadlineAt: input.deadlineAt,
  onDeadline: input.onDeadline,
});

export const newRecord = ({ id, account, tool, required, needs }: StepPlan): StepRecord => ({
  id,
  account,
  tool,
  required,
  needs,
  state: 'waiting',
  receipt: null,
  problem: null,
  startedAt: null,
  finishedAt: null,
  pauses: [],
});

/** Ended one way or another, a paused step whose wait is over included: it will not run again. */
export const isOver = (step: StepRecord): boolean =>
  step.state === 'done' ||
  step.state === 'failed' ||
  step.state === 'skipped' ||
  (step.state === 'paused' && step.finishedAt !== null);
