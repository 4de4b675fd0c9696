// Data keys, sealed by a master key. Scope says what a key is for: `account:{tenant}:{account}` or `rows:{tenant}`.

import { z } from 'zod';
import { firstRow, type Queryable, rows } from './db.ts';

const keyRow = z.object({ master_key_id: z.string(), sealed: z.instanceof(Buffer) });

export type SealedDataKey = z.output<typeof keyRow>;

export async function findDataKey(db: Queryable, scope: string): Promise<SealedDataKey | null> {
  return firstRow(db, keyRow, 'select master_key_id, sealed from data_keys where scope = $1', [scope]);
}

/** Keeps the key that is there: of two processes that make one at once, both use the first. */
export async function insertDataKey(db: Queryable, scope: string, key: SealedDataKey): Promise<void> {
  await db.query(
    'insert into data_keys (scope, master_key_id, sealed) values ($1, $2, $3) on conflict (scope) do nothing',
    [scope, key.master_key_id, key.sealed],
  );
}

const sampleRow = keyRow.extend({ scope: z.string() });

/** One data key for each master key that seals any, so that a wrong key is found at the start and not at 3 a.m. */
export async function sampleDataKeys(db: Queryable): Promise<z.output<typeof sampleRow>[]> {
  return rows(
    db,
    sampleRow,
    'select distinct on (master_key_id) scope, master_key_id, sealed from data_keys order by master_key_id, scope',
    [],
  );
}

export type ScopedDataKey = z.output<typeof sampleRow>;

/** All of them, in the order of their scopes, after the given one. */
export async function listDataKeys(
  db: Queryable,
  page: { readonly after: string; readonly limit: number },
): Promise<ScopedDataKey[]> {
  return rows(
    db,
    sampleRow,
    'select scope, master_key_id, sealed from data_keys where scope > $1 order by scope limit $2',
    [page.after, page.limit],
  );
}

/** In the order of their scopes, after the given one: the data keys that another master key than this one seals. */
export async function listKeysSealedOtherwise(
  db: Queryable,
  masterKeyId: string,
  page: { readonly after: string; readonly limit: number },
): Promise<ScopedDataKey[]> {
  return rows(
    db,
    sampleRow,
    `select scope, master_key_id, sealed from data_keys
     where master_key_id <> $1 and scope > $2 order by scope limit $3`,
    [masterKeyId, page.after, page.limit],
  );
}

export async function countKeysSealedOtherwise(db: Queryable, masterKeyId: string): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ count: z.number() }),
    'select count(*) as count from data_keys where master_key_id <> $1',
    [masterKeyId],
  );
  return row!.count;
}

/** How many data keys each master key seals. */
export async function countDataKeysByMaster(
  db: Queryable,
): Promise<{ readonly master_key_id: string; readonly count: number }[]> {
  return rows(
    db,
    z.object({ master_key_id: z.string(), count: z.number() }),
    'select master_key_id, count(*) as count from data_keys group by master_key_id order by master_key_id',
    [],
  );
}

/**
 * Puts keys sealed anew in the place of the same keys sealed before, in one statement. One that was erased or replaced
 * meanwhile is left alone. Answers how many were put.
 */
export async function replaceSealedKeys(
  db: Queryable,
  masterKeyId: string,
  keys: readonly { readonly scope: string; readonly before: Buffer; readonly after: Buffer }[],
): Promise<number> {
  const result = await db.query(
    `update data_keys set master_key_id = $1, sealed = fresh.after
     from unnest($2::text[], $3::bytea[], $4::bytea[]) as fresh (scope, before, after)
     where data_keys.scope = fresh.scope and data_keys.sealed = fresh.before`,
    [masterKeyId, keys.map((key) => key.scope), keys.map((key) => key.before), keys.map((key) => key.after)],
  );
  return result.rowCount ?? 0;
}

/** Without its key, whatever was sealed with it is noise, in backups too. */
export async function deleteDataKey(db: Queryable, scope: string): Promise<void> {
  await db.query('delete from data_keys where scope = $1', [scope]);
}
