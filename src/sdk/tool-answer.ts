// The four ways a tool call ends. `result` is there only where the call ended `ok`, so a program that wants it has to look at
// the others first: a blocked account cannot be read as "no results".

import type { components } from './api-types.ts';

type Wire = components['schemas']['ToolAnswer'];
export type Receipt = components['schemas']['Receipt'];

export interface ToolDone {
  readonly status: 'ok';
  readonly result: {
    readonly value?: unknown;
    readonly rows?: readonly { readonly key: string; readonly value: unknown }[];
  };
  readonly receipt: Receipt;
}

/** Proven: the provider said that there is nothing. */
export interface ToolEmpty {
  readonly status: 'empty';
  readonly receipt: Receipt;
}

/** The account cannot be used now. That says nothing about the data. */
export interface ToolBlocked {
  readonly status: 'blocked';
  readonly state: 'reauth_required' | 'held' | 'disconnected';
  /** Where a person renews the account; null where no person can. */
  readonly reauthUrl: string | null;
}

export interface ToolFailed {
  readonly status: 'failed';
  readonly problem: NonNullable<Wire['problem']>;
}

export type ToolAnswer = ToolDone | ToolEmpty | ToolBlocked | ToolFailed;

/** Throws where an answer is none of the four: what is not understood is never taken for a result. */
export function readToolAnswer(answer: Wire): ToolAnswer {
  const { status, receipt, result, state, problem } = answer;
  if (status === 'ok' && receipt && typeof result === 'object' && result !== null) {
    return { status, result: result as ToolDone['result'], receipt };
  }
  if (status === 'empty' && receipt) return { status, receipt };
  if (status === 'blocked' && state) return { status, state, reauthUrl: answer.reauthUrl ?? null };
  if (status === 'failed' && problem) return { status, problem };
  throw new TypeError(
    `A tool call was answered with "${status}" in a form this client does not know. Is the server newer than the client?`,
  );
}
