// The tools a model is offered: those of its accounts, under names models may use, with a choice of account where several fit;
// and what is built in.

import { z } from 'zod';
import type { AgentOrder, AgentPlan } from '../../src/domain/agent.ts';
import type { AccountId, TenantId } from '../../src/domain/ids.ts';
import { modelToolName } from '../../src/domain/model-tool-name.ts';
import type { Json } from '../../src/domain/tool.ts';
import type { ShownTool } from '../../src/models/ask-model.ts';
import { findAccount } from '../../src/store/accounts.ts';
import type { Pool } from '../../src/store/db.ts';
import type { ToolDefinition } from '../tools/define-tool.ts';
import { describeTool } from '../tools/describe-tool.ts';

export interface AgentAccount {
  readonly id: AccountId;
  readonly provider: string;
  readonly label: string;
}

export interface OfferedTool {
  /** As the model calls it: dots are not allowed there. */
  readonly name: string;
  readonly tool: ToolDefinition;
  readonly accounts: readonly AgentAccount[];
}

export const readRowsName = 'read_rows';
export const finalAnswerName = 'final_answer';

/** By the name it is shown under; by its own, which models guess; and by the one it had in conversations begun long ago. */
export const findOffered = (offered: readonly OfferedTool[], written: string): OfferedTool | undefined =>
  offered.find(
    ({ name, tool }) => name === written || tool.name === written || tool.name.replace('.', '_') === written,
  );

/** Those that are there, in the order of the order. */
export async function findAgentAccounts(
  pool: Pool,
  tenant: TenantId,
  ids: readonly AccountId[],
): Promise<AgentAccount[]> {
  const found = await Promise.all(ids.map((account) => findAccount(pool, { tenant, account })));
  return found.flatMap((account, index) =>
    account ? [{ id: ids[index]!, provider: account.provider, label: account.label }] : [],
  );
}

const fits = ({ provider }: ToolDefinition, account: AgentAccount): boolean =>
  provider === 'any' || provider === account.provider;

/** Unless they are named, tools that reach whatever the account may are not offered. */
export function offerTools(
  tools: readonly ToolDefinition[],
  accounts: readonly AgentAccount[],
  named: AgentPlan['tools'],
): OfferedTool[] {
  return tools
    .filter(({ name, provider }) => (named ? named.includes(name) : provider !== 'any'))
    .map((tool) => ({
      name: modelToolName(tool.name),
      tool,
      accounts: accounts.filter((account) => fits(tool, account)),
    }))
    .filter((offered) => offered.accounts.length > 0);
}

export const readRowsInput = z.strictObject({
  of: z.string().min(1).describe('The call that has the rows, e.g. t1.1.'),
  after: z.string().default('').describe('Rows whose key comes after this one; empty: from the first.'),
  limit: z.int().min(1).max(200).default(50),
  from: z.int().min(0).default(0).describe('Of a single large value: skip so many characters of it.'),
});

export function showTools(offered: readonly OfferedTool[], { answerSchema }: AgentOrder): ShownTool[] {
  const builtIn: ShownTool[] = [
    {
      name: readRowsName,
      description: 'Reads rows that an earlier call of this run holds, in the order of their keys.',
      inputSchema: strip(z.toJSONSchema(readRowsInput, { io: 'input' })),
    },
  ];
  if (answerSchema !== null) {
    builtIn.push({
      name: finalAnswerName,
      description: 'Gives the final answer and ends the run. Call it alone, when all other results are in.',
      inputSchema: answerEnvelope(answerSchema).schema,
    });
  }
  return [...offered.map(show), ...builtIn];
}

function show({ name, tool, accounts }: OfferedTool): ShownTool {
  const { description, inputSchema } = describeTool(tool);
  const schema = strip(inputSchema);
  if (accounts.length === 1) return { name, description, inputSchema: schema };
  const account = {
    type: 'string',
    enum: accounts.map(({ id }) => id),
    description: `The account to use: ${accounts.map(({ id, label }) => `${id} is ${label}`).join('; ')}.`,
  };
  return {
    name,
    description,
    inputSchema: {
      ...schema,
      properties: { account, ...(schema.properties as object) },
      required: ['account', ...((schema.required as string[] | undefined) ?? [])],
    },
  };
}

/** Models' APIs take the schema itself; its dialect is theirs. */
const strip = ({ $schema: _, ...schema }: Record<string, unknown>): Record<string, unknown> => schema;

/** Tools take objects; an answer of another type is put into one. */
export function answerEnvelope(answerSchema: Json): {
  readonly schema: Record<string, unknown>;
  readonly isWrapped: boolean;
} {
  const schema = answerSchema as Record<string, unknown>;
  return schema.type === 'object'
    ? { schema: strip(schema), isWrapped: false }
    : {
        schema: { type: 'object', properties: { answer: strip(schema) }, required: ['answer'] },
        isWrapped: true,
      };
}
