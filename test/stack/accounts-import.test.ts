// `firstlight accounts import` as an operator runs it who moves house: CSV and JSON, dry run, bad lines, the same file twice.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, startApiWorld } from '../http/api-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const launcher = fileURLToPath(new URL('../../bin/firstlight.mjs', import.meta.url));
const run = promisify(execFile);
let world: ApiWorld;
let tenant: Awaited<ReturnType<ApiWorld['newTenant']>>;

beforeAll(async () => {
  world = await startApiWorld();
  tenant = await world.newTenant();
});
afterAll(() => world.stop());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function importFile(name: string, content: string, ...flags: string[]): Promise<Ended> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content, { mode: 0o600 });
  const environment = { PATH: process.env.PATH, FIRSTLIGHT_TENANT_KEY: tenant.key };
  const words = [launcher, 'accounts', 'import', path, '--url', world.stack.apiUrl, ...flags];
  const ended = await run(process.execPath, words, { env: environment }).then(
    (done) => ({ code: 0, ...done }),
    (failed) => failed as Ended,
  );
  // Whatever comes of it, no token is shown.
  expect(ended.stdout + ended.stderr).not.toMatch(/sbx(at|rt)/);
  return ended;
}

async function exported(provider: string, person = 0): Promise<Record<string, string>> {
  const user = world.sandbox.tenants[0]!.users[person]!.user;
  const { tokens } = await world.sandbox.control.grant({ provider, user });
  return {
    provider,
    accessToken: String(tokens.access_token),
    refreshToken: String(tokens.refresh_token),
    ...(tokens.instance_url ? { apiBaseUrl: String(tokens.instance_url) } : {}),
    label: `${provider} of the old system`,
  };
}

const columns = ['provider', 'accessToken', 'refreshToken', 'apiBaseUrl', 'label'];
const csvOf = (accounts: readonly Record<string, string>[]): string =>
  [columns, ...accounts.map((account) => columns.map((column) => account[column] ?? ''))]
    .map((row) => row.join(','))
    .join('\n');
const listed = async (): Promise<{ id: string; provider: string; label: string }[]> =>
  (await tenant.call('GET', '/v1/accounts?limit=200')).body.items;

describe('importing accounts from a file', () => {
  it('says in a dry run what would come of it and which of them rotate, and imports nothing', async () => {
    const file = csvOf([await exported('hubspot'), await exported('salesforce')]);

    const ended = await importFile('dry.csv', file, '--dry-run');

    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/Warning: the refresh tokens of one account rotate \(salesforce; line 3\)/);
    expect(ended.stderr).toMatch(/Stop the system that refreshes them now before you import them/);
    expect(ended.stderr).toContain('2 can be imported; nothing was');
    expect(await listed()).toEqual([]);
  });

  it('imports the good lines, names every bad one with its number, and leaves nothing of a bad one', async () => {
    const good = [await exported('hubspot'), await exported('salesforce')];
    const elsewhere = { ...(await exported('salesforce', 1)), apiBaseUrl: 'https://elsewhere.example' };
    const unknown = { provider: 'fax', accessToken: 'x', refreshToken: 'y' };
    const file = csvOf([good[0]!, unknown, good[1]!, elsewhere, { provider: 'google' }]);

    const ended = await importFile('some.csv', file, '--json');

    expect(ended.code).toBe(1);
    const { lines, rotating } = JSON.parse(ended.stdout);
    expect(lines).toEqual([
      expect.objectContaining({ line: 2, status: 'imported', account: expect.stringMatching(/^acct_/) }),
      expect.objectContaining({
        line: 3,
        status: 'refused',
        mistakes: [expect.stringMatching(/^provider: .*"fax"/)],
      }),
      expect.objectContaining({ line: 4, status: 'imported', refreshTokens: 'single-use' }),
      expect.objectContaining({
        line: 5,
        status: 'refused',
        mistakes: [expect.stringMatching(/^apiBaseUrl: /)],
      }),
      expect.objectContaining({
        line: 6,
        status: 'refused',
        mistakes: [expect.stringMatching(/^accessToken: /)],
      }),
    ]);
    expect(rotating).toEqual([4]);
    const accounts = await listed();
    expect(accounts.map((account) => account.provider).toSorted()).toEqual(['hubspot', 'salesforce']);
  });

  it('finds what it imported before when the same file comes again, corrected and as JSON', async () => {
    const one = await exported('google');
    const two = await exported('hubspot', 1);
    const before = await listed();
    await importFile('first.json', JSON.stringify([one, { ...two, provider: 'hubspott' }]));

    const ended = await importFile('second.json', JSON.stringify([one, two]), '--json');

    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout).lines).toEqual([
      expect.objectContaining({ line: 1, status: 'imported_before' }),
      expect.objectContaining({ line: 2, status: 'imported' }),
    ]);
    expect(await listed()).toHaveLength(before.length + 2);
  });

  it('does not make two accounts of one refresh token that can be spent once', async () => {
    const once = await exported('salesforce', 1);
    const [first] = JSON.parse((await importFile('a.json', JSON.stringify([once]), '--json')).stdout).lines;
    const again = { ...once, label: 'the same grant under another name' };

    const ended = await importFile('b.json', JSON.stringify([again]), '--json');

    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout).lines).toEqual([
      expect.objectContaining({
        status: 'refused',
        mistakes: [
          expect.stringContaining(
            `refreshToken: this refresh token came before, as account ${first.account}`,
          ),
        ],
      }),
    ]);
  });

  it.each([
    ['a key that is not known', ['--key', 'fl_nobody'], 1, /No key came, or one that is not known/],
    [
      'no API at the address',
      ['--url', 'http://127.0.0.1:1'],
      1,
      /The API does not answer at http:\/\/127\.0\.0\.1:1/,
    ],
    ['a second file', ['other.csv'], 2, /"other\.csv" is one word too many/],
  ])('ends at once, in words, for %s', async (_, flags, code, message) => {
    const ended = await importFile('one.csv', csvOf([await exported('hubspot')]), ...flags);

    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toContain('    at ');
  });
});
