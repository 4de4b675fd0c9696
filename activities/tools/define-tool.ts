// What a tool is: one file in this folder and one line in index.ts.
// A tool never sees a token: it gets a fetch that carries one, and a step to keep its rows in.

import type { z } from 'zod';
import type { AccountId } from '../../src/domain/ids.ts';
import type { Json, Receipt, ToolEffect } from '../../src/domain/tool.ts';
import type { WriteAnswer, WriteRecord } from '../../src/domain/write-record.ts';

/**
 * A fetch bound to one account. Takes a path on the account's API base ("/crm/v3/…") or an absolute URL on one of the
 * provider's declared origins. The token is resolved for every request anew. Throws `AccountBlocked` when the account
 * cannot be used, `Failure('provider.unavailable')` when no answer came; every HTTP answer, 401 after a fresh token
 * included, comes back as a Response.
 */
export type AuthorizedFetch = (
  pathOrUrl: string,
  init?: RequestInit,
  witness?: RequestWitness,
) => Promise<Response>;

/** Whoever records a request is told, and waited for, right before it is sent, and when its token was refused. */
export interface RequestWitness {
  sending(): Promise<void>;
  /** Unread: the request was not carried out. */
  turnedAway(): Promise<void>;
}

/** What the provider's answer says of a write. */
export type WriteVerdict = 'confirmed' | 'refused' | 'unknown';

/** One row of a result: `key` is what makes it the same row on another day, e.g. the provider's record id. */
export interface ResultRow {
  readonly key: string;
  readonly value: Readonly<Record<string, Json>>;
  /** When it was read from its provider; a row that another step of a run holds knows it. */
  readonly readAt?: number;
}

/**
 * Where a call keeps its rows and its place. Durable in a run (PostgreSQL, sealed), in memory for a direct call.
 * `savePage` writes rows and checkpoint in one transaction: every execution of the call starts from what it finds here.
 */
export interface StepStore {
  /** The checkpoint of an earlier execution, as that execution saved it; null on the first. */
  loadCheckpoint(): Promise<Json | null>;
  savePage(page: { readonly rows: readonly ResultRow[]; readonly checkpoint: Json }): Promise<void>;
  /** Distinct keys held for this step. */
  countRows(): Promise<number>;
  /** Rows another step of the run holds, ordered by key, in slices, so that no step needs to fit in memory. */
  readRowsOf(step: string, sliceSize?: number): AsyncIterable<readonly ResultRow[]>;
  /** Forgets this step's rows and checkpoint, for a tool that must start over (its input changed under it). */
  clear(): Promise<void>;
}

export interface ToolContext<Input> {
  readonly input: Input;
  readonly account: AccountId;
  readonly fetch: AuthorizedFetch;
  readonly step: StepStore;
  /** The same for every execution of this call: an idempotency key where the provider takes one. */
  readonly callKey: string;
  /** The write this call is at, as an earlier execution left it (keep-writes.ts); null: nothing is on record. */
  write(): Promise<WriteRecord | null>;
  readonly signal: AbortSignal;
  /** Tells Temporal the call is alive; liveness only, never the checkpoint. */
  heartbeat(): void;
}

/** Evidence as the tool counted it; the runner adds times and token versions. */
export type ReceiptDraft = Omit<Receipt, 'tokenVersions' | 'startedAt' | 'finishedAt'>;

export type ToolOutcome =
  | { readonly status: 'ok'; readonly receipt: ReceiptDraft; readonly value?: Json }
  | { readonly status: 'empty'; readonly receipt: ReceiptDraft };

export interface ToolDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** A provider's id, or `any` for a tool that every provider's accounts have. */
  readonly provider: string;
  readonly scopes: readonly string[];
  /** The most that a call may do. */
  readonly effect: ToolEffect;
  /** Where the effect depends on what is asked; `effect` is then the most careful of them. */
  effectOf?(input: z.output<Schema>): ToolEffect;
  /** Where the status alone does not say whether a write was made. */
  judgeWrite?(answer: WriteAnswer): WriteVerdict;
  /** It looks for its writes itself: that a call ends `ok` proves those whose answer was lost. */
  readonly provesWrites?: true;
  readonly description: string;
  readonly input: Schema;
  /**
   * Its input takes `gaps`, `mark` and `late`, as google.write_sheet's does: a run may let it go on without steps that are
   * missing at the deadline, and have it completed when they are there.
   */
  readonly marksGaps?: true;
  /** Returns what it can prove, throws a `Failure` for the rest. */
  run(context: ToolContext<z.output<Schema>>): Promise<ToolOutcome>;
}

export function defineTool<Schema extends z.ZodType>(tool: ToolDefinition<Schema>): ToolDefinition<Schema> {
  return tool;
}
