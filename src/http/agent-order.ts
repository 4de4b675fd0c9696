// The `input` of a run of kind `agent`, and what is kept of it.

import { z } from '@hono/zod-openapi';
import { type AgentOrder, usualAgentLimits } from '../domain/agent.ts';
import type { AccountId } from '../domain/ids.ts';
import type { Json } from '../domain/tool.ts';

const account = z.string().min(1).max(100);
const toolName = z.string().min(1).max(100);
const count = z.number().int().nonnegative();

const limits = z
  .strictObject({
    turns: z.number().int().min(1).max(500).default(usualAgentLimits.turns),
    tokens: z.number().int().min(1_000).max(1_000_000_000).default(usualAgentLimits.tokens),
    money: z
      .number()
      .positive()
      .nullable()
      .default(usualAgentLimits.money)
      .openapi({ description: 'In the currency of the model’s prices. Null: not limited.' }),
    minutes: z
      .number()
      .positive()
      .max(14 * 24 * 60)
      .default(usualAgentLimits.minutes),
  })
  .openapi({ description: 'Each ends the run, which says so. Waiting for an account counts as time.' });

const expectation = z.strictObject({
  tool: toolName,
  account: account.optional(),
  calls: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .openapi({ description: 'At least so many calls that end well.' }),
  rows: z
    .strictObject({ exactly: count.optional(), atLeast: count.optional(), sameAs: toolName.optional() })
    .refine((rows) => Object.keys(rows).length > 0, 'must say exactly, atLeast or sameAs')
    .optional()
    .openapi({
      description: 'Of those calls together. `sameAs`: as many as the calls of another tool hold.',
    }),
});

export const agentInput = z.strictObject({
  model: z.string().min(1).max(100).openapi({ description: 'A name of FIRSTLIGHT_MODEL_FILES.' }),
  instructions: z.string().max(100_000).trim().default('').openapi({
    description: 'Who the model is and how it works: its system message.',
  }),
  task: z.string().max(100_000).trim().min(1),
  accounts: z.array(account).max(50).default([]),
  tools: z.array(toolName).min(1).max(100).nullable().optional().openapi({
    description: 'Default: all tools of the accounts but http.request, which has to be named.',
  }),
  limits: limits.default(usualAgentLimits),
  answerSchema: z
    .record(z.string(), z.unknown())
    .nullable()
    .optional()
    .openapi({ description: 'JSON Schema (draft 2020-12) of the final answer.' }),
  expects: z.array(expectation).max(50).default([]).openapi({
    description: 'What must be on record before the run is `complete`, whatever the model says.',
  }),
});

export type AgentBodyInput = z.output<typeof agentInput>;

export function agentOrderOf(input: AgentBodyInput): AgentOrder {
  return {
    model: input.model,
    instructions: input.instructions,
    task: input.task,
    accounts: input.accounts as AccountId[],
    tools: input.tools ?? null,
    limits: input.limits,
    answerSchema: (input.answerSchema as Json | undefined) ?? null,
    expects: input.expects.map(({ account: of, rows, ...expectation }) => ({
      ...expectation,
      ...(of !== undefined && { account: of as AccountId }),
      ...(rows && { rows: defined(rows) }),
    })),
  };
}

/** Fields that are not given are not there: what is compared with what is stored must look the same. */
function defined<Value extends object>(value: Value): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as never;
}

export const agentName = ({ task }: Pick<AgentOrder, 'task'>): string => task.split('\n')[0]!.slice(0, 120);
