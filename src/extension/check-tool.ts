// Is what an extension declares as a tool one? Everything wrong with it at once, in words; nothing here runs it.

import { z } from 'zod';
import type { ToolDefinition } from '../../activities/tools/define-tool.ts';
import { isSchema, mistakesIn, shownSchema, text } from './mistakes.ts';

const isFunction = (value: unknown): boolean => typeof value === 'function';
const work = z.custom(isFunction, 'must be a function');

/** MCP clients and model vendors take 64 characters of letters, digits, "_" and "-"; the dot becomes the "-". */
const toolName = z
  .string('must be a text, e.g. "acme.list_orders"')
  .max(64, 'must be at most 64 characters')
  .regex(
    /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/,
    'must be two words of lower-case letters, digits and "_" with a dot between them, e.g. "acme.list_orders"',
  );

const declaration = z.strictObject({
  name: toolName,
  provider: text,
  scopes: z.array(text, 'must be a list of scopes'),
  effect: z.enum(['read', 'keyed', 'once'], 'must be "read", "keyed" or "once" (docs/writes.md)'),
  description: text,
  input: z.custom(isSchema, 'must be a zod schema (zod 4), or JSON Schema given to defineTool'),
  run: work,
  effectOf: work.optional(),
  judgeWrite: work.optional(),
  provesWrites: z.literal(true, 'must be true or left out').optional(),
});

/** What an agent's model is offered beside its accounts' tools, whose dots it sees as "_". */
export const namesForModels: readonly string[] = ['final_answer', 'read_rows'];

const asModelsSee = (name: string): string => name.replace('.', '_');

/** What MCP adds to every tool's input itself. */
const takenArguments = ['account', 'rowsAfter'];

export function findToolMistakes(
  tool: unknown,
  known: { readonly tools: readonly string[]; readonly providers: readonly string[] },
): string[] {
  const parsed = declaration.safeParse(tool);
  if (!parsed.success) return mistakesIn(parsed.error);
  const { name, provider } = parsed.data;
  const mistakes = findInputMistakes(tool as ToolDefinition);
  const alike = known.tools.find((other) => asModelsSee(other) === asModelsSee(name));
  if (alike === name) mistakes.push(`name: there is a tool "${name}" already`);
  else if (alike !== undefined || namesForModels.includes(asModelsSee(name))) {
    const other = alike === undefined ? 'a tool that every agent has' : `"${alike}"`;
    mistakes.push(`name: a model sees it as ${asModelsSee(name)}, like ${other}`);
  }
  if (provider !== 'any' && !known.providers.includes(provider)) {
    mistakes.push(
      `provider: there is no provider "${provider}"; there are ${known.providers.join(', ')}, and "any" for all`,
    );
  }
  return mistakes;
}

function findInputMistakes({ input }: Pick<ToolDefinition, 'input'>): string[] {
  const shown = shownSchema(input);
  if ('mistake' in shown) return [shown.mistake];
  const taken = takenArguments.filter((field) => Object.hasOwn(Object(shown.schema.properties), field));
  return taken.map(
    (field) => `input: a field cannot be called "${field}": MCP clients say the account and the page with it`,
  );
}
