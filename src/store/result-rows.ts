// What steps have read: sealed rows by key, and the checkpoint every execution of a call starts from.

import { z } from 'zod';
import type { RunId, TenantId } from '../domain/ids.ts';
import type { Json } from '../domain/tool.ts';
import { firstRow, type Queryable, rows } from './db.ts';

export interface StepRef {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly step: string;
}

export interface SealedRow {
  readonly key: string;
  readonly sealed: Buffer;
}

/** One statement for a whole page; a row that was read before is replaced by what was read now. */
export async function upsertRows(db: Queryable, step: StepRef, page: readonly SealedRow[]): Promise<void> {
  if (page.length === 0) return;
  await db.query(
    `insert into result_rows (tenant, run, step, key, sealed)
     select $1, $2, $3, page.key, page.sealed
     from unnest($4::text[], $5::bytea[]) as page (key, sealed)
     on conflict (tenant, run, step, key) do update set sealed = excluded.sealed, read_at = now()`,
    [step.tenant, step.run, step.step, page.map((row) => row.key), page.map((row) => row.sealed)],
  );
}

export async function countRows(db: Queryable, step: StepRef): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ count: z.number() }),
    'select count(*) as count from result_rows where tenant = $1 and run = $2 and step = $3',
    [step.tenant, step.run, step.step],
  );
  return row!.count;
}

const sealedRow = z.object({ key: z.string(), sealed: z.instanceof(Buffer), read_at: z.number() });

/** A slice in key order, after the given key. */
export async function readRows(
  db: Queryable,
  step: StepRef,
  slice: { readonly after: string; readonly limit: number },
): Promise<z.output<typeof sealedRow>[]> {
  return rows(
    db,
    sealedRow,
    `select key, sealed, read_at from result_rows
     where tenant = $1 and run = $2 and step = $3 and key > $4 order by key limit $5`,
    [step.tenant, step.run, step.step, slice.after, slice.limit],
  );
}

export async function saveCheckpoint(db: Queryable, step: StepRef, checkpoint: Json): Promise<void> {
  await db.query(
    `insert into step_checkpoints (tenant, run, step, checkpoint) values ($1, $2, $3, $4)
     on conflict (tenant, run, step) do update set checkpoint = excluded.checkpoint, updated_at = now()`,
    [step.tenant, step.run, step.step, JSON.stringify(checkpoint)],
  );
}

export async function findCheckpoint(db: Queryable, step: StepRef): Promise<Json | null> {
  const row = await firstRow(
    db,
    z.object({ checkpoint: z.unknown().transform((value) => value as Json) }),
    'select checkpoint from step_checkpoints where tenant = $1 and run = $2 and step = $3',
    [step.tenant, step.run, step.step],
  );
  return row?.checkpoint ?? null;
}

export async function deleteStep(db: Queryable, step: StepRef): Promise<void> {
  const key = [step.tenant, step.run, step.step];
  await db.query('delete from result_rows where tenant = $1 and run = $2 and step = $3', key);
  await db.query('delete from step_checkpoints where tenant = $1 and run = $2 and step = $3', key);
}
