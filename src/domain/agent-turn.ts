// A turn of an agent's model and the calls it asks for: what each comes to, in the ledger, in the verdict and in what the next
// turn is told. Counts and references, never a word of the conversation.

import type { CallRef } from './call-ref.ts';
import type { AccountId } from './ids.ts';
import type { PauseRecord } from './pause.ts';
import type { Problem, Receipt, ToolEffect } from './tool.ts';

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
