// Tenants are kept apart by the database itself: a query that forgets its tenant finds nothing of another's.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { inTransaction, type Pool } from '../../src/store/db.ts';
import { migrate } from '../../src/store/migrate.ts';
import { actAs, openTenantPool, refuseMissingRole } from '../../src/store/tenant-pool.ts';
import { tenantRole } from '../../src/store/tenant-role.ts';
import { importFresh, startApiWorld } from '../http/api-world.ts';

const suffix = randomBytes(4).toString('hex');
const databaseUrl = new URL(inject('databaseUrl'));
const [acme, globex] = ['acme', 'globex'] as TenantId[] as [TenantId, TenantId];
let owner: pg.Pool;
let pool: Pool;

async function asAdministrator(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  await asAdministrator(`create database walls_${suffix}`);
  databaseUrl.pathname = `/walls_${suffix}`;
  await migrate(databaseUrl.href);
  owner = new pg.Pool({ connectionString: databaseUrl.href, max: 2 });
  pool = openTenantPool(databaseUrl.href, { size: 2, name: 'walls' });
  await owner.query("insert into provider_apps (id, provider) values ('hubspot', 'hubspot')");
  for (const [serial, tenant] of [acme, globex].entries()) await fill(tenant, serial);
});
afterAll(async () => {
  await pool.end();
  await owner.end();
});

/** One row in every table that has a customer's things. */
async function fill(tenant: TenantId, serial: number): Promise<void> {
  const put = (text: string, ...values: unknown[]) => owner.query(text, [tenant, ...values]);
  await put('insert into tenants (id, name, api_key_hash) values ($1, $1, $2)', randomBytes(32));
  await put(
    `insert into connected_accounts (tenant, id, provider, provider_app, serial, label, api_base_url, state, current_grant, current_version)
     values ($1, 'acct', 'hubspot', 'hubspot', $2, $1, 'https://api.hubapi.com', 'active', 'grant', 1)`,
    serial,
  );
  await put(
    "insert into grants (id, tenant, account, state, scopes, api_base_url) values ('grant_' || $1, $1, 'acct', 'active', '{}', 'x')",
  );
  await put(
    `insert into token_versions (tenant, account, version, grant_id, issued_at, expires_at, scopes, schedule, sealed)
     values ($1, 'acct', 1, 'grant_' || $1, now(), now(), '{}', '{}', 'sealed')`,
  );
  await put(
    "insert into exchanges (id, tenant, account, grant_id, kind, from_version, status) values ('exch_' || $1, $1, 'acct', 'g', 'refresh', 1, 'settled')",
  );
  await put(
    "insert into reauth_requests (id, tenant, account, seq, state, expires_at) values ('reauth_' || $1, $1, 'acct', 1, 'open', now())",
  );
  await put(
    "insert into connect_requests (id, tenant, account, provider, scopes, state, expires_at) values ('connect_' || $1, $1, 'acct_2', 'hubspot', '{}', 'open', now())",
  );
  await put(
    "insert into departures (id, tenant, request, state_hash, browser_hash) values ('way_' || $1, $1, 'reauth_' || $1, $2, 'hash')",
    randomBytes(32),
  );
  await put(
    "insert into runs (tenant, id, kind, name, input, state, on_deadline) values ($1, 'run', 'steps', 'n', '{}', 'running', 'fail')",
  );
  await put(
    "insert into result_rows (tenant, run, step, key, sealed) values ($1, 'run', 's', 'k', 'sealed')",
  );
  await put("insert into step_checkpoints (tenant, run, step, checkpoint) values ($1, 'run', 's', '{}')");
  await put(
    `insert into conversation_entries (tenant, run, turn, part, number, sealed, facts)
     values ($1, 'run', 1, 'answer', 0, 'sealed', '{}')`,
  );
  await put(
    `insert into writes (tenant, call_key, place, run, step, account, tool, method, fingerprint, state, execution)
     values ($1, 'call', 'once.0', 'run', 's', 'acct', 'http.request', 'POST', 'f', 'sent', 'e')`,
  );
  await put(
    "insert into events (id, tenant, type, sequence, data) values ('evt_' || $1, $1, 'agent.run.started', 1, '{}')",
  );
  await put(
    "insert into webhook_endpoints (tenant, id, url, state) values ($1, 'ops', 'https://ops.example', 'enabled')",
  );
  await put("insert into webhook_secrets (tenant, endpoint, id, sealed) values ($1, 'ops', 'key', 'sealed')");
  await put(
    `insert into deliveries (tenant, id, endpoint, event, position, subject, state)
     values ($1, 'dlv_' || $1, 'ops', 'evt_' || $1, 1, 'tenant', 'pending')`,
  );
  await put(
    "insert into delivery_attempts (tenant, delivery, started_at, duration_ms) values ($1, 'dlv_' || $1, now(), 1)",
  );
  await put(
    "insert into contacts (tenant, id, name, email, time_zone, language) values ($1, 'ada', 'Ada', 'ada@customer.example', 'UTC', 'en-GB')",
  );
  await put("insert into account_contacts (tenant, subject, person) values ($1, 'tenant', 'ada')");
  await put(
    `insert into notice_asks (tenant, contact, subject, role, event, sequence, starts_at)
     values ($1, 'ada', 'reauth_' || $1, 'person', 'evt_' || $1, 1, now())`,
  );
  await put("insert into notices (id, tenant, contact, accounts) values ('ntc_' || $1, $1, 'ada', '{}')");
  await put(
    `insert into notice_messages (tenant, notice, channel, address, state)
     values ($1, 'ntc_' || $1, 'email', 'ada@customer.example', 'sent')`,
  );
  await put(
    "insert into schedules (tenant, id, definition, revision, paused) values ($1, 'nightly', '{}', 1, false)",
  );
  await put(
    `insert into schedule_starts (tenant, schedule, key, at, cause, overlap, state)
     values ($1, 'nightly', 'k', now(), 'trigger', 'skip', 'waiting')`,
  );
  await put(
    "insert into preflights (tenant, id, from_at, until_at, state) values ($1, 'pre', now(), now(), 'done')",
  );
  await put("insert into preflight_items (tenant, preflight, account) values ($1, 'pre', 'acct')");
  await put("insert into idempotency_keys (tenant, key, request_hash) values ($1, 'key', 'hash')");
  await put("insert into mcp_cancellations (tenant, call) values ($1, 'call')");
  await put("insert into data_keys (scope, master_key_id, sealed) values ('rows:' || $1, 'k1', 'sealed')");
  await put(
    "insert into data_keys (scope, master_key_id, sealed) values ('account:' || $1 || ':acct', 'k1', 'sealed')",
  );
}

const tenantsSeen = async (text: string): Promise<unknown[]> =>
  (await pool.query(text)).rows.map((row: { tenant: unknown }) => row.tenant);

const tablesWithTenant = async (): Promise<string[]> =>
  (
    await owner.query<{ name: string }>(
      `select c.table_name as name from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and c.column_name = 'tenant' and t.table_type = 'BASE TABLE' order by 1`,
    )
  ).rows.map((row) => row.name);

describe('a query that forgets its tenant', () => {
  it('finds the rows of the tenant it is made for and no others, in every table that has a tenant', async () => {
    const tables = await tablesWithTenant();
    expect(tables.length).toBeGreaterThanOrEqual(10);

    for (const table of tables) {
      const forgetful = `select tenant from ${table}`;
      expect((await owner.query(forgetful)).rowCount, table).toBe(2);
      expect(await actAs(acme, () => tenantsSeen(forgetful)), table).toEqual([acme]);
      expect(await actAs(globex, () => tenantsSeen(forgetful)), table).toEqual([globex]);
    }
  });

  it('finds nothing at all when it is made for nobody', async () => {
    for (const table of [...(await tablesWithTenant()), 'data_keys']) {
      expect((await pool.query(`select 1 from ${table}`)).rowCount, table).toBe(0);
    }
  });

  it('finds only the data keys whose scope names its tenant', async () => {
    const scopes = await actAs(acme, () => pool.query('select scope from data_keys order by scope'));
    expect(scopes.rows).toEqual([{ scope: 'account:acme:acct' }, { scope: 'rows:acme' }]);
  });

  it('changes and deletes nothing of another tenant', async () => {
    const changed = await actAs(acme, () => pool.query("update connected_accounts set label = 'taken'"));
    const deleted = await actAs(acme, () => pool.query("delete from events where tenant = 'globex'"));

    expect([changed.rowCount, deleted.rowCount]).toEqual([1, 0]);
    expect((await owner.query("select label from connected_accounts where tenant = 'globex'")).rows).toEqual([
      { label: 'globex' },
    ]);
  });

  it('cannot write a row for another tenant', async () => {
    const forged =
      "insert into events (id, tenant, type, sequence, data) values ('x', 'globex', 't', 1, '{}')";
    await expect(actAs(acme, () => pool.query(forged))).rejects.toThrow(/row-level security/);
  });

  it('cannot read how API keys are recognized', async () => {
    await expect(actAs(acme, () => pool.query('select api_key_hash from tenants'))).rejects.toThrow(
      /permission denied/,
    );
    expect((await actAs(acme, () => pool.query('select id from tenants'))).rows).toEqual([{ id: acme }]);
  });
});

describe('a connection of the API', () => {
  it('is held to the tenant at hand each time it is taken, also after a transaction that failed', async () => {
    const both = async (tenant: TenantId) =>
      actAs(tenant, () => inTransaction(pool, (db) => db.query('select tenant from runs')));
    for (let round = 0; round < 20; round++) {
      const tenant = round % 2 ? acme : globex;
      const [one, two] = await Promise.all([both(tenant), both(tenant === acme ? globex : acme)]);
      expect([...one.rows, ...two.rows].map((row) => row.tenant).sort()).toEqual([acme, globex]);
      expect(one.rows[0].tenant).toBe(tenant);
      await expect(
        actAs(tenant, () => inTransaction(pool, (db) => db.query('select 1/0'))),
      ).rejects.toThrow();
    }
  });

  it('acts as a role that owns nothing and cannot pass row-level security', async () => {
    const { rows } = await actAs(acme, () =>
      pool.query(
        'select current_user as name, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = current_user',
      ),
    );
    expect(rows).toEqual([{ name: tenantRole, rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
  });
});

describe('a database user that is no superuser', () => {
  const user = `app_${suffix}`;
  const urlOf = (database: string, name = user): string => {
    const url = new URL(inject('databaseUrl'));
    url.username = name;
    url.password = 'secret';
    url.pathname = `/${database}`;
    return url.href;
  };

  it('that may make roles sets everything up by itself', async () => {
    await asAdministrator(
      `create role ${user} login password 'secret' createrole`,
      `grant ${tenantRole} to ${user} with admin option`,
      `revoke set option for ${tenantRole} from ${user}`,
      `create database ordinary_${suffix} owner ${user}`,
    );
    const url = urlOf(`ordinary_${suffix}`);
    await migrate(url);

    const ordinary = openTenantPool(url, { size: 1, name: 'walls' });
    expect((await actAs(acme, () => ordinary.query('select current_user as name'))).rows).toEqual([
      { name: tenantRole },
    ]);
    await ordinary.end();
  });

  it('that may not is told what an administrator does about it, and nothing is changed', async () => {
    const weak = `weak_${suffix}`;
    await asAdministrator(
      `create role ${weak} login password 'secret'`,
      `create database weak_${suffix} owner ${weak}`,
    );
    const url = urlOf(`weak_${suffix}`, weak);

    await expect(migrate(url)).rejects.toThrow(`grant ${tenantRole} to ${weak};`);
    const refused = openTenantPool(url, { size: 1, name: 'walls' });
    await expect(refuseMissingRole(refused)).rejects.toThrow(/Run `firstlight migrate`/);
    await refused.end();

    await asAdministrator(`grant ${tenantRole} to ${weak}`);
    expect((await migrate(url)).applied).toContain('0002_tenant_walls');
  });
});

describe('a running API', () => {
  it('answers a tenant on connections that are held to it', async () => {
    const world = await startApiWorld();
    const tenant = await world.newTenant();
    const { id } = await importFresh(world, tenant, { provider: 'hubspot' });
    const seen = async () => [
      (await tenant.call('GET', '/v1/accounts')).body.items.length,
      (await tenant.call('GET', '/v1/events')).body.items.length,
      (await tenant.call('GET', `/v1/accounts/${id}`)).status,
    ];
    expect(await seen()).toEqual([1, 1, 200]);

    // Without a policy the wall has no gate: the owner still sees the rows, and whoever is held to a tenant nothing.
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    await client.query('drop policy own_tenant on connected_accounts');
    await client.query('drop policy own_tenant on events');
    await client.end();

    expect(await seen()).toEqual([0, 0, 404]);
    await world.stop();
  });
});
