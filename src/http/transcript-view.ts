// The conversation of an agent's run as the API shows it: what the model was told and said, in order, as JSON or as a text to read.

import { z } from '@hono/zod-openapi';
import type {
  AnswerContent,
  AnswerFacts,
  ToldContent,
  ToldFacts,
} from '../../activities/agent/conversation.ts';
import type { AgentOrder } from '../domain/agent.ts';
import type { Json } from '../domain/tool.ts';
import type { RunRow } from '../store/runs.ts';
import type { ConversationEntry } from '../vault/conversations.ts';
import { isoOf } from './paging.ts';

const anything = z.unknown().openapi({ description: 'Any JSON value.' });

export const transcriptItemSchema = z
  .object({
    turn: z.number().int().openapi({ description: '0: the order.' }),
    at: z.iso.datetime(),
    from: z.enum(['order', 'tool', 'run', 'model']).openapi({
      description: 'Who speaks: whoever ordered the run, a tool, the run itself, or the model.',
    }),
    text: z.string(),
    call: z.string().nullable().openapi({ description: 'Of a tool: the call it answers, e.g. t1.1.' }),
    status: z
      .string()
      .nullable()
      .openapi({ description: 'Of a tool: how the call ended, as the model was told.' }),
    calls: z
      .array(z.object({ id: z.string(), tool: z.string(), input: anything }))
      .openapi({ description: 'Of the model: what it asked for.' }),
    model: z.string().nullable(),
    usage: z
      .object({ input: z.number(), output: z.number(), cost: z.number().nullable() })
      .nullable()
      .openapi({ description: 'Of the model: tokens of this turn, as its provider counted.' }),
    leftOut: z.array(z.string()).openapi({
      description: 'Calls whose results the model read as a reference only, because room was short.',
    }),
  })
  .openapi('TranscriptItem');
export type TranscriptItem = z.output<typeof transcriptItemSchema>;

export const transcriptSchema = z
  .object({
    run: z.string(),
    name: z.string(),
    model: z.string(),
    state: z.enum(['running', 'paused', 'ended']),
    verdict: z.string().nullable(),
    answer: anything.openapi({ description: 'The final answer; null until there is one.' }),
    items: z.array(transcriptItemSchema),
    nextCursor: z.string().nullable(),
  })
  .openapi('Transcript', {
    description: 'What was said. It proves nothing: what a run is worth stands in its ledger.',
  });

const nothing = {
  call: null,
  status: null,
  calls: [],
  model: null,
  usage: null,
  leftOut: [],
} as const satisfies Partial<TranscriptItem>;

export function orderItem(run: RunRow): TranscriptItem {
  const { instructions, task } = run.input as unknown as AgentOrder;
  const text = instructions === '' ? task : `${instructions}\n\n${task}`;
  return { ...nothing, turn: 0, at: isoOf(run.created_at), from: 'order', text, calls: [], leftOut: [] };
}

export function itemOf({ turn, part, at, content, facts }: ConversationEntry): TranscriptItem {
  const base = { ...nothing, turn, at: isoOf(at), calls: [], leftOut: [] };
  if (part === 'told') {
    const told = content as unknown as ToldContent;
    const { call, status } = facts as unknown as ToldFacts;
    return told.kind === 'remark'
      ? { ...base, from: 'run', text: told.text }
      : { ...base, from: 'tool', text: told.text, call, status };
  }
  const { text, calls } = content as unknown as AnswerContent;
  const { model, result, leftOut } = facts as unknown as AnswerFacts;
  return {
    ...base,
    from: 'model',
    text,
    calls: calls.map(({ call, name, input }) => ({ id: `t${turn}.${call}`, tool: name, input })),
    model,
    usage: result.kind === 'over_budget' ? null : result.usage,
    leftOut: [...leftOut],
  };
}

/** Null where no turn gave one that is what was ordered. */
export function answerIn(entries: readonly ConversationEntry[]): Json {
  const answers = entries
    .filter(({ part }) => part === 'answer')
    .flatMap(({ content }) => (content as unknown as AnswerContent).answer ?? []);
  return (answers.at(-1) as Json | undefined) ?? null;
}
