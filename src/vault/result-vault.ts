// Result rows, sealed with the tenant's rows key: what a provider's customer data is at rest, too.
// Rows and checkpoint of a page are one transaction, so an execution that died resumes exactly where its rows end.

import type { Json } from '../domain/tool.ts';
import { inTransaction, type Pool } from '../store/db.ts';
import {
  countRows,
  deleteStep,
  findCheckpoint,
  readRows,
  type StepRef,
  saveCheckpoint,
  upsertRows,
} from '../store/result-rows.ts';
import { type DataKeys, rowsScope } from './data-keys.ts';
import { open, seal } from './envelope.ts';

export interface StoredRow {
  readonly key: string;
  readonly value: Readonly<Record<string, Json>>;
  readonly readAt: number;
}

export interface ResultVault {
  savePage(
    step: StepRef,
    page: { readonly rows: readonly Pick<StoredRow, 'key' | 'value'>[]; readonly checkpoint: Json },
  ): Promise<void>;
  loadCheckpoint(step: StepRef): Promise<Json | null>;
  countRows(step: StepRef): Promise<number>;
  /** A slice in key order, after the given key (`''` for the first). */
  readSlice(step: StepRef, slice: { readonly after: string; readonly limit: number }): Promise<StoredRow[]>;
  clear(step: StepRef): Promise<void>;
}

export function createResultVault(pool: Pool, keys: DataKeys): ResultVault {
  return {
    async savePage(step, page) {
      const key = await keys.keyOf(pool, rowsScope(step.tenant));
      const sealed = page.rows.map((row) => ({
        key: row.key,
        sealed: seal(key, JSON.stringify(row.value), rowContext(step, row.key)),
      }));
      await inTransaction(pool, async (db) => {
        await upsertRows(db, step, sealed);
        await saveCheckpoint(db, step, page.checkpoint);
      });
    },

    loadCheckpoint: (step) => findCheckpoint(pool, step),
    countRows: (step) => countRows(pool, step),

    async readSlice(step, slice) {
      const key = await keys.keyOf(pool, rowsScope(step.tenant));
      return (await readRows(pool, step, slice)).map((row) => ({
        key: row.key,
        value: JSON.parse(open(key, row.sealed, rowContext(step, row.key)).toString('utf8')),
        readAt: row.read_at,
      }));
    },

    clear: (step) => inTransaction(pool, (db) => deleteStep(db, step)),
  };
}

const rowContext = (step: StepRef, key: string): string =>
  `row:${step.tenant}:${step.run}:${step.step}:${key}`;
