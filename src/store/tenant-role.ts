// The database role that the API's connections act as: it owns nothing, may not sign in, and row-level security holds it to
// one tenant (migration 0002). Roles belong to the whole server, so this is done beside the migrations, each time they run.

import pg from 'pg';
import { Failure } from '../domain/failures.ts';

export const tenantRole = 'firstlight_tenant';

/** SQLSTATEs: another process was first, as an error of the statement or of the catalog's index. */
const isThereAlready = ['42710', '23505'];
const mayNot = '42501';

export async function ensureTenantRole(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await makeRole(client);
    await joinRole(client);
  } catch (error) {
    if ((error as { code?: unknown }).code === mayNot) throw await askAdministrator(client);
    throw error;
  } finally {
    await client.end();
  }
}

async function makeRole(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [tenantRole]);
  if (rowCount === 1) return;
  try {
    await client.query(`create role ${tenantRole} nologin nosuperuser nobypassrls`);
  } catch (error) {
    if (!isThereAlready.includes(String((error as { code?: unknown }).code))) throw error;
  }
}

/** Whoever may `set role` needs no more: a superuser may, and so may a member. */
async function joinRole(client: pg.Client): Promise<void> {
  if (await mayActAs(client)) return;
  try {
    await client.query(`grant ${tenantRole} to current_user`);
  } catch (error) {
    if (!isThereAlready.includes(String((error as { code?: unknown }).code))) throw error;
  }
}

async function mayActAs(client: pg.Client): Promise<boolean> {
  try {
    await client.query(`set role ${tenantRole}`);
  } catch (error) {
    if ((error as { code?: unknown }).code === mayNot) return false;
    throw error;
  }
  await client.query('reset role');
  return true;
}

async function askAdministrator(client: pg.Client): Promise<Failure> {
  const { rows } = await client.query<{ name: string }>('select quote_ident(current_user) as name');
  const user = rows[0]!.name;
  return new Failure(
    'app.misconfigured',
    `Firstlight keeps tenants apart with a database role, ${tenantRole}, and the database user ${user} may not make it or act as it. ` +
      'Whoever administers the PostgreSQL server runs this once, then call `firstlight migrate` again (nothing was changed):\n' +
      `  create role ${tenantRole} nologin;  -- unless it is there already\n` +
      `  grant ${tenantRole} to ${user};`,
  );
}
