// A run: its plan, the state of its steps, its ledger and its verdict.

import type { TurnRecord } from './agent-turn.ts';
import type { AccountId, RunId, TenantId } from './ids.ts';
import type { PauseRecord } from './pause.ts';
import type { Json, Problem, Receipt, ToolEffect } from './tool.ts';

export const runStates = ['running', 'paused', 'ended'] as const;
export type RunState = (typeof runStates)[number];
export const verdicts = ['complete', 'complete_late', 'incomplete', 'failed', 'cancelled'] as const;
export type Verdict = (typeof verdicts)[number];
/** What happens to steps that still wait for a person when the deadline comes. */
export type OnDeadline = 'keep_waiting' | 'deliver_with_gaps' | 'fail';

export interface StepPlan {
  readonly id: string;
  readonly account: AccountId;
  readonly tool: string;
  readonly input: Json;
  readonly needs: readonly string[];
  readonly required: boolean;
}

export type StepState =
  | 'waiting'
  | 'running'
  | 'paused'
  /** Ended with a receipt: `ok`, or `empty` with proof. */
  | 'done'
  | 'failed'
  /** Not run, because a step it needs did not end well or the run ended first. */
  | 'skipped';

export interface StepRecord {
  readonly id: string;
  readonly account: AccountId;
  readonly tool: string;
  readonly required: boolean;
  readonly needs: readonly string[];
  state: StepState;
  receipt: Receipt | null;
  problem: Problem | null;
  startedAt: number | null;
  finishedAt: number | null;
  pauses: PauseRecord[];
  /** Steps it needs and went on without, because its tool could say so in what it wrote. */
  without?: readonly string[];
  /** What was delivered with gaps, of a step that was completed later. */
  receiptWithGaps?: Receipt;
  /** Of an agent's run: a turn of its model, with its calls. Its own account is empty; each call has one. */
  turn?: TurnRecord;
}

export type GapCode =
  | 'count_mismatch'
  | 'step_failed'
  | 'step_skipped'
  | 'waiting_for_account'
  | 'declined'
  /** Was written, and says itself what it lacks. */
  | 'delivered_with_gaps'
  /** A limit of an agent's run was reached before its model had finished. */
  | 'budget_spent'
  /** What the order expects of an agent's run is not on record. */
  | 'expectation_unmet'
  /** The model gave no answer, or none of the form that was ordered. */
  | 'no_answer'
  | 'cancelled';

/** Something the run owes and does not have, in words and numbers. */
export interface Gap {
  readonly step: string;
  readonly account: AccountId;
  readonly code: GapCode;
  readonly detail: string;
  readonly expected: number | null;
  readonly got: number | null;
}

/** What becomes of the gaps a run was delivered with, after it has ended. */
export interface LateFill {
  state: 'waiting' | 'filled' | 'given_up';
  /** The accounts somebody would have to bring back. */
  readonly waitsFor: readonly AccountId[];
  /** Nobody waits longer. */
  readonly untilAt: number;
  endedAt: number | null;
  /** Why it was given up. */
  reason: string | null;
}

/** All receipts and gaps of a run: what the verdict rests on. */
export interface Ledger {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly kind: string;
  readonly name: string;
  /** Goes up at every save, so that a save that comes late never replaces a later one. */
  revision: number;
  state: RunState;
  verdict: Verdict | null;
  steps: StepRecord[];
  gaps: Gap[];
  pausedOn: AccountId[];
  readonly startedAt: number;
  endedAt: number | null;
  readonly deadlineAt: number | null;
  readonly onDeadline: OnDeadline;
  lateFill?: LateFill;
}

/** What a run knows of its tools; recorded by its first activity, so that a deploy cannot change it under the run. */
export interface ToolSpec {
  readonly name: string;
  readonly effect: ToolEffect;
  readonly provider: string;
  /** It can say itself what is missing, so it goes on without it where the run is to deliver with gaps. */
  readonly marksGaps?: boolean;
}
