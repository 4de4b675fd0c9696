// Lists are `{items, nextCursor}`: pass the cursor back as `after`. Null means there is no more for now.

import { z } from '@hono/zod-openapi';
import { isoOf } from '../domain/wire-times.ts';
import * as cast from './examples/cast.ts';

export { isoOf };

export const mostItems = 200;

export const pageQuery = z.object({
  after: z
    .string()
    .max(500)
    .optional()
    .openapi({ example: cast.hubspotAccount, description: 'The nextCursor of the page before.' }),
  limit: z.coerce.number().int().min(1).max(mostItems).default(50).openapi({ example: 50 }),
});

/** Where the cursor is a number that goes up from row to row. */
export const numberedPageQuery = pageQuery.extend({
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the nextCursor of the page before')
    .optional()
    .openapi({ example: '41' }),
});

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** From one row more than was asked for, which tells whether there is another page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { items: Item[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  return {
    items: items.map(show),
    nextCursor: rows.length > limit ? cursorOf(items.at(-1)!) : null,
  };
}

export const isoOrNull = (instantAt: number | null): string | null =>
  instantAt === null ? null : isoOf(instantAt);
