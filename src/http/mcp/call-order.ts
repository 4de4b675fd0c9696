// What a tools/call asks for, taken apart: our own arguments, the tool's input, and the idempotency key.

import type { CallToolRequest } from '@modelcontextprotocol/sdk/types.js';
import type { Json } from '../../domain/tool.ts';
import { ApiProblem } from '../problem.ts';

export const keyMeta = 'firstlight/idempotencyKey';

export interface CallOrder {
  /** As it came; whether it is one, is found out with the tenant's accounts. */
  readonly account: unknown;
  readonly rowsAfter: string | null;
  readonly input: Readonly<Record<string, Json>>;
  readonly idempotencyKey: string | null;
}

export function readOrder({ arguments: given = {}, _meta }: CallToolRequest['params']): CallOrder {
  const { account, rowsAfter, ...input } = given as Record<string, Json>;
  if (rowsAfter !== undefined && (typeof rowsAfter !== 'string' || rowsAfter.length > 500)) {
    throw new ApiProblem(
      'tool.input_invalid',
      '"rowsAfter" must be the text that an earlier answer named under leftOut.',
    );
  }
  const key = _meta?.[keyMeta];
  if (key !== undefined && typeof key !== 'string') {
    throw new ApiProblem('request.malformed', `_meta["${keyMeta}"] must be text.`);
  }
  return { account, rowsAfter: rowsAfter ?? null, input, idempotencyKey: key ?? null };
}

/**
 * The same for the same call, in whatever order its arguments come. Without `rowsAfter`, so that the rest of a recorded
 * answer is read from the record.
 */
export const fingerprintOf = (tool: string, account: string, input: Json): string =>
  ['tools/call', tool, account, JSON.stringify(sorted(input))].join('\n');

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
