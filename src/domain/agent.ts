// A run of kind `agent`: a model decides which tools are called. What was ordered, what a
// workflow may know of it, never a word of its texts, and what goes from one history to the next.

import type { CallReport, CallTally, TokenUsage } from './agent-turn.ts';
import type { AccountId, RunId, TenantId } from './ids.ts';
import type { Ledger } from './run.ts';
import type { Json } from './tool.ts';

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

/** An agent's ledger as its workflow saves it: without the steps that are saved already. */
export interface AgentSave {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly head: Ledger;
  readonly steps: Ledger['steps'];
}
