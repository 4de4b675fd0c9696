// An imported token has lived already: what is left of its life founds no class of its own, and it is refreshed in time.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { computeSchedule } from '../../src/connect/compute-schedule.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { Provider } from '../../src/providers/registry.ts';
import { openPool, type Pool } from '../../src/store/db.ts';
import { migrate } from '../../src/store/migrate.ts';
import { takeSerial } from '../../src/store/provider-apps.ts';

const name = `imported_${randomBytes(6).toString('hex')}`;
let pool: Pool;
const provider = { app: 'hubspot', grantIdleLimitDays: null } as Provider;

const administrate = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  await client.query(statement);
  await client.end();
};

beforeAll(async () => {
  await administrate(`create database ${name}`);
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  await migrate(url.href);
  pool = openPool(url.href, { size: 2, name: 'test' });
  await takeSerial(pool, 'hubspot', 'hubspot');
});
afterAll(async () => {
  await pool.end();
  await administrate(`drop database ${name} with (force)`);
});

it('takes the rest of an imported life for a part of the app’s usual one', async () => {
  const now = Date.UTC(2026, 10, 24, 3);
  const classes = async (): Promise<unknown[]> =>
    (await pool.query('select nominal_ms from lifetime_classes')).rows;

  const first = await computeSchedule(pool, provider, 0, now, now + 7 * MINUTE, 'rest');
  expect(first.grid!.periodMs).toBeCloseTo((2 / 3) * 7 * MINUTE);
  expect(await classes()).toEqual([]);

  await computeSchedule(pool, provider, 0, now, now + 30 * MINUTE);
  const second = await computeSchedule(pool, provider, 1, now, now + 7 * MINUTE, 'rest');
  expect(second.grid!.periodMs).toBe(20 * MINUTE);
  // Nine tenths of a usual life lie 3 minutes before the end.
  expect(second.at).toBe(now + 4 * MINUTE);
  expect(await classes()).toHaveLength(1);
});
