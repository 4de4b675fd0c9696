// What the doctor asks of the database about itself: its version and clock, and whether it keeps tenants apart.

import { z } from 'zod';
import { firstRow, type Queryable, rows } from './db.ts';
import { tenantRole } from './tenant-role.ts';

export async function readServerFacts(
  db: Queryable,
): Promise<{ readonly version: string; readonly nowAt: number; readonly user: string }> {
  const row = await firstRow(
    db,
    z.object({ version: z.string(), now_at: z.number(), user: z.string() }),
    `select current_setting('server_version') as version, clock_timestamp() as now_at, current_user::text as user`,
    [],
  );
  return { version: row!.version.split(' ')[0]!, nowAt: row!.now_at, user: row!.user };
}

/** Whether the current user may act as the role that is held to one tenant; null where there is no such role. */
export async function mayActAsTenant(db: Queryable): Promise<boolean | null> {
  const row = await firstRow(
    db,
    z.object({ may: z.boolean() }),
    `select pg_has_role(current_user, oid, 'member') as may from pg_roles where rolname = $1`,
    [tenantRole],
  );
  return row?.may ?? null;
}

/** Tables that hold a tenant's things and are not walled: row-level security is off, or no policy is for the role. */
export async function listUnwalledTables(db: Queryable): Promise<string[]> {
  const found = await rows(
    db,
    z.object({ name: z.string() }),
    `select c.relname as name from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
     where c.relkind = 'r' and (not c.relrowsecurity or not exists (
       select 1 from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname
         and p.roles = array[$1]::name[]))
     order by 1`,
    [tenantRole],
  );
  return found.map(({ name }) => name);
}

/** Whether the role itself is held by the walls: a superuser, or one that passes row-level security, is not. */
export async function isTenantRoleHeld(db: Queryable): Promise<boolean> {
  const row = await firstRow(
    db,
    z.object({ held: z.boolean() }),
    'select not (rolsuper or rolbypassrls) as held from pg_roles where rolname = $1',
    [tenantRole],
  );
  return row?.held ?? false;
}
