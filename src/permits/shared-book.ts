// One book of permits as this process sees it: what it knows of it, and changes to it that hold only if nobody was first. Time is
// the database's: read with every statement, and kept between them by this process's monotonic clock.

import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../domain/failures.ts';
import { emptyBook, type PermitBook } from '../domain/permit-book.ts';
import type { Queryable } from '../store/db.ts';
import { findPermitBook, insertPermitBook, replacePermitBook } from '../store/permit-books.ts';

/** Many more than there are processes that could be first. */
const mostTries = 200;
const pauseMs = 20;

export interface SharedBook {
  /** What was known last; may be old. */
  readonly known: PermitBook;
  /** The database's clock. */
  now(): number;
  change<Result extends { readonly book: PermitBook }>(
    make: (book: PermitBook, now: number) => Result,
  ): Promise<Result>;
}

export function openSharedBook(db: Queryable, name: string): SharedBook {
  let known: { readonly book: PermitBook; readonly version: number } | null = null;
  let lastSeen = emptyBook;
  /** From `performance.now()` to the database's clock. */
  let ahead = 0;
  const now = (): number => performance.now() + ahead;
  const setClock = (at: number): void => {
    ahead = at - performance.now();
  };

  const read = async (): Promise<{ readonly book: PermitBook; readonly version: number }> => {
    const row = await findPermitBook(db, name);
    if (row) {
      setClock(row.now);
      return row;
    }
    await insertPermitBook(db, name, emptyBook);
    return read();
  };

  return {
    get known() {
      return lastSeen;
    },
    now,
    async change(make) {
      for (let tries = 0; tries < mostTries; tries++) {
        const from = known ?? (await read());
        const result = make(from.book, now());
        // Away or too late: what is known may be old in any case.
        known = null;
        const at = await replacePermitBook(db, name, { book: result.book, from: from.version });
        if (at !== null) {
          known = { book: result.book, version: from.version + 1 };
          lastSeen = result.book;
          setClock(at);
          return result;
        }
        if (tries > 0) await sleep(Math.random() * pauseMs);
      }
      throw new Failure('store.unavailable', `the permits of ${name} changed under every try to take one`);
    },
  };
}
