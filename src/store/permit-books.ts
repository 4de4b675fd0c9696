// The books of permits. Read and replaced in single statements; a book that moved on meanwhile is not replaced, and nothing is
// locked between the two.

import { z } from 'zod';
import type { PermitBook } from '../domain/permit-book.ts';
import { firstRow, type Queryable } from './db.ts';

const clock = 'extract(epoch from clock_timestamp())::float8 * 1000 as now';

const bookRow = z.object({
  book: z.unknown().transform((value) => value as PermitBook),
  version: z.number(),
  /** The database's clock, which all processes go by. */
  now: z.number(),
});
const clockRow = z.object({ now: z.number() });

export type PermitBookRow = z.output<typeof bookRow>;

export async function findPermitBook(db: Queryable, name: string): Promise<PermitBookRow | null> {
  return firstRow(db, bookRow, `select book, version, ${clock} from permit_books where name = $1`, [name]);
}

/** Begins an empty book, unless there is one; books of a day ago say nothing any more and go. */
export async function insertPermitBook(db: Queryable, name: string, book: PermitBook): Promise<void> {
  await db.query("delete from permit_books where changed_at < now() - interval '1 day'");
  await db.query('insert into permit_books (name, book) values ($1, $2) on conflict (name) do nothing', [
    name,
    JSON.stringify(book),
  ]);
}

/** Null: somebody else was first. */
export async function replacePermitBook(
  db: Queryable,
  name: string,
  change: { readonly book: PermitBook; readonly from: number },
): Promise<number | null> {
  const row = await firstRow(
    db,
    clockRow,
    `update permit_books set book = $2, version = version + 1, changed_at = now() where name = $1 and version = $3
     returning ${clock}`,
    [name, JSON.stringify(change.book), change.from],
  );
  return row?.now ?? null;
}
