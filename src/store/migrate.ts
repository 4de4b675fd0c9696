// Brings the schema up to this version. Append-only: a migration that was released is never edited.

import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { packageRoot } from '../package-root.ts';
import { ensureTenantRole } from './tenant-role.ts';

const directory = fileURLToPath(new URL('src/store/migrations', packageRoot));
const table = 'firstlight_migrations';

export class SchemaIsNewer extends Error {}

/**
 * A table is changed while yesterday's processes read it. Whoever waits for its lock makes everybody after him wait as well, so
 * nobody waits long: the change is given up, and tried again a moment later.
 */
const lockWaitMs = 2_000;
const tryForMs = 5 * 60_000;
const pauseMs = 1_000;
/** SQLSTATEs of a lock that was not to be had, and of two that waited for one another. */
const lockTroubles: readonly unknown[] = ['55P03', '40P01'];

/** Idempotent, and safe to run from several processes at once: they wait for one another at an advisory lock. */
export async function migrate(databaseUrl: string): Promise<{ readonly applied: readonly string[] }> {
  await refuseNewerSchema(databaseUrl);
  await ensureTenantRole(databaseUrl);
  const giveUpAt = Date.now() + tryForMs;
  const applied: string[] = [];
  for (;;) {
    const before = await missingMigrations(databaseUrl);
    try {
      const rest = await runner({
        databaseUrl: { connectionString: databaseUrl, lock_timeout: lockWaitMs },
        dir: directory,
        migrationsTable: table,
        direction: 'up',
        advisoryLockMode: 'wait',
        // One transaction each, so that no lock is held for longer than its own change takes.
        singleTransaction: false,
        log: () => {},
        logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      });
      return { applied: [...applied, ...rest.map((migration) => migration.name)] };
    } catch (error) {
      if (!lockTroubles.includes((error as { code?: unknown }).code) || Date.now() > giveUpAt) throw error;
      const after = await missingMigrations(databaseUrl);
      applied.push(...before.filter((name) => !after.includes(name)));
      await sleep(pauseMs);
    }
  }
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
