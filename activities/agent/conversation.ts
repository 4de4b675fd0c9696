// A conversation's entries as they are stored, and read back with their shapes.

import type { ModelMessage } from 'ai';
import type { TurnResult } from '../../src/domain/agent-turn.ts';
import { type CallRef, callIdOf } from '../../src/domain/call-ref.ts';
import type { Json } from '../../src/domain/tool.ts';
import type { ConversationEntry } from '../../src/vault/conversations.ts';

/** What the model was told of one of its calls, or by the run itself. */
export type ToldContent =
  | {
      readonly kind: 'result';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly text: string;
      /** In its place once it is old and room is short: how to see it again. */
      readonly reference: string;
    }
  | { readonly kind: 'remark'; readonly text: string };

export interface ToldFacts {
  /** `t3.1`; null for what the run says itself. */
  readonly call: string | null;
  readonly status: string;
  readonly rows: number;
}

export interface AnsweredCall {
  readonly call: number;
  readonly id: string;
  /** As the model wrote it. */
  readonly name: string;
  readonly input: Json;
}

export interface AnswerContent {
  readonly message: ModelMessage;
  readonly text: string;
  readonly calls: readonly AnsweredCall[];
  /** The final one, where this turn gave it and it is what was ordered. */
  readonly answer?: Json;
}

export interface AnswerFacts {
  readonly model: string;
  readonly result: TurnResult;
  readonly finish: string;
  /** Results told in turns up to this one were left out, by reference. */
  readonly leftOutThrough: number;
  /** Which calls those are. */
  readonly leftOut: readonly string[];
}

export interface ToldEntry {
  readonly turn: number;
  readonly number: number;
  readonly content: ToldContent;
  readonly facts: ToldFacts;
}

export interface AnswerEntry {
  readonly turn: number;
  readonly content: AnswerContent;
  readonly facts: AnswerFacts;
}

export const toldOf = (entries: readonly ConversationEntry[]): ToldEntry[] =>
  entries.filter(({ part }) => part === 'told') as unknown as ToldEntry[];

export const answersOf = (entries: readonly ConversationEntry[]): AnswerEntry[] =>
  entries.filter(({ part }) => part === 'answer') as unknown as AnswerEntry[];

/** Calls that ended with rows, or proven without: what `rowsOf` and `read_rows` may name. */
export const callsWithRows = (entries: readonly ConversationEntry[]): ReadonlySet<string> =>
  new Set(
    toldOf(entries).flatMap(({ facts }) =>
      facts.call !== null && ['ok', 'empty', 'incomplete'].includes(facts.status) ? [facts.call] : [],
    ),
  );

/** The input of a call, as the model wrote it and it was checked. */
export function inputOf(entries: readonly ConversationEntry[], ref: CallRef): Json | undefined {
  const answer = answersOf(entries).find(({ turn }) => turn === ref.turn);
  return answer?.content.calls.find(({ call }) => call === ref.call)?.input;
}

export const describeRef = (ref: CallRef): string => `call ${callIdOf(ref)}`;
