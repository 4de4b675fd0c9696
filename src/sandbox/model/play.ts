// What the model's wires have in common: who asks, which turn of which script the conversation has come to, whether this turn
// refuses, and the books. Each wire says it in its own words (chat-completions.ts, messages-api.ts).

import type { Answer, Reply } from '../http/answer.ts';
import type { SandboxState } from '../state.ts';
import { type ScriptedTurn, scriptLineOf, turnOf } from './script.ts';

/** A conversation as a wire has read it. */
export interface Heard {
  /** As the client sent them. */
  readonly messages: readonly unknown[];
  readonly tools: readonly string[];
  /** Everything the model reads, for the count of tokens. */
  readonly read: unknown;
  readonly system: readonly string[];
  /** Turns the model has taken already. */
  readonly answered: number;
}

export interface Said {
  readonly message: unknown;
  /** What is answered, with its use of tokens. */
  answer(usage: { readonly promptTokens: number; readonly completionTokens: number }): Answer;
}

export interface Wire {
  refuse(status: number, message: string, headers?: Readonly<Record<string, string>>): Answer;
  unknownScript(message: string): Answer;
  say(turn: ScriptedTurn, answered: number): Said;
}

/** About four characters a token. */
const tokensOf = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4);

export async function play({ model: desk, pace }: SandboxState, heard: Heard, wire: Wire): Promise<Reply> {
  const { answered } = heard;
  const line = scriptLineOf(heard.system);
  const script = line === null ? null : desk.find(line);
  if (line !== null && !script) {
    const known = desk.scriptNames.join(', ') || 'none';
    return wire.unknownScript(`There is no script "${line}"; there are: ${known}.`);
  }
  const turn = script ? turnOf(script, answered) : justDone;
  const note = (status: number, promptTokens: number, completionTokens: number): void =>
    desk.note({
      ...{ at: Date.now(), script: line, turn: answered, status },
      ...{ messages: heard.messages, tools: heard.tools, promptTokens, completionTokens },
    });
  if (turn.refuse && desk.refuses(line ?? '', answered, turn.refuse.times)) {
    const { status, retryAfterSeconds } = turn.refuse;
    note(status, 0, 0);
    const headers: Record<string, string> = {};
    if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
    return wire.refuse(status, 'The script says no.', headers);
  }
  await pace.wait(turn.delayMs);
  const { message, answer } = wire.say(turn, answered);
  const usage = {
    promptTokens: turn.usage?.promptTokens ?? tokensOf(heard.read),
    completionTokens: turn.usage?.completionTokens ?? tokensOf(message),
  };
  note(200, usage.promptTokens, usage.completionTokens);
  return answer(usage);
}

const justDone: ScriptedTurn = { calls: [], delayMs: 0, finish: 'stop', say: 'Done.' };

/** What the turn says beside its calls. */
export const textOf = (turn: ScriptedTurn): string | null =>
  turn.sayJson === undefined ? (turn.say ?? null) : JSON.stringify(turn.sayJson);
