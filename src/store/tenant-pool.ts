// Connections that can see one tenant and no other: each acts as a role that row-level security holds to the tenant on
// whose behalf the work at hand is done (migration 0002). A query that forgets its tenant finds that one's rows; work done
// on nobody's behalf finds nothing.

import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { Failure } from '../domain/failures.ts';
import type { TenantId } from '../domain/ids.ts';
import { openPool, type Pool } from './db.ts';
import { tenantRole } from './tenant-role.ts';

const acting = new AsyncLocalStorage<TenantId>();

/** Everything `work` asks of a tenant pool, it asks as this tenant. */
export const actAs = <T>(tenant: TenantId, work: () => T): T => acting.run(tenant, work);

export function openTenantPool(
  databaseUrl: string,
  options: { readonly size: number; readonly name: string },
): Pool {
  const pool = openPool(databaseUrl, options);
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  /** What each connection is held to now; one that is new is held to nothing yet. */
  const heldTo = new WeakMap<pg.PoolClient, string>();

  const connectAs = async (tenant: string): Promise<pg.PoolClient> => {
    const client = await connect();
    if (heldTo.get(client) === tenant) return client;
    heldTo.delete(client);
    try {
      await client.query("select set_config('role', $1, false), set_config('firstlight.tenant', $2, false)", [
        tenantRole,
        tenant,
      ]);
    } catch (error) {
      // Never back into the pool: what it is held to is not known.
      client.release(error as Error);
      throw error;
    }
    heldTo.set(client, tenant);
    return client;
  };

  // `pool.query` of node-postgres comes through here too, with a callback.
  pool.connect = ((callback?: (error?: Error, client?: pg.PoolClient, release?: () => void) => void) => {
    const connecting = connectAs(acting.getStore() ?? '');
    if (!callback) return connecting;
    connecting.then(
      (client) => callback(undefined, client, () => client.release()),
      (error: Error) => callback(error),
    );
    return undefined;
  }) as Pool['connect'];
  return pool;
}

/** A database user that may not act as the role is said at the start, not at the first request. */
export async function refuseMissingRole(pool: Pool): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (error) {
    // Not there (22023: unknown value of "role"), or not ours to act as (42501).
    if (!['22023', '42501'].includes(String((error as { code?: unknown }).code))) throw error;
    throw new Failure(
      'app.misconfigured',
      `The database user may not act as ${tenantRole}, the role that keeps tenants apart. Run \`firstlight migrate\` with this DATABASE_URL once; it makes the role, or says who must. Nothing was started.`,
    );
  }
}
