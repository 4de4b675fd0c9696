// A process that cannot start says why in one paragraph, with what to do, and ends with a status other than 0.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { packageRoot } from '../../src/package-root.ts';
import { insertDataKey } from '../../src/store/data-keys.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';

const name = `bad_start_${randomBytes(4).toString('hex')}`;
const url = (): string => {
  const database = new URL(inject('databaseUrl'));
  database.pathname = `/${name}`;
  return database.href;
};
const masterKey = generateMasterKey('k1');

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

beforeAll(async () => {
  await admin(`create database ${name}`);
  await migrate(url());
});
afterAll(() => admin(`drop database ${name} with (force)`));

/** Runs a process until it ends by itself. */
async function run(
  script: string,
  environment: Record<string, string>,
): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`dist/src/${script}.js`, packageRoot))], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: url(),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      FIRSTLIGHT_MASTER_KEYS: masterKey,
      FIRSTLIGHT_OPERATOR_KEY: 'an-operator-key-of-the-test',
      FIRSTLIGHT_PORT: '0',
      FIRSTLIGHT_LOG_LEVEL: 'silent',
      ...environment,
    },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const status = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { status, said };
}

describe.each(['api', 'worker'])('the %s', (script) => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['without a database', { DATABASE_URL: '' }, /DATABASE_URL must be set.*\.env\.example/s],
    ['without a master key', { FIRSTLIGHT_MASTER_KEYS: '' }, /FIRSTLIGHT_MASTER_KEYS must be set/],
    [
      'with a malformed master key',
      { FIRSTLIGHT_MASTER_KEYS: 'k1:c2hvcnQ=' },
      /key "k1" has 5 bytes, it needs 32/,
    ],
    [
      'with a provider file that is not there',
      { FIRSTLIGHT_PROVIDER_FILES: '/nowhere.json' },
      /\/nowhere\.json.*cannot be read/,
    ],
    [
      'with an extension that is not there',
      { FIRSTLIGHT_EXTENSIONS: './nowhere.mjs' },
      /FIRSTLIGHT_EXTENSIONS cannot be used\. Nothing was started\.\n {2}\.\/nowhere\.mjs: there is no file/,
    ],
    [
      'when nobody answers at the database',
      { DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' },
      /database does not answer/,
    ],
    [
      'when nobody answers at Temporal',
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      /No Temporal server answers at 127\.0\.0\.1:1/,
    ],
  ])('says what to do %s', async (_, environment, words) => {
    const { status, said } = await run(script, environment);
    expect(said).toMatch(words);
    expect(status).toBe(1);
    expect(said).not.toContain('    at ');
  });

  it('refuses a database of a newer schema and leaves it as it is', async () => {
    const client = new pg.Client({ connectionString: url() });
    await client.connect();
    await client.query(
      "insert into firstlight_migrations (name, run_on) values ('0099_from_the_future', now())",
    );
    const { status, said } = await run(script, {});
    await client.query("delete from firstlight_migrations where name = '0099_from_the_future'");
    await client.end();

    expect(said).toMatch(/newer version of Firstlight.*0099_from_the_future.*Nothing was changed/s);
    expect(status).toBe(1);
  });

  it('refuses a vault that was sealed with a key it does not have, or with another key of that name', async () => {
    const client = new pg.Client({ connectionString: url() });
    await client.connect();
    const sealed = createKeyRing(new Secret(masterKey)).seal(randomBytes(32), 'rows:acme');
    await insertDataKey(client, 'rows:acme', { master_key_id: sealed.keyId, sealed: sealed.sealed });
    const missing = await run(script, { FIRSTLIGHT_MASTER_KEYS: generateMasterKey('k2') });
    const wrong = await run(script, { FIRSTLIGHT_MASTER_KEYS: generateMasterKey('k1') });
    await client.query('delete from data_keys');
    await client.end();

    expect(missing.said).toMatch(/sealed with master key "k1", which FIRSTLIGHT_MASTER_KEYS does not have/);
    expect(wrong.said).toMatch(/a key named "k1", but not the one that sealed this vault/);
    expect([missing.status, wrong.status]).toEqual([1, 1]);
  });
});

it('says which port is taken, and which setting to change', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const { status, said } = await run('api', { FIRSTLIGHT_PORT: String(port) });
  await new Promise((resolve) => other.close(resolve));

  expect(said).toContain(`Port ${port} is in use`);
  expect(said).toContain('FIRSTLIGHT_PORT');
  expect(status).toBe(1);
});

it('refuses a provider file that describes a provider by half, and says what is missing', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'firstlight-provider-')), 'fax.json');
  writeFileSync(path, JSON.stringify({ id: 'fax' }));
  const { status, said } = await run('worker', { FIRSTLIGHT_PROVIDER_FILES: path });
  expect(said).toMatch(/"fax" is not built in.*lacks name, authorizeUrl, tokenUrl, .* refreshTokens/s);
  expect(status).toBe(1);
});
