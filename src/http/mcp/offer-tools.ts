// tools/list: the tools of the accounts a tenant has connected, in the order of their names, a page at a time.
// What is said of a tool (its hints) follows from the effect it declares and from nothing else.

import type { Tool, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import { modelToolName } from '../../domain/model-tool-name.ts';
import type { ToolEffect } from '../../domain/tool.ts';
import type { AccountChoiceRow } from '../../store/accounts.ts';
import type { ToolListing } from '../app-deps.ts';
import { ApiProblem } from '../problem.ts';
import { choicesFor, describeArgument } from './account-argument.ts';
import { answerJsonSchema } from './answer-schema.ts';

export const pageSize = 50;

/** `keyed` overwrites what stands under its key, and doing it again changes nothing more. Of `once` nothing milder is known. */
const hints: Readonly<Record<ToolEffect, ToolAnnotations>> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  keyed: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  once: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
};

const rowsAfter = {
  type: 'string',
  maxLength: 500,
  description:
    'Only for the rest of a result that was too large for one answer: the `rowsAfter` which that answer named. Repeat all other arguments.',
};

export function offerTools(tools: readonly ToolListing[], accounts: readonly AccountChoiceRow[]): Tool[] {
  return tools
    .map((tool) => ({ tool, choices: choicesFor(tool, accounts) }))
    .filter(({ choices }) => choices.length > 0)
    .map(({ tool, choices }) => offer(tool, choices))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function offer(tool: ToolListing, choices: readonly AccountChoiceRow[]): Tool {
  const { $schema: _dialect, ...input } = tool.inputSchema as Tool['inputSchema'];
  const title = titleOf(tool.name);
  return {
    name: modelToolName(tool.name),
    title,
    description: tool.description,
    inputSchema: {
      ...input,
      type: 'object',
      properties: {
        account: describeArgument(choices),
        ...input.properties,
        ...(tool.effect === 'read' && { rowsAfter }),
      },
      required: [...(choices.length > 1 ? ['account'] : []), ...(input.required ?? [])],
    },
    outputSchema: answerJsonSchema as Tool['outputSchema'],
    annotations: { title, ...hints[tool.effect] },
    _meta: { 'firstlight/tool': tool.name, 'firstlight/effect': tool.effect },
  };
}

/** "hubspot.search_deals" → "Hubspot: search deals". */
function titleOf(name: string): string {
  const [provider = '', action = ''] = name.split('.');
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}: ${action.replaceAll('_', ' ')}`;
}

/** The cursor is the name of the last tool shown, so that a page stays what it is when accounts come and go. */
export function pageTools(
  offered: readonly Tool[],
  cursor: string | undefined,
  size = pageSize,
): { tools: Tool[]; nextCursor?: string } {
  const after = cursor === undefined ? '' : readCursor(cursor);
  const rest = offered.filter(({ name }) => name > after);
  const tools = rest.slice(0, size);
  return {
    tools,
    ...(rest.length > size && { nextCursor: Buffer.from(tools.at(-1)!.name).toString('base64url') }),
  };
}

function readCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (/^[\w-]{1,64}$/.test(name)) return name;
  throw new ApiProblem('request.invalid', 'The cursor is not one that tools/list gave out; leave it away.');
}
