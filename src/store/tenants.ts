// Tenants and their API keys. Only a hash of a key is kept.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable } from './db.ts';

const tenantRow = z.object({ id: z.string(), name: z.string() });

export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
}

/** Keys are 256 random bits, so a plain hash is enough; nothing can be guessed or looked up in a table. */
const hashOf = (apiKey: string): Buffer => createHash('sha256').update(apiKey).digest();

/** False when there is a tenant of that id already; nothing is changed then. */
export async function insertTenant(db: Queryable, tenant: Tenant, apiKey: string): Promise<boolean> {
  const result = await db.query(
    'insert into tenants (id, name, api_key_hash) values ($1, $2, $3) on conflict (id) do nothing',
    [tenant.id, tenant.name, hashOf(apiKey)],
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
