// What the model is told at the beginning of a turn: a result for each call of the turn before, and what was wrong with an
// answer. Written down before the model is asked, so that the same turn tells the same whenever it is asked for again.

import type { CallReport } from '../../src/domain/agent-turn.ts';
import { callIdOf } from '../../src/domain/call-ref.ts';
import type { Json } from '../../src/domain/tool.ts';
import type { ConversationEntry } from '../../src/vault/conversations.ts';
import { type AnsweredCall, answersOf, type ToldContent, type ToldFacts } from './conversation.ts';
import { finalAnswerName, readRowsInput } from './offered-tools.ts';
import { fitRows, type ReadSlice, type Told, tellReport } from './tell-result.ts';

/** Behind the results of any turn. */
const remarkNumber = 1_000;

export interface ToldDraft {
  readonly turn: number;
  readonly part: 'told';
  readonly number: number;
  readonly content: Json;
  readonly facts: Json;
}

export async function tellTurn(
  turn: number,
  entries: readonly ConversationEntry[],
  { reports, mistake }: { readonly reports: readonly CallReport[]; readonly mistake: string | null },
  read: ReadSlice,
  roomChars: number,
): Promise<ToldDraft[]> {
  const before = answersOf(entries).find((entry) => entry.turn === turn - 1);
  if (!before) return [];
  const words = mistake === null ? null : `Your answer cannot be taken: ${mistake}.`;
  const drafts: ToldDraft[] = [];
  for (const call of before.content.calls) {
    const report = reports.find((one) => one.call === call.call && one.turn === turn - 1);
    const told = await tellCall(turn - 1, call, report, words, read, roomChars / before.content.calls.length);
    drafts.push(draftOf(turn, call.call, contentOf(call, told), told.facts));
  }
  const isTold = before.content.calls.some(({ name }) => name === finalAnswerName);
  if (words !== null && !isTold) {
    drafts.push(
      draftOf(turn, remarkNumber, { kind: 'remark', text: words }, { call: null, status: 'remark', rows: 0 }),
    );
  }
  return drafts;
}

const draftOf = (turn: number, number: number, content: ToldContent, facts: ToldFacts): ToldDraft => ({
  turn,
  part: 'told',
  number,
  content: content as unknown as Json,
  facts: facts as unknown as Json,
});

const contentOf = ({ id, name }: AnsweredCall, { text, reference }: Told): ToldContent => ({
  kind: 'result',
  toolCallId: id,
  toolName: name,
  text,
  reference,
});

async function tellCall(
  turn: number,
  call: AnsweredCall,
  report: CallReport | undefined,
  mistake: string | null,
  read: ReadSlice,
  roomChars: number,
): Promise<Told> {
  const id = callIdOf({ turn, call: call.call });
  if (!report && call.name === finalAnswerName && mistake !== null) {
    return { text: mistake, reference: mistake, facts: { call: id, status: 'failed', rows: 0 } };
  }
  if (!report) throw new Error('a call of the turn before has no report');
  if (report.status !== 'built_in') return tellReport(report, read, roomChars);
  const { of, after, limit, from } = readRowsInput.parse(call.input);
  const found = await read(of, { after, limit: limit + 1 });
  const shown =
    found.length === 0
      ? { note: 'There are no rows after this key.' }
      : fitRows(of, found, limit, roomChars, from);
  const again = `read_rows ${JSON.stringify(call.input)} shows it again`;
  return {
    text: JSON.stringify({ status: 'ok', rowsOf: of, ...shown }),
    reference: JSON.stringify({ status: 'ok', rowsOf: of, leftOut: again }),
    facts: { call: id, status: 'shown', rows: 0 },
  };
}
