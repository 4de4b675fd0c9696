// A run of kind `agent`: a model decides which tools are called. What was ordered, what a turn and a call of it come to, and
// what a workflow may know of them: names, counts and references, never a word of the conversation.

import type { AccountId, RunId, TenantId } from './ids.ts';
import type { Ledger, PauseRecord } from './run.ts';
import type { Json, Problem, Receipt, ToolEffect } from './tool.ts';

export interface AgentLimits {
  readonly turns: number;
  /** Of all turns together, read and written. */
  readonly tokens: number;
  /** In the currency of the model's prices; null: not limited. */
  readonly money: number | null;
  readonly minutes: number;
}

export const usualAgentLimits: AgentLimits = { turns: 50, tokens: 2_000_000, money: null, minutes: 12 * 60 };

/** What must be on record before the run may be called complete, whatever the model says. */
export interface AgentExpectation {
  readonly tool: string;
  readonly account?: AccountId;
  /** At least so many calls that ended well. */
  readonly calls: number;
  /** Of those calls together. `sameAs`: as many as the calls of another tool hold. */
  readonly rows?: { readonly exactly?: number; readonly atLeast?: number; readonly sameAs?: string };
}

/** The part of an order that its workflow is started with. */
export interface AgentPlan {
  readonly model: string;
  readonly accounts: readonly AccountId[];
  /** Null: what the accounts offer, but for tools that reach anything. */
  readonly tools: readonly string[] | null;
  readonly limits: AgentLimits;
  readonly expects: readonly AgentExpectation[];
  readonly wantsAnswer: boolean;
}

/** As it is kept with the run; the texts stay there. */
export interface AgentOrder extends Omit<AgentPlan, 'wantsAnswer'> {
  readonly instructions: string;
  readonly task: string;
  /** JSON Schema of the final answer. */
  readonly answerSchema: Json | null;
}

/** What a workflow may be given of an order: histories keep everything for good, so no text of it. */
export function planOfOrder(order: AgentOrder): AgentPlan {
  const { model, accounts, tools, limits, expects, answerSchema } = order;
  return { model, accounts, tools, limits, expects, wantsAnswer: answerSchema !== null };
}

/** Which call of which turn; both count from 1. */
export interface CallRef {
  readonly turn: number;
  readonly call: number;
}

/** Names a call's rows, wherever a step's id may stand. */
export const callIdOf = ({ turn, call }: CallRef): string => `t${turn}.${call}`;
export const turnIdOf = (turn: number): string => `turn-${turn}`;

export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  /** Null where the model has no prices. */
  readonly cost: number | null;
}

export const noUsage: TokenUsage = { input: 0, output: 0, cost: null };

export const addUsage = (one: TokenUsage, other: TokenUsage): TokenUsage => ({
  input: one.input + other.input,
  output: one.output + other.output,
  cost: one.cost === null && other.cost === null ? null : (one.cost ?? 0) + (other.cost ?? 0),
});

/** What a model has asked for, as a workflow knows it: the input stays in the store. */
export type AskedCall = {
  readonly call: number;
  readonly tool: string;
  /** The same for the same input, so that a call made again is recognized. */
  readonly inputDigest: string;
} & (
  | { readonly kind: 'tool'; readonly account: AccountId }
  /** Answered from the run's own store when the next turn is prepared. */
  | { readonly kind: 'built_in' }
  /** Cannot be made; the model is told why. */
  | { readonly kind: 'mistaken'; readonly account: AccountId | null; readonly problem: Problem }
);

export type TurnResult =
  | {
      readonly kind: 'calls';
      readonly calls: readonly AskedCall[];
      readonly usage: TokenUsage;
      readonly leftOut: number;
    }
  /** It says it is finished; `mistake`: its answer is not what was ordered. */
  | {
      readonly kind: 'finished';
      readonly mistake: string | null;
      readonly usage: TokenUsage;
      readonly leftOut: number;
    }
  /** Not asked: what it would have to read is more than is left. */
  | { readonly kind: 'over_budget'; readonly limit: 'tokens' | 'money' };

export type CallState =
  | 'waiting'
  | 'running'
  | 'paused'
  | 'done'
  | 'failed'
  /** Its wait for an account was ended. */
  | 'unavailable';

/** A call in the ledger. */
export interface CallRecord {
  readonly id: string;
  readonly tool: string;
  /** Null for what is built in, and for a call that named none. */
  readonly account: AccountId | null;
  readonly effect: ToolEffect;
  readonly inputDigest: string;
  state: CallState;
  receipt: Receipt | null;
  problem: Problem | null;
  startedAt: number | null;
  finishedAt: number | null;
  pauses: PauseRecord[];
}

/** What a turn's step has beside what every step has. */
export interface TurnRecord {
  readonly number: number;
  usage: TokenUsage;
  calls: CallRecord[];
  /** Older results that were left out of what the model read, by reference. */
  leftOut: number;
}

/** What the next turn tells the model of a call: enough to find the rows, nothing of them. */
export type CallReport = CallRef &
  (
    | { readonly status: 'ok' | 'empty'; readonly receipt: Receipt }
    | { readonly status: 'failed'; readonly problem: Problem }
    | { readonly status: 'unavailable' }
    | { readonly status: 'built_in' }
  );

/** What is carried over a continue-as-new. */
export interface AgentCheckpoint {
  readonly schemaVersion: 1;
  readonly turn: number;
  readonly usage: TokenUsage;
  readonly startedAt: number;
  readonly reports: readonly CallReport[];
  /** What was wrong with the last answer, to be told. */
  readonly mistake: string | null;
  readonly mistakenAnswers: number;
  readonly lastSequence: number;
  readonly revision: number;
  readonly declined: readonly string[];
  readonly isOverdueTold: boolean;
  readonly tallies: readonly CallTally[];
}

/** What the verdict needs to know of the calls of turns that are over: one per tool, account and input. */
export interface CallTally {
  /** The last one of its kind. */
  readonly id: string;
  readonly tool: string;
  readonly account: AccountId | null;
  readonly effect: ToolEffect;
  readonly inputDigest: string;
  readonly outcome: 'proven' | 'unproven' | 'failed' | 'mistaken' | 'unavailable' | 'cancelled';
  /** How many of them ended well. */
  readonly proven: number;
  readonly rows: number;
  readonly announced: number | null;
  /** In the order of the run; a later call may make good what an earlier one missed. */
  readonly at: number;
  readonly detail: string | null;
  readonly why: 'waiting_for_account' | 'declined' | 'disconnected' | null;
}

/** An agent's ledger as its workflow saves it: without the steps that are saved already. */
export interface AgentSave {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly head: Ledger;
  readonly steps: Ledger['steps'];
}
