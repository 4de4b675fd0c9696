// A tool call and the only four ways it can end. `{}` is not representable (promise 1).

import type { CallRef } from './call-ref.ts';
import type { FailureCode } from './failures.ts';
import type { AccountId, RunId, TenantId } from './ids.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** `read`: retry freely. `keyed`: retry with the call's key. `once`: never blindly. */
export type ToolEffect = 'read' | 'keyed' | 'once';

/** What a workflow hands to a tool activity. Small on purpose: rows go by reference to the step that has them. */
export interface ToolCall {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly step: string;
  readonly tool: string;
  readonly account: AccountId;
  readonly input: Json;
  /** In place of `input`: what a model has written, which stays in the store of its conversation. */
  readonly writtenBy?: CallRef;
}

/** What a finished call proves. Counts, never contents. */
export interface Receipt {
  /** Rows this step holds, by distinct key. For a write: rows the provider confirmed. */
  readonly rows: number;
  /** What the provider said there is, or what was asked for; null where nothing announces a number. */
  readonly announced: number | null;
  /** Asked for and proven absent (the provider answered, without them). Not a gap. */
  readonly unmatched: number;
  /** Provider requests of all executions of this call, this receipt's own view of the pages or ranges. */
  readonly pages: number;
  readonly lastPageSeen: boolean;
  /** The token versions its requests were made with, first and last. */
  readonly tokenVersions: readonly [first: number, last: number] | null;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Further counts a tool wants on record, e.g. windows read. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Problem {
  readonly code: FailureCode;
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export type ToolResult =
  | { readonly status: 'ok'; readonly receipt: Receipt; readonly value: Json }
  /** Proven: the provider said 200 and zero. */
  | { readonly status: 'empty'; readonly receipt: Receipt }
  | {
      readonly status: 'blocked';
      readonly account: AccountId;
      readonly state: 'reauth_required' | 'held' | 'disconnected';
      readonly seq: number;
    }
  | { readonly status: 'failed'; readonly problem: Problem };
