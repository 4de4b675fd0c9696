// The way to PostgreSQL: a pool, a transaction, and rows that come out parsed.
// Each table's queries stand in the file named after it; no SQL lives anywhere else.

import pg from 'pg';
import type { z } from 'zod';
import { Failure } from '../domain/failures.ts';

export type Pool = pg.Pool;
/** A pool or a client inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

// 64-bit integers hold sequence numbers and milliseconds here, far below 2^53: plain numbers are safe.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).getTime());

export function openPool(
  databaseUrl: string,
  options: { readonly size: number; readonly name: string },
): Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.size,
    application_name: options.name,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  });
  // An idle connection that breaks is replaced at the next query, which reports its own failure; without a listener
  // Node would end the process instead.
  pool.on('error', () => {});
  return pool;
}

/** Runs the statement and parses every row; a row of another shape is our bug and says which column. */
export async function rows<Schema extends z.ZodType>(
  db: Queryable,
  schema: Schema,
  text: string,
  values: readonly unknown[],
): Promise<z.output<Schema>[]> {
  const result = await db.query(text, [...values]);
  return result.rows.map((row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Failure('bug', `a stored row has another shape than the code expects (${where})`);
  });
}

export async function firstRow<Schema extends z.ZodType>(
  db: Queryable,
  schema: Schema,
  text: string,
  values: readonly unknown[],
): Promise<z.output<Schema> | null> {
  const [row] = await rows(db, schema, text, values);
  return row ?? null;
}

export async function inTransaction<T>(pool: Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two statements has nobody to tell but its listeners, and with none Node ends the
  // process, in the middle of an exchange if need be. The next statement fails and says so.
  const onBreak = (error: Error): void => {
    broken = error;
  };
  client.on('error', onBreak);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // The first error is the one that explains; a rollback that fails too only means the connection must go.
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off('error', onBreak);
    client.release(broken);
  }
}

/**
 * Connection trouble, a restart, a full pool, a lock that a migration held: worth another try. Anything else about a statement
 * is our bug.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    return (
      /^(08|57P0|53|40001|40P01|55P03)/.test(code) ||
      ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)
    );
  }
  return /connection (terminated|timeout|error)|timeout exceeded when trying to connect/i.test(error.message);
}

/** A text that PostgreSQL keeps in no encoding: U+0000, or half of a surrogate pair (errcodes 22021, 22P05, 22P02 of json). */
export function isTextUnstorable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, detail = '' } = error as { code?: unknown; detail?: string };
  return code === '22021' || code === '22P05' || (code === '22P02' && /surrogate/i.test(detail));
}
