// The conversation as the model reads it this time, within what it can read: when room is short, the oldest results give way to
// a line that says how to see them again. What was left out once stays out, and it is left out in large steps, so that the
// beginning of the conversation stays the same from turn to turn and providers' prompt caches go on working.

import type { ModelMessage } from 'ai';
import { Failure } from '../../src/domain/failures.ts';
import type { ConversationEntry } from '../../src/vault/conversations.ts';
import { answersOf, type ToldEntry, toldOf } from './conversation.ts';

/** JSON full of ids and numbers has about three characters a token; prose has more. */
const charsPerToken = 3;
/** What is made room for once there is none. */
const comfortableShare = 0.6;

export const estimateTokens = (value: unknown): number =>
  Math.ceil((typeof value === 'string' ? value : JSON.stringify(value)).length / charsPerToken);

export interface Composed {
  readonly messages: readonly ModelMessage[];
  readonly tokens: number;
  readonly leftOutThrough: number;
  readonly leftOut: readonly string[];
}

export function composeMessages(
  task: string,
  entries: readonly ConversationEntry[],
  turn: number,
  budgetTokens: number,
): Composed {
  const before = answersOf(entries).reduce((most, { facts }) => Math.max(most, facts.leftOutThrough), 0);
  let composed = compose(task, entries, before);
  if (composed.tokens <= budgetTokens) return composed;
  // What this turn is told stays: without it, the turn would be about nothing.
  for (let through = before + 1; through < turn; through++) {
    composed = compose(task, entries, through);
    if (composed.tokens <= budgetTokens * comfortableShare) return composed;
  }
  if (composed.tokens <= budgetTokens) return composed;
  throw new Failure(
    'model.context_full',
    `the conversation is larger than the model reads, with all older results left out (about ${composed.tokens} of ${Math.floor(budgetTokens)} tokens)`,
    { facts: { tokens: composed.tokens, budget: Math.floor(budgetTokens) } },
  );
}

function compose(task: string, entries: readonly ConversationEntry[], leftOutThrough: number): Composed {
  const messages: ModelMessage[] = [{ role: 'user', content: task }];
  const leftOut: string[] = [];
  const told = toldOf(entries);
  const answers = answersOf(entries);
  const turns = Math.max(0, ...told.map(({ turn }) => turn), ...answers.map(({ turn }) => turn));
  for (let turn = 1; turn <= turns; turn++) {
    messages.push(
      ...toldMessages(
        told.filter((entry) => entry.turn === turn),
        leftOutThrough,
        leftOut,
      ),
    );
    const answer = answers.find((entry) => entry.turn === turn);
    if (answer) messages.push(answer.content.message);
  }
  return { messages, tokens: estimateTokens(messages), leftOutThrough, leftOut };
}

function toldMessages(
  entries: readonly ToldEntry[],
  leftOutThrough: number,
  leftOut: string[],
): ModelMessage[] {
  const results: (ModelMessage & { role: 'tool' })['content'] = [];
  const remarks: ModelMessage[] = [];
  for (const { turn, content, facts } of entries) {
    if (content.kind === 'remark') {
      remarks.push({ role: 'user', content: content.text });
      continue;
    }
    const isLeftOut = turn <= leftOutThrough && content.reference.length < content.text.length;
    if (isLeftOut && facts.call !== null) leftOut.push(facts.call);
    results.push({
      type: 'tool-result',
      toolCallId: content.toolCallId,
      toolName: content.toolName,
      output: { type: 'text', value: isLeftOut ? content.reference : content.text },
    });
  }
  return [...(results.length > 0 ? [{ role: 'tool' as const, content: results }] : []), ...remarks];
}
