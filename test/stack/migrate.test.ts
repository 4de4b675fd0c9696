// `firstlight migrate` as an operator runs it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { beforeAll, describe, expect, inject, it } from 'vitest';

const script = fileURLToPath(new URL('../../dist/src/migrate.js', import.meta.url));
const run = promisify(execFile);
const databaseUrl = new URL(inject('databaseUrl'));

beforeAll(async () => {
  const client = new pg.Client({ connectionString: databaseUrl.href });
  await client.connect();
  await client.query('create database migrate_test');
  await client.end();
  databaseUrl.pathname = '/migrate_test';
});

const migrate = (environment: Record<string, string>) =>
  run(process.execPath, [script], { env: { PATH: process.env.PATH, ...environment } });

describe('firstlight migrate', () => {
  it('sets up the database, says what it did, and has nothing to do the second time', async () => {
    const environment = { DATABASE_URL: databaseUrl.href, TEMPORAL_ADDRESS: inject('temporalAddress') };

    const first = await migrate(environment);
    const second = await migrate(environment);

    expect(first.stdout).toContain('database: applied 0001_house');
    expect(second.stdout).toBe(
      'database: up to date already\ntemporal: search attributes are registered already in namespace default\n',
    );
  });

  it.each([
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' },
      /database does not answer/,
    ],
    ['no database at all', {}, /DATABASE_URL must be set/],
    [
      'a Temporal server that does not answer',
      { DATABASE_URL: databaseUrl.href, TEMPORAL_ADDRESS: '127.0.0.1:1' },
      /No Temporal server answers at 127\.0\.0\.1:1/,
    ],
  ])('says in one paragraph what to do about %s', async (_name, environment, message) => {
    const failed = await migrate({ DATABASE_URL: '', ...environment }).catch((error) => error);

    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(message);
    expect(failed.stderr).not.toContain('    at ');
  });
});
