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
