// Idempotency keys: the first request with a key takes it, every later one with the same key gets that one's answer.
// Answers are kept sealed (src/vault/recorded-answers.ts), because a tool's answer holds a customer's data.

import { z } from 'zod';
import type { TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable } from './db.ts';

const keyRow = z.object({
  request_hash: z.instanceof(Buffer),
  status: z.number().nullable(),
  answer: z
    .object({ sealed: z.base64() })
    .nullable()
    .transform((value) => value && Buffer.from(value.sealed, 'base64')),
  created_at: z.number(),
});

export type IdempotencyKeyRow = z.output<typeof keyRow>;

/** True for whoever takes the key; it is then theirs to answer or to give back. */
export async function takeKey(
  db: Queryable,
  tenant: TenantId,
  key: string,
  requestHash: Buffer,
): Promise<boolean> {
  const result = await db.query(
    'insert into idempotency_keys (tenant, key, request_hash) values ($1, $2, $3) on conflict do nothing',
    [tenant, key, requestHash],
  );
  return result.rowCount === 1;
}

export async function findKey(
  db: Queryable,
  tenant: TenantId,
  key: string,
): Promise<IdempotencyKeyRow | null> {
  return firstRow(
    db,
    keyRow,
    'select request_hash, status, answer, created_at from idempotency_keys where tenant = $1 and key = $2',
    [tenant, key],
  );
}

/** Takes a key over from a holder that took it before `takenBefore` and never answered. */
export async function takeKeyOver(
  db: Queryable,
  tenant: TenantId,
  key: string,
  takenBefore: number,
): Promise<boolean> {
  const result = await db.query(
    `update idempotency_keys set created_at = now()
     where tenant = $1 and key = $2 and status is null and created_at < $3`,
    [tenant, key, new Date(takenBefore)],
  );
  return result.rowCount === 1;
}

export async function saveAnswer(
  db: Queryable,
  tenant: TenantId,
  key: string,
  answer: { readonly status: number; readonly sealed: Buffer },
): Promise<void> {
  await db.query('update idempotency_keys set status = $3, answer = $4 where tenant = $1 and key = $2', [
    tenant,
    key,
    answer.status,
    JSON.stringify({ sealed: answer.sealed.toString('base64') }),
  ]);
}

/** Gives the key back: the request did nothing, and may be made again. */
export async function releaseKey(db: Queryable, tenant: TenantId, key: string): Promise<void> {
  await db.query('delete from idempotency_keys where tenant = $1 and key = $2 and status is null', [
    tenant,
    key,
  ]);
}
