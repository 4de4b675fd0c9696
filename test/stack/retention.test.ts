// What is over for longer than its tenant's retention goes, and nothing else: on a real database, behind the tenants' walls.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { openPool, type Pool } from '../../src/store/db.ts';
import { countEarlierEndings } from '../../src/store/exchanges.ts';
import { migrate } from '../../src/store/migrate.ts';
import { keptExchanges } from '../../src/store/sweep/exchanges.ts';
import { keptVersions } from '../../src/store/sweep/token-versions.ts';
import { openTenantPool } from '../../src/store/tenant-pool.ts';
import { changeTenant, listTenantsToSweep } from '../../src/store/tenants.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { type SweepDeps, sweepTenants } from '../../src/temporal/keep-sweeping.ts';
import { until } from '../support/until.ts';

const databaseUrl = new URL(inject('databaseUrl'));
const log = createLog('test', 'silent');
let owner: Pool;
let tenantPool: Pool;
/** A tenant of the test's own, with an account. */
let tenant: TenantId;
let number = 0;

beforeAll(async () => {
  const name = `retention_${randomBytes(4).toString('hex')}`;
  const admin = new pg.Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  databaseUrl.pathname = `/${name}`;
  await migrate(databaseUrl.href);
  owner = openPool(databaseUrl.href, { size: 4, name: 'retention' });
  tenantPool = openTenantPool(databaseUrl.href, { size: 2, name: 'sweep' });
  await owner.query("insert into provider_apps (id, provider) values ('hubspot', 'hubspot')");
});
afterAll(async () => {
  await tenantPool?.end();
  await owner?.end();
});
beforeEach(async () => {
  tenant = `t${++number}` as TenantId;
  await newTenant(tenant, number);
});

const deps = (more: Partial<SweepDeps> = {}): SweepDeps => ({
  pool: owner,
  tenantPool,
  retentionDays: 90,
  log,
  ...more,
});
/** An hour ahead, so that every tenant is due. */
const sweep = (more: Partial<SweepDeps> = {}) => sweepTenants(deps(more), Date.now() + HOUR + MINUTE);
const ago = (days: number): Date => new Date(Date.now() - days * DAY);
const [old, young] = [ago(91), ago(89)];

async function newTenant(id: string, serial: number): Promise<void> {
  await owner.query('insert into tenants (id, name, api_key_hash) values ($1, $1, $2)', [
    id,
    randomBytes(32),
  ]);
  await owner.query(
    `insert into connected_accounts (tenant, id, provider, provider_app, serial, label, api_base_url, state, current_grant, current_version)
     values ($1, 'acct', 'hubspot', 'hubspot', $2, $1, 'https://api.hubapi.com', 'active', 'g-now', 60)`,
    [id, serial],
  );
  await owner.query(
    "insert into grants (id, tenant, account, state, scopes, api_base_url) values ('g_' || $1, $1, 'acct', 'active', '{}', 'x')",
    [id],
  );
}

/** Of the tenant's rows in a table, one column, in its order. */
async function left(table: string, column: string): Promise<unknown[]> {
  const { rows } = await owner.query(`select ${column} as value from ${table} where tenant = $1 order by 1`, [
    tenant,
  ]);
  return rows.map(({ value }) => value);
}

async function insertRun(
  id: string,
  updatedAt: Date,
  { state = 'ended', lateFill = null as string | null, rows = 0 } = {},
): Promise<void> {
  await owner.query(
    `insert into runs (tenant, id, kind, name, input, state, verdict, ledger, on_deadline, created_at, updated_at)
     values ($1, $2, 'steps', 'r', '{}', $3, 'complete', $4, 'fail', $5, $5)`,
    [tenant, id, state, JSON.stringify({ lateFill: lateFill && { state: lateFill } }), updatedAt],
  );
  await owner.query(
    `insert into result_rows (tenant, run, step, key, sealed) select $1, $2, 's', n::text, 'x' from generate_series(1, $3::int) n`,
    [tenant, id, rows],
  );
  await owner.query(
    "insert into step_checkpoints (tenant, run, step, checkpoint) values ($1, $2, 's', '{}')",
    [tenant, id],
  );
}

it('removes runs that ended long ago with all they read, in several goes, and no other run', async () => {
  await insertRun('old', old, { rows: 25 });
  await insertRun('young', young, { rows: 3 });
  await insertRun('paused', old, { state: 'paused', rows: 2 });
  await insertRun('to-be-filled', old, { lateFill: 'waiting', rows: 2 });
  await insertRun('filled', old, { lateFill: 'filled' });
  await sweep({ limit: 10 });
  expect(await left('runs', 'id')).toEqual(['paused', 'to-be-filled', 'young']);
  expect(await left('step_checkpoints', 'run')).toEqual(['paused', 'to-be-filled', 'young']);
  expect(await left('result_rows', 'run')).toEqual([
    ...['paused', 'paused', 'to-be-filled', 'to-be-filled'],
    ...['young', 'young', 'young'],
  ]);
});

it('goes by the tenant’s own retention where it has one, and touches no other tenant', async () => {
  await insertRun('a', ago(10));
  await changeTenant(owner, tenant, { retentionDays: 7 });
  const other = tenant;
  tenant = `t${++number}` as TenantId;
  await newTenant(tenant, number);
  await insertRun('b', ago(10));
  await sweep();
  expect(await left('runs', 'id')).toEqual(['b']);
  tenant = other;
  expect(await left('runs', 'id')).toEqual([]);
});

async function insertEvent(id: string, at: Date, { account = null as string | null, type = 't' } = {}) {
  await owner.query(
    `insert into events (id, tenant, type, account, sequence, data, created_at) values ($1, $2, $3, $4, 1, '{}', $5)`,
    [`${tenant}-${id}`, tenant, type, account, at],
  );
}
async function insertDelivery(
  event: string,
  state: string,
  endedAt: Date | null,
  endpoint = 'hook',
): Promise<void> {
  await owner.query(
    `insert into webhook_endpoints (tenant, id, url, state) values ($1, $2, 'https://x.example', 'disabled') on conflict do nothing`,
    [tenant, endpoint],
  );
  await owner.query(
    `insert into deliveries (tenant, id, endpoint, event, position, subject, state, created_at, ended_at)
     values ($1, $2, $7, $3, 1, 'tenant', $4, $5, $6)`,
    [tenant, `${event}-${endpoint}`, `${tenant}-${event}`, state, old, endedAt, endpoint],
  );
  await owner.query(
    'insert into delivery_attempts (tenant, delivery, started_at, duration_ms) values ($1, $2, $3, 1)',
    [tenant, `${event}-${endpoint}`, old],
  );
}
const eventsLeft = async (): Promise<unknown[]> =>
  (await left('events', 'id')).map((id) => String(id).slice(tenant.length + 1));

it('removes events of which nothing is owed, with their deliveries', async () => {
  for (const id of ['told', 'dead', 'owed', 'again', 'nobody']) await insertEvent(id, old);
  await insertEvent('young', young);
  await insertDelivery('told', 'delivered', old);
  await insertDelivery('dead', 'dead', old);
  await insertDelivery('owed', 'pending', null);
  // What one endpoint was told stays with what the other is owed.
  await insertDelivery('owed', 'delivered', old, 'other');
  await insertDelivery('again', 'delivered', young);
  await sweep();
  expect(await eventsLeft()).toEqual(['again', 'owed', 'young']);
  expect(await left('deliveries', 'id')).toEqual(['again-hook', 'owed-hook', 'owed-other']);
  expect(await left('delivery_attempts', 'delivery')).toEqual(['again-hook', 'owed-hook', 'owed-other']);
});

it('keeps the last event of each type about an account', async () => {
  for (const id of ['1', '2']) await insertEvent(id, old, { account: 'acct', type: 'asked' });
  await insertEvent('3', old, { account: 'acct', type: 'connected' });
  await sweep();
  expect(await eventsLeft()).toEqual(['2', '3']);
});

async function insertAsk(
  subject: string,
  facts: { endedAt?: Date; toldAt?: Date; notice?: string; closing?: string },
): Promise<void> {
  await insertEvent(subject, old);
  await owner.query(
    `insert into contacts (tenant, id, name, email, time_zone, language) values ($1, 'ann', 'Ann', 'a@x.example', 'UTC', 'en') on conflict do nothing`,
    [tenant],
  );
  await owner.query(
    `insert into notice_asks (tenant, contact, subject, role, event, sequence, starts_at, ended_at, told_at, notice, closing_notice)
     values ($1, 'ann', $2, 'person', $3, 1, now(), $4, $5, $6, $7)`,
    [
      tenant,
      subject,
      `${tenant}-${subject}`,
      facts.endedAt ?? null,
      facts.toldAt ?? null,
      facts.notice ?? null,
      facts.closing ?? null,
    ],
  );
}
async function insertNotice(id: string, state: string): Promise<string> {
  await owner.query(
    "insert into notices (id, tenant, contact, accounts, created_at) values ($1, $2, 'ann', '{}', $3)",
    [`${tenant}-${id}`, tenant, old],
  );
  await owner.query(
    `insert into notice_messages (tenant, notice, channel, address, state, ended_at) values ($1, $2, 'email', 'a', $3, $4)`,
    [tenant, `${tenant}-${id}`, state, state === 'pending' ? null : old],
  );
  return `${tenant}-${id}`;
}

it('removes what people were asked once it is over for them, and then its notice and its event', async () => {
  const first = await insertNotice('first', 'sent');
  const last = await insertNotice('last', 'sent');
  const open = await insertNotice('open', 'sent');
  await insertNotice('on-its-way', 'pending');
  await insertAsk('closed', { endedAt: old, toldAt: old, notice: first, closing: last });
  await insertAsk('never-told', { endedAt: old });
  await insertAsk('not-closed', { endedAt: old, toldAt: old, notice: open });
  await insertAsk('open', {});
  await insertAsk('just-over', { endedAt: young });
  await sweep();
  expect(await left('notice_asks', 'subject')).toEqual(['just-over', 'not-closed', 'open']);
  expect(await left('notices', 'id')).toEqual([`${tenant}-on-its-way`, open]);
  expect(await eventsLeft()).toEqual(['just-over', 'not-closed', 'open']);
});

it('keeps recorded answers for a week, or for less where less is kept', async () => {
  const put = (key: string, days: number) =>
    owner.query(
      "insert into idempotency_keys (tenant, key, request_hash, created_at) values ($1, $2, 'h', $3)",
      [tenant, key, ago(days)],
    );
  for (const [key, days] of [
    ['8', 8],
    ['6', 6],
    ['2', 2],
  ] as const)
    await put(key, days);
  await sweep();
  expect(await left('idempotency_keys', 'key')).toEqual(['2', '6']);
  await changeTenant(owner, tenant, { retentionDays: 3 });
  await sweep();
  expect(await left('idempotency_keys', 'key')).toEqual(['2']);
});

async function insertExchange(
  id: string,
  minutes: number,
  { status = 'settled', grant = 'g-now', cause = null as string | null } = {},
): Promise<void> {
  await owner.query(
    `insert into exchanges (id, tenant, account, grant_id, kind, from_version, status, diagnosis, started_at)
     values ($1, $2, 'acct', $3, 'refresh', 1, $4, $5, $6)`,
    [
      `${tenant}-${id}`,
      tenant,
      grant,
      status,
      cause && JSON.stringify({ cause }),
      new Date(old.getTime() + minutes * MINUTE),
    ],
  );
}

it('keeps of the journal what is unsettled, what a diagnosis rests on, and the newest', async () => {
  await insertExchange('settled', 0);
  await insertExchange('started', 1, { status: 'started' });
  await insertExchange('unknown', 2, { status: 'unknown' });
  await insertExchange('refused-1', 3, { status: 'refused', grant: 'g-1', cause: 'revoked' });
  await insertExchange('refused-2', 4, { status: 'refused', grant: 'g-1', cause: 'revoked' });
  await insertExchange('refused-3', 5, { status: 'refused', grant: 'g-1', cause: 'expired' });
  await insertExchange('refused-4', 6, { status: 'refused', grant: 'g-2', cause: 'revoked' });
  await insertExchange('tombstone', 7, { status: 'tombstone' });
  for (let n = 0; n < keptExchanges; n += 1) await insertExchange(`new-${100 + n}`, 10 + n);
  const ref = { tenant, account: 'acct' } as never;
  const before = await countEarlierEndings(owner, ref);
  expect(before).toEqual({ revoked: 2, expired: 1 });
  await sweep({ limit: 2 });
  const kept = (await left('exchanges', 'id')).map((id) => String(id).slice(tenant.length + 1));
  expect(kept.filter((id) => !id.startsWith('new-'))).toEqual([
    'refused-2',
    'refused-3',
    'refused-4',
    'started',
    'unknown',
  ]);
  expect(kept.filter((id) => id.startsWith('new-'))).toHaveLength(keptExchanges);
  expect(await countEarlierEndings(owner, ref)).toEqual(before);
});

it('keeps the newest token versions, and no secret of one that is not in force', async () => {
  const versions = Array.from({ length: 60 }, (_, index) => index + 1);
  for (const version of versions) {
    await owner.query(
      `insert into token_versions (tenant, account, version, grant_id, issued_at, expires_at, scopes, schedule, sealed, created_at)
       values ($1, 'acct', $2, 'g_' || $1, now(), now(), '{}', '{}', 'sealed', $3)`,
      [tenant, version, old],
    );
  }
  await sweep({ limit: 7 });
  expect(await left('token_versions', 'version')).toEqual(versions.slice(60 - keptVersions - 1));
  const { rows } = await owner.query(
    'select version from token_versions where tenant = $1 and sealed is not null',
    [tenant],
  );
  expect(rows).toEqual([{ version: 60 }]);
});

it('discards a consent that nobody took up for a month, and leaves a living grant alone', async () => {
  const stage = (id: string, days: number) =>
    owner.query(
      `insert into grants (id, tenant, account, state, scopes, api_base_url, staged_sealed, consented_at)
       values ($1, $2, 'acct', 'staged', '{}', 'x', 'sealed', $3)`,
      [`${tenant}-${id}`, tenant, ago(days)],
    );
  await stage('forgotten', 31);
  await stage('waiting', 29);
  await changeTenant(owner, tenant, { retentionDays: 1 });
  await sweep();
  const { rows } = await owner.query(
    'select state, staged_sealed is not null as sealed from grants where tenant = $1 order by id',
    [tenant],
  );
  expect(rows).toEqual([
    { state: 'active', sealed: false },
    { state: 'discarded', sealed: false },
    { state: 'staged', sealed: true },
  ]);
});

it('removes requests by link that were used or ran out, but for the last of an account', async () => {
  const connect = (id: string, state: string, expiresAt: Date, completedAt: Date | null) =>
    owner.query(
      `insert into connect_requests (id, tenant, account, provider, scopes, state, expires_at, completed_at) values ($1, $2, 'x', 'hubspot', '{}', $3, $4, $5)`,
      [`${tenant}-${id}`, tenant, state, expiresAt, completedAt],
    );
  await connect('used', 'completed', young, old);
  await connect('ran-out', 'open', old, null);
  await connect('open', 'open', young, null);
  for (const seq of [1, 2]) {
    await owner.query(
      `insert into reauth_requests (id, tenant, account, seq, state, expires_at) values ($1, $2, 'acct', $3, 'open', $4)`,
      [`${tenant}-${seq}`, tenant, seq, old],
    );
  }
  await sweep();
  expect(await left('connect_requests', 'id')).toEqual([`${tenant}-open`]);
  expect(await left('reauth_requests', 'seq')).toEqual([2]);
});

it('removes starts that are over, but for the last of a schedule, and preflights after a month', async () => {
  await owner.query(
    "insert into schedules (tenant, id, definition, revision, paused) values ($1, 'nightly', '{}', 1, false)",
    [tenant],
  );
  const start = (key: string, state: string, at: Date) =>
    owner.query(
      `insert into schedule_starts (tenant, schedule, key, at, cause, overlap, state, updated_at) values ($1, 'nightly', $2, $3, 'schedule', 'skip', $4, $3)`,
      [tenant, key, at, state],
    );
  await start('a-ended', 'ended', ago(95));
  await start('b-skipped', 'skipped', ago(94));
  await start('c-begun', 'begun', ago(93));
  await start('d-last', 'ended', ago(92));
  for (const [id, state, days] of [
    ['gone', 'done', 31],
    ['kept', 'done', 29],
    ['at-work', 'running', 31],
  ] as const) {
    await owner.query(
      'insert into preflights (tenant, id, from_at, until_at, state, created_at) values ($1, $2, now(), now(), $3, $4)',
      [tenant, id, state, ago(days)],
    );
  }
  await sweep();
  expect(await left('schedule_starts', 'key')).toEqual(['c-begun', 'd-last']);
  expect(await left('preflights', 'id')).toEqual(['at-work', 'kept']);
});

it('removes the operator’s own events too', async () => {
  await owner.query(
    "insert into events (id, tenant, type, sequence, data, created_at) values ('op-old', null, 't', 1, '{}', $1), ('op-young', null, 't', 2, '{}', $2)",
    [old, young],
  );
  await sweep();
  const { rows } = await owner.query('select id from events where tenant is null');
  expect(rows).toEqual([{ id: 'op-young' }]);
});

it('may be done by several at once, each row once', async () => {
  for (let n = 0; n < 30; n += 1) await insertRun(`r${n}`, old, { rows: 5 });
  const pools = [1, 2, 3].map(() => openTenantPool(databaseUrl.href, { size: 1, name: 'sweep' }));
  const removed = await Promise.all(pools.map((pool) => sweep({ tenantPool: pool, limit: 4 })));
  await Promise.all(pools.map((pool) => pool.end()));
  expect(removed.reduce((sum, each) => sum + each, 0)).toBe(30 * 6);
  expect(await left('runs', 'id')).toEqual([]);
});

it('goes on where it was cut off, and is done for an hour when it was not', async () => {
  for (let n = 0; n < 5; n += 1) await insertRun(`r${n}`, old, { rows: 5 });
  const at = Date.now() + HOUR + MINUTE;
  let asked = 0;
  await sweepTenants(deps({ limit: 2 }), at, () => {
    asked += 1;
    return asked > 5;
  });
  const rest = (await left('result_rows', 'key')).length;
  expect((await listTenantsToSweep(owner, at - HOUR)).map(({ id }) => id)).toContain(tenant);
  await sweepTenants(deps(), at);
  expect(rest).toBeGreaterThan(0);
  expect(await left('runs', 'id')).toEqual([]);
  expect(await listTenantsToSweep(owner, at - HOUR)).toEqual([]);
});

it('leaves a delivery that is put back into its queue at that very moment, and its event', async () => {
  await insertEvent('back', old);
  await insertDelivery('back', 'dead', old);
  const other = await owner.connect();
  await other.query('begin');
  await other.query("update deliveries set state = 'pending' where tenant = $1", [tenant]);
  const sweeping = sweep();
  await until('the sweep waits for it', async () => {
    const { rows } = await owner.query(
      "select 1 from pg_stat_activity where application_name = 'sweep' and wait_event_type = 'Lock'",
    );
    return rows.length > 0;
  });
  await other.query('commit');
  other.release();
  await sweeping;
  expect(await eventsLeft()).toEqual(['back']);
  expect(await left('deliveries', 'state')).toEqual(['pending']);
});
