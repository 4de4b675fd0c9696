// Brings the schema up to this version. Append-only: a migration that was released is never edited.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { packageRoot } from '../package-root.ts';
import { ensureTenantRole } from './tenant-role.ts';

const directory = fileURLToPath(new URL('src/store/migrations', packageRoot));
const table = 'firstlight_migrations';

export class SchemaIsNewer extends Error {}

/** Idempotent, and safe to run from several processes at once: they wait for one another at an advisory lock. */
export async function migrate(databaseUrl: string): Promise<{ readonly applied: readonly string[] }> {
  await refuseNewerSchema(databaseUrl);
  await ensureTenantRole(databaseUrl);
  const applied = await runner({
    databaseUrl,
    dir: directory,
    migrationsTable: table,
    direction: 'up',
    advisoryLockMode: 'wait',
    log: () => {},
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  return { applied: applied.map((migration) => migration.name) };
}

/** Throws when the database was migrated by a newer version: running old code on it could lose what that one wrote. */
export async function refuseNewerSchema(databaseUrl: string): Promise<void> {
  const unknown = (await appliedMigrations(databaseUrl)).filter((name) => !knownMigrations().includes(name));
  if (unknown.length > 0) {
    throw new SchemaIsNewer(
      `The database was set up by a newer version of Firstlight (it has ${unknown.join(', ')}, which this version does not know). ` +
        'Update this installation to that version, or point DATABASE_URL at another database. Nothing was changed.',
    );
  }
}

/** Names of migrations this code has and the database lacks; empty when they agree. */
export async function missingMigrations(databaseUrl: string): Promise<string[]> {
  const applied = await appliedMigrations(databaseUrl);
  return knownMigrations().filter((name) => !applied.includes(name));
}

function knownMigrations(): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

async function appliedMigrations(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows: exists } = await client.query('select to_regclass($1) is not null as present', [table]);
    if (!exists[0]?.present) return [];
    const { rows } = await client.query(`select name from ${table} order by id`);
    return rows.map((row: { name: string }) => row.name);
  } finally {
    await client.end();
  }
}
