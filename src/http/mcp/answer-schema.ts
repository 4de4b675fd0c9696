// The structured result of every tool: how the call ended, and what proves or explains it. One shape for all tools, so
// that a program switches on `status` alone; what stands in `value` and in a row is the provider's, and promised by nobody.

import { z } from 'zod';

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const receipt = z
  .object({
    rows: z.int(),
    announced: z.int().nullable(),
    unmatched: z.int(),
    pages: z.int(),
    lastPageSeen: z.boolean(),
    tokenVersions: z.array(z.int()).nullable(),
    startedAt: z.string(),
    finishedAt: z.string(),
    facts,
  })
  .describe('What the finished call proves: rows it holds against rows the provider announced.');

const leftOut = z
  .object({
    rows: z.int().describe('How many rows of the result this answer does not hold.'),
    rowsAfter: z.string().optional().describe('Call again with this, and all else the same, for those.'),
    valueBytes: z.int().optional().describe('How large the value is that this answer does not hold.'),
    how: z.string(),
  })
  .describe('Present where the result was too large for one answer.');

const whatToDo = z.string().describe('What the caller, or somebody, has to do next.');
const retryAt = z.string().describe('Before this moment, the same call can only end the same way.');

export const mcpAnswerSchema = z.object({
  status: z
    .enum(['ok', 'empty', 'blocked', 'failed'])
    .describe(
      'ok: done, see receipt. empty: the provider said that there is nothing. blocked: the account cannot be used now; this says nothing about the data. failed: see problem.',
    ),
  account: z.string().optional(),
  value: z.unknown().optional(),
  rows: z
    .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
    .optional()
    .describe('Ordered by key.'),
  leftOut: leftOut.optional(),
  receipt: receipt.optional(),
  state: z.enum(['reauth_required', 'held', 'disconnected']).optional(),
  reason: z.string().optional(),
  whoMustAct: z.enum(['person', 'customer_admin', 'operator', 'nobody']).optional(),
  reauthUrl: z.string().optional().describe('Where a person renews the account.'),
  problem: z.object({ code: z.string(), message: z.string(), facts }).optional(),
  whatToDo: whatToDo.optional(),
  retryAt: retryAt.optional(),
});

export type McpAnswer = z.output<typeof mcpAnswerSchema>;

const { $schema: _dialect, ...schema } = z.toJSONSchema(mcpAnswerSchema, { io: 'input' });

/** Without a named dialect, as MCP's default is the one it is written in. */
export const answerJsonSchema: Record<string, unknown> = schema;
