// `firstlight keys rotate` on a real vault: interrupted in the middle, while others read, and with the new key alone after.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { countKeysSealedOtherwise, replaceSealedKeys } from '../../src/store/data-keys.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createDataKeys } from '../../src/vault/data-keys.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';
import { rotateKeys } from '../../src/vault/rotate-keys.ts';
import { until } from '../support/until.ts';

const launcher = fileURLToPath(new URL('../../bin/firstlight.mjs', import.meta.url));
const run = promisify(execFile);
const name = `rotate_${randomBytes(4).toString('hex')}`;
const databaseUrl = new URL(inject('databaseUrl'));
const [oldKey, newKey] = [generateMasterKey('k1'), generateMasterKey('k2')];
const ringOf = (...keys: string[]) => createKeyRing(new Secret(keys.join(',')));
let pool: pg.Pool;

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: databaseUrl.href });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  databaseUrl.pathname = `/${name}`;
  await migrate(databaseUrl.href);
  pool = new pg.Pool({ connectionString: databaseUrl.href, max: 4 });
});
afterAll(() => pool.end());

const environmentOf = (...keys: string[]) => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl.href,
  FIRSTLIGHT_MASTER_KEYS: keys.join(','),
});
const scopeOf = (index: number): string => `account:acme:acct_${String(index).padStart(6, '0')}`;

/** Data keys sealed with the old master key; answers what each of them is. */
async function fillVault(count: number): Promise<Map<string, Buffer>> {
  const ring = ringOf(oldKey);
  const keys = new Map(Array.from({ length: count }, (_, index) => [scopeOf(index), randomBytes(32)]));
  await pool.query(
    `insert into data_keys (scope, master_key_id, sealed)
     select given.scope, 'k1', given.sealed from unnest($1::text[], $2::bytea[]) as given (scope, sealed)`,
    [[...keys.keys()], [...keys].map(([scope, key]) => ring.seal(key, scope).sealed)],
  );
  return keys;
}

async function readAll(keys: ReadonlyMap<string, Buffer>, ...masterKeys: string[]): Promise<number> {
  const reader = createDataKeys(ringOf(...masterKeys));
  let same = 0;
  for (const [scope, key] of keys) if ((await reader.keyOf(pool, scope)).equals(key)) same += 1;
  return same;
}

/** The same in one query, for many. */
async function openAll(keys: ReadonlyMap<string, Buffer>, ...masterKeys: string[]): Promise<number> {
  const ring = ringOf(...masterKeys);
  const { rows } = await pool.query<{ scope: string; master_key_id: string; sealed: Buffer }>(
    'select scope, master_key_id, sealed from data_keys',
  );
  return rows.filter((row) =>
    ring.open(row.master_key_id, row.sealed, row.scope).equals(keys.get(row.scope)!),
  ).length;
}

beforeEach(() => pool.query('delete from data_keys'));

describe('rotating the master key', () => {
  it('leaves every data key what it was, and all of them open with the new master key alone', async () => {
    const keys = await fillVault(450);

    const { stdout } = await run(process.execPath, [launcher, 'keys', 'rotate', '--vault-only', '--json'], {
      env: environmentOf(newKey, oldKey),
    });

    expect(JSON.parse(stdout)).toEqual({
      ...{ masterKeyId: 'k2', resealed: 450, remaining: 0, unreadable: [], temporal: null },
    });
    expect(await readAll(keys, newKey)).toBe(450);
  });

  it('changes nothing when it is called again', async () => {
    await fillVault(10);
    const ring = ringOf(newKey, oldKey);
    await rotateKeys(pool, ring);
    const before = await pool.query('select * from data_keys order by scope');

    expect(await rotateKeys(pool, ring)).toMatchObject({ resealed: 0, remaining: 0 });
    expect((await pool.query('select * from data_keys order by scope')).rows).toEqual(before.rows);
  });

  it('stops after the batch under way when it is told to, and goes on from there', async () => {
    const keys = await fillVault(250);
    const stopping = new AbortController();
    const ring = ringOf(newKey, oldKey);

    const first = await rotateKeys(pool, ring, {
      batchSize: 100,
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(first).toMatchObject({ resealed: 100, remaining: 150 });
    expect(await readAll(keys, newKey, oldKey)).toBe(250);

    expect(await rotateKeys(pool, ring, { batchSize: 100 })).toMatchObject({ resealed: 150, remaining: 0 });
    expect(await readAll(keys, newKey)).toBe(250);
  });

  it('loses nothing when its process is killed in the middle', async () => {
    const keys = await fillVault(20_000);
    const killed = spawn(process.execPath, [launcher, 'keys', 'rotate', '--vault-only'], {
      env: environmentOf(newKey, oldKey),
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => killed.once('exit', resolve));
    const left = () => countKeysSealedOtherwise(pool, 'k2');
    await until('the rotation has begun', async () => (await left()) < 20_000);
    killed.kill('SIGKILL');
    await ended;
    // The database ends what a killed client has sent, and says so by the end of its connection.
    await until('its connection is gone', async () => {
      const { rowCount } = await pool.query(
        `select from pg_stat_activity where datname = current_database() and application_name = 'firstlight-keys'`,
      );
      return rowCount === 0;
    });

    const inTheMiddle = await left();
    expect(inTheMiddle).toBeGreaterThan(0);
    expect(inTheMiddle).toBeLessThan(20_000);
    const { stdout } = await run(process.execPath, [launcher, 'keys', 'rotate', '--vault-only', '--json'], {
      env: environmentOf(newKey, oldKey),
    });
    expect(JSON.parse(stdout)).toMatchObject({ resealed: inTheMiddle, remaining: 0 });
    expect(await openAll(keys, newKey)).toBe(20_000);
  });

  it('lets others read and make keys all the while', async () => {
    const keys = await fillVault(2_000);
    let isOver = false;
    const reading = (async () => {
      let rounds = 0;
      const some = new Map([...keys].filter((_, index) => index % 20 === 0));
      do {
        expect(await readAll(some, newKey, oldKey)).toBe(some.size);
        rounds += 1;
      } while (!isOver);
      return rounds;
    })();
    // A process that was not yet started anew with the new key in front.
    const late = createDataKeys(ringOf(oldKey, newKey));
    const lateKey = await late.keyOf(pool, 'rows:late');

    await rotateKeys(pool, ringOf(newKey, oldKey), { batchSize: 50 });
    isOver = true;

    expect(await reading).toBeGreaterThan(0);
    expect((await createDataKeys(ringOf(newKey)).keyOf(pool, 'rows:late')).equals(lateKey)).toBe(true);
  });

  it('does not bring back a key that was erased meanwhile', async () => {
    await fillVault(2);
    const erased = scopeOf(1);

    await rotateKeys(pool, ringOf(newKey, oldKey), {
      batchSize: 1,
      onProgress: () => void pool.query('delete from data_keys where scope = $1', [erased]),
    });
    await pool.query('delete from data_keys where scope = $1', [erased]);

    expect((await pool.query('select scope from data_keys')).rows).toEqual([{ scope: scopeOf(0) }]);
  });

  it('does not overwrite a key that was erased and made anew meanwhile', async () => {
    await fillVault(1);
    const [scope, ring] = [scopeOf(0), ringOf(newKey)];
    const seenBefore = (await pool.query('select sealed from data_keys')).rows[0].sealed as Buffer;
    const anew = ring.seal(randomBytes(32), scope).sealed;
    await pool.query('update data_keys set sealed = $1', [anew]);

    const late = { scope, before: seenBefore, after: ring.seal(randomBytes(32), scope).sealed };
    expect(await replaceSealedKeys(pool, 'k2', [late])).toBe(0);
    expect((await pool.query('select sealed from data_keys')).rows).toEqual([{ sealed: anew }]);
  });

  it('names a data key that does not open, and seals the others all the same', async () => {
    const keys = await fillVault(5);
    await pool.query("update data_keys set sealed = '\\x01' where scope = $1", [scopeOf(3)]);

    const failed = await run(process.execPath, [launcher, 'keys', 'rotate', '--vault-only'], {
      env: environmentOf(newKey, oldKey),
    }).catch((error) => error);

    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(
      `do not open with the keys given and were left as they are: ${scopeOf(3)}`,
    );
    keys.delete(scopeOf(3));
    expect(await readAll(keys, newKey)).toBe(4);
  });

  it('refuses a ring that lacks the key the vault is sealed with, and changes nothing', async () => {
    await fillVault(1);

    const failed = await run(process.execPath, [launcher, 'keys', 'rotate', '--vault-only'], {
      env: environmentOf(newKey),
    }).catch((error) => error);

    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/master key "k1", which FIRSTLIGHT_MASTER_KEYS does not have/);
    expect(await countKeysSealedOtherwise(pool, 'k1')).toBe(0);
  });
});

describe('the command line', () => {
  it.each([
    [['keys', 'nonsense'], /"nonsense" is one word too many/],
    [['keys', 'rotate', '--nonsense'], /nonsense/],
    [['keys', 'rotate', 'k2'], /"k2" is one word too many/],
  ])('says how it is called when it is called as %j', async (words, message) => {
    const failed = await run(process.execPath, [launcher, ...words]).catch((error) => error);

    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(message);
    expect(failed.stderr).toMatch(/Usage/);
  });
});
