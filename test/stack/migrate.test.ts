// `firstlight migrate` as an operator runs it, on a database and a namespace of its own.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { ensureTenantRole } from '../../src/store/tenant-role.ts';
import { connectClient } from '../../src/temporal/connection.ts';
import { noPayloads } from '../../src/temporal/payloads.ts';
import { until } from '../support/until.ts';

const cli = fileURLToPath(new URL('../../bin/firstlight.mjs', import.meta.url));

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const migrate = (environment: Record<string, string>, ...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, 'migrate', ...words],
      { env: { PATH: process.env.PATH, ...environment } },
      (error, out, err) => resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });

/** Nothing there yet: neither tables nor a namespace. */
async function freshPlace(): Promise<Record<string, string>> {
  const name = `migrate_${randomBytes(4).toString('hex')}`;
  const url = new URL(inject('databaseUrl'));
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return { DATABASE_URL: url.href, TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: name };
}

describe('firstlight migrate', () => {
  it('sets everything up, says what it did, and has nothing to do the second time', async () => {
    const place = await freshPlace();

    const before = await migrate(place, '--check');
    const first = await migrate(place);
    const second = await migrate(place);
    const after = await migrate(place, '--check');

    expect(before.status).toBe(1);
    expect(before.out).toContain('database: lacks 0001_house');
    expect(before.out).toContain(
      `temporal operator namespace create --namespace ${place.TEMPORAL_NAMESPACE} --retention 30d`,
    );
    expect(first.out).toContain('database: applied 0001_house');
    expect(first.out).toContain('temporal: made (histories kept for 30 days) namespace');
    expect(first.out).toContain('temporal: registered FirstlightTenant');
    expect(second.out).toBe(
      `database: up to date already\ntemporal: search attributes are registered already in namespace ${place.TEMPORAL_NAMESPACE}\n`,
    );
    expect([first.status, second.status]).toEqual([0, 0]);
    expect(after).toEqual({
      status: 0,
      out: `database: up to date\ntemporal: search attributes are registered in namespace ${place.TEMPORAL_NAMESPACE}\n`,
      err: '',
    });
  });

  it('does it once when several are started at once, as every replica of a deployment may', async () => {
    const place = await freshPlace();

    const ended = await Promise.all([1, 2, 3].map(() => migrate(place)));

    expect(ended.map(({ status, err }) => ({ status, err }))).toEqual(
      [1, 2, 3].map(() => ({ status: 0, err: '' })),
    );
    expect(ended.filter(({ out }) => out.includes('database: applied 0001_house'))).toHaveLength(1);
    expect((await migrate(place, '--check')).status).toBe(0);
  });

  it('waits for no table so long that everybody else must wait for it, and is through when it is free', async () => {
    const place = await freshPlace();
    const folder = fileURLToPath(new URL('../../src/store/migrations', import.meta.url));
    await ensureTenantRole(place.DATABASE_URL!);
    const files = readdirSync(folder).filter((file) => file <= '0009_z');
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const table = 'firstlight_migrations';
    await runner({
      ...{ databaseUrl: place.DATABASE_URL!, dir: folder, migrationsTable: table, direction: 'up' },
      ...{ count: files.length, log: () => {}, logger: silent },
    });
    const reader = new pg.Client({ connectionString: place.DATABASE_URL });
    const other = new pg.Client({ connectionString: place.DATABASE_URL, statement_timeout: 20_000 });
    await Promise.all([reader.connect(), other.connect()]);
    await reader.query('begin');
    await reader.query('select * from reauth_requests');

    const migrating = migrate(place);
    const waits = "select 1 from pg_locks where relation = 'reauth_requests'::regclass and not granted";
    await until('it waits for the table', async () => (await other.query(waits)).rowCount);
    // Behind it in the queue: served as soon as it gives up.
    await other.query('select * from reauth_requests');
    await until('it tries again', async () => (await other.query(waits)).rowCount);
    await reader.query('commit');

    expect(await migrating).toMatchObject({
      status: 0,
      out: expect.stringContaining('applied 0010_declines'),
    });
    await Promise.all([reader.end(), other.end()]);
  });

  it('describes the namespace and keeps histories for as many days as are set', async () => {
    const place = await freshPlace();
    await migrate(place);

    const changed = await migrate({ ...place, FIRSTLIGHT_HISTORY_DAYS: '7' });
    const again = await migrate(place);

    expect(changed.out).toContain('temporal: updated (histories kept for 7 days) namespace');
    expect(again.out).not.toContain('updated');
    const temporal = await connectClient({ address: inject('temporalAddress'), namespace: null }, noPayloads);
    const { namespaceInfo, config } = await temporal.client.workflowService.describeNamespace({
      namespace: place.TEMPORAL_NAMESPACE!,
    });
    await temporal.close();
    expect(namespaceInfo?.description).toContain('Firstlight');
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(7 * 86_400);
  });

  it('says how it is called when it is called otherwise', async () => {
    expect(await migrate({}, '--chekc')).toMatchObject({
      status: 2,
      err: 'Usage: firstlight migrate [--check]\n',
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' },
      /database does not answer/,
    ],
    ['no database at all', { DATABASE_URL: '' }, /DATABASE_URL must be set/],
    [
      'a Temporal server that does not answer',
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      /No Temporal server answers at 127\.0\.0\.1:1/,
    ],
  ])('says in one paragraph what to do about %s', async (_name, environment, message) => {
    const failed = await migrate({ ...(await freshPlace()), ...environment });

    expect(failed.status).toBe(1);
    expect(failed.err).toMatch(message);
    expect(failed.err).not.toContain('    at ');
  });
});
