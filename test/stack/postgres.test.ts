// The embedded PostgreSQL, alone: what it keeps, what it refuses, what it survives.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { type EmbeddedPostgres, startPostgres } from '../../src/embedded/postgres.ts';
import { identifyProcess } from '../../src/embedded/process-identity.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function start(dataDir: string, port?: number): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ dataDir, port, log: () => {} });
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const remember = (postgres: EmbeddedPostgres, word: string) =>
  query(postgres.url, `create table if not exists kept (word text); insert into kept values ('${word}')`);
const recall = (postgres: EmbeddedPostgres) => query(postgres.url, 'select word from kept order by word');

it('keeps its data from one start to the next and is gone in between', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  await remember(first, 'yesterday');

  await first.stop();
  expect(identifyProcess(first.pid)).toBeNull();
  const second = await start(folder);

  expect(await recall(second)).toEqual([{ word: 'yesterday' }]);
  expect(second.url).toContain(new URL(first.url).password);
});

it('keeps what was committed when the server is killed', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  await remember(first, 'committed');

  first.kill('SIGKILL');
  await first.exited;
  await first.stop();
  const second = await start(folder, first.port);

  expect(await recall(second)).toEqual([{ word: 'committed' }]);
});

it('runs beside a second copy with its own folder', async () => {
  const [one, other] = await Promise.all([start(temporaryFolder()), start(temporaryFolder())]);

  await Promise.all([remember(one, 'one'), remember(other, 'other')]);

  expect(await recall(one)).toEqual([{ word: 'one' }]);
  expect(await recall(other)).toEqual([{ word: 'other' }]);
});

it('refuses a folder in which it runs already, and leaves the running one alone', async () => {
  const folder = temporaryFolder();
  const running = await start(folder);

  await expect(start(folder)).rejects.toThrow(/PostgreSQL is already running in .*FIRSTLIGHT_DATA_DIR/);

  await remember(running, 'undisturbed');
});

it('starts over the lock file of a killed server whose pid belongs to another program now', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  await remember(first, 'still there');
  const [row] = (await query(first.url, 'show data_directory')) as { data_directory: string }[];
  const lockFile = join(row!.data_directory, 'postmaster.pid');
  const leftOver = readFileSync(lockFile, 'utf8').replace(/^\d+/, String(process.pid));
  await first.stop();
  writeFileSync(lockFile, leftOver);

  const second = await start(folder);

  expect(await recall(second)).toEqual([{ word: 'still there' }]);
});

it('refuses data that another major version wrote, and says which', async () => {
  const folder = temporaryFolder();
  const first = await start(folder);
  const [row] = (await query(first.url, 'show data_directory')) as { data_directory: string }[];
  await first.stop();
  writeFileSync(join(row!.data_directory, 'PG_VERSION'), '17\n');

  await expect(start(folder)).rejects.toThrow(/was written by PostgreSQL 17, .* brings PostgreSQL 18/);
});

it('names the port and the setting when the port it is given is taken', async () => {
  const blocker = createServer();
  onTestFinished(() => void blocker.close());
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
  });

  await expect(start(temporaryFolder(), port)).rejects.toThrow(
    new RegExp(`Port ${port} .*FIRSTLIGHT_POSTGRES_PORT`),
  );
});

it('is durable, listens on loopback only and keeps its password to itself', async () => {
  const postgres = await start(temporaryFolder());

  const [row] = (await query(
    postgres.url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
      current_setting('data_directory') as folder`,
  )) as Record<string, string>[];
  expect(row).toMatchObject({ fsync: 'on', commit: 'on', listen: '127.0.0.1', sockets: '' });
  expect(statSync(join(row!.folder!, '../password')).mode & 0o777).toBe(0o600);
  const wrong = new URL(postgres.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  for (const { address } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
    if (address.startsWith('127.') || address.includes(':')) continue;
    const outside = new URL(postgres.url);
    outside.hostname = address;
    await expect(query(outside.href, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  }
});

it('deletes everything at the end when it was started for a test', async () => {
  const folder = temporaryFolder();
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), ephemeral: true, log: () => {} });

  await postgres.stop();

  expect(() => statSync(join(folder, 'data'))).toThrow(/ENOENT/);
});
