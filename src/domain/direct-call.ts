// A tool call outside of any run, as the API takes it and answers it. Nothing of it is kept.

import type { AccountRef } from './ids.ts';
import type { Json, ToolResult } from './tool.ts';

/** How far a call has come: only ever more. */
export interface PagesRead {
  readonly pages: number;
  readonly rows: number;
}

export interface DirectCall {
  readonly ref: AccountRef;
  readonly tool: string;
  readonly input: Json;
  /** An idempotency key for the provider, where it takes one. */
  readonly callKey: string;
  /** The key is of the caller's Idempotency-Key, so the call may come again. */
  readonly isNamed?: boolean;
  readonly signal: AbortSignal;
  /** Told after each page or part that the tool has behind it. */
  readonly onPage?: (pages: PagesRead) => void;
}

export interface DirectAnswer {
  readonly result: ToolResult;
  /** What the tool read; kept nowhere but in the answer. */
  readonly rows: readonly { readonly key: string; readonly value: Readonly<Record<string, Json>> }[];
}
