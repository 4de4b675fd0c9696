// Tenants and their API keys. Only a hash of a key is kept.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const tenantRow = z.object({ id: z.string(), name: z.string() });
const keptRow = tenantRow.extend({ retention_days: z.number().nullable() });

export type TenantRow = z.output<typeof keptRow>;

export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
}

/** Keys are 256 random bits, so a plain hash is enough; nothing can be guessed or looked up in a table. */
const hashOf = (apiKey: string): Buffer => createHash('sha256').update(apiKey).digest();

/** False when there is a tenant of that id already; nothing is changed then. */
export async function insertTenant(
  db: Queryable,
  tenant: Tenant & { readonly retentionDays: number | null },
  apiKey: string,
): Promise<boolean> {
  const result = await db.query(
    `insert into tenants (id, name, api_key_hash, retention_days) values ($1, $2, $3, $4) on conflict (id) do nothing`,
    [tenant.id, tenant.name, hashOf(apiKey), tenant.retentionDays],
  );
  return result.rowCount === 1;
}

export async function findTenantByApiKey(db: Queryable, apiKey: string): Promise<Tenant | null> {
  const row = await firstRow(db, tenantRow, 'select id, name from tenants where api_key_hash = $1', [
    hashOf(apiKey),
  ]);
  return row && { id: row.id as TenantId, name: row.name };
}

export async function findTenant(db: Queryable, id: TenantId): Promise<Tenant | null> {
  const row = await firstRow(db, tenantRow, 'select id, name from tenants where id = $1', [id]);
  return row && { id: row.id as TenantId, name: row.name };
}

/** What is given is changed, and only that; null when there is no such tenant. A new retention is acted on within a minute. */
export async function changeTenant(
  db: Queryable,
  id: TenantId,
  change: { readonly name?: string | undefined; readonly retentionDays?: number | null | undefined },
): Promise<TenantRow | null> {
  return firstRow(
    db,
    keptRow,
    `update tenants set name = coalesce($2, name),
       retention_days = case when $3 then $4 else retention_days end,
       swept_at = case when $3 then least(swept_at, now() - interval '2 hours') else swept_at end
     where id = $1 returning id, name, retention_days`,
    [id, change.name ?? null, change.retentionDays !== undefined, change.retentionDays ?? null],
  );
}

/** Those that were swept last before this time, the longest ago first. */
export async function listTenantsToSweep(db: Queryable, sweptBefore: number): Promise<TenantRow[]> {
  return rows(
    db,
    keptRow,
    'select id, name, retention_days from tenants where swept_at < $1 order by swept_at, id limit 1000',
    [new Date(sweptBefore)],
  );
}

export async function markSwept(db: Queryable, id: TenantId, at: number): Promise<void> {
  await db.query('update tenants set swept_at = greatest(swept_at, $2) where id = $1', [id, new Date(at)]);
}
