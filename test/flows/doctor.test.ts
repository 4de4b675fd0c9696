// `firstlight doctor` on the stack of `npm start`: green while all is well, and red with a reason for each of many faults, put in
// one by one and taken away again. What can be mended is mended with --fix, and then it is green again.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Examination, examine, healthOf } from '../../src/doctor/examine.ts';
import { freePorts } from '../../src/embedded/ports.ts';
import { joinRunningStack } from '../../src/running-stack.ts';
import { generateMasterKey } from '../../src/vault/key-ring.ts';
import { firstlight } from '../support/command-line.ts';
import { startCuttableProxy } from '../support/cuttable-proxy.ts';
import { kill } from '../support/deal-night.ts';
import { startMailServer } from '../support/mail-server.ts';
import {
  type ConnectedAccount,
  importBody,
  type Stage,
  type StageTenant,
  startStage,
} from '../support/stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let hubspot: ConnectedAccount;
let dataDir: string;

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } });
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
  await acme.connect('salesforce');
  dataDir = dirname(stage.logDir);
  // The doctor leaves what is younger than a minute to those who are starting it.
  await stage.pool.query("update connected_accounts set created_at = created_at - interval '5 minutes'");
});
afterAll(() => stage?.stop());

type Settings = Readonly<Record<string, string>>;

/** As one calls it where `npm start` runs, with some settings that are otherwise. */
const look = (more: Settings = {}, isMending = false): Promise<Examination> =>
  examine(
    { ...joinRunningStack({ FIRSTLIGHT_DATA_DIR: dataDir }), ...more },
    { isMending, onCheck: () => {} },
  );
const fix = (more: Settings = {}): Promise<Examination> => look(more, true);

/** The api looks after such things every minute: where it was there before the doctor, the fault is put in again. */
const seen = (
  putIn: () => Promise<unknown>,
  examining: () => Promise<Examination> = look,
): Promise<Examination> =>
  until(
    'the fault is seen',
    async () => {
      await putIn();
      const found = await examining();
      return troubles(found).length > 0 && found;
    },
    60_000,
  );

/** What is not well, a line each. */
const troubles = ({ findings }: Examination): string[] =>
  findings
    .filter(({ health }) => health === 'broken')
    .map(({ check, says, todo }) => `${check}: ${says} ${todo}`);

describe('the doctor, where all is well', () => {
  it('finds everything that it looks at in order, and ends with status 0', async () => {
    const told = await firstlight(['doctor'], { FIRSTLIGHT_DATA_DIR: dataDir, COLUMNS: '80' });

    expect(told.stdout, told.stderr).toMatch(/^19 ok, 0 warning, 0 broken$/m);
    expect(told.code).toBe(0);
    expect(told.stdout.split('\n').filter((line) => line.length > 80 && !line.includes('http'))).toEqual([]);
    expect(told.stdout).not.toContain('\u001b[');
  });

  it('says the same to programs, and shows no password and no key', async () => {
    const told = await firstlight(['doctor', '--json'], { FIRSTLIGHT_DATA_DIR: dataDir });

    const answer = JSON.parse(told.stdout);
    expect(answer).toMatchObject({ state: 'ok', mended: [] });
    expect(answer.checks).toHaveLength(19);
    const running = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'));
    const keys = readFileSync(join(dataDir, 'master-keys'), 'utf8').trim();
    for (const secret of [new URL(running.DATABASE_URL).password, keys.split(':')[1]!]) {
      expect(told.stdout + told.stderr).not.toContain(secret);
    }
  });
});

describe('a fault', () => {
  it('of the key ring: a key that is missing, and another under the same name', async () => {
    const name = readFileSync(join(dataDir, 'master-keys'), 'utf8').split(':')[0]!;

    const missing = await look({ FIRSTLIGHT_MASTER_KEYS: generateMasterKey('other') });
    const other = await look({ FIRSTLIGHT_MASTER_KEYS: generateMasterKey(name) });

    expect(troubles(missing)).toEqual([
      expect.stringMatching(`keys: .*sealed with master key ${name}, which`),
    ]);
    expect(troubles(other)).toEqual([
      expect.stringMatching(/keys: .* data keys? of \d+ do not open: account:acme/),
    ]);
  });

  it('of the schema: a migration that is missing is told, and mended', async () => {
    const url = await createDatabase();
    await migrateAllButOne(url);

    const before = await look({ DATABASE_URL: url });
    const after = await fix({ DATABASE_URL: url });

    expect(troubles(before)).toEqual([expect.stringMatching(/^schema: The database lacks \d{4}_\w+\. Run/)]);
    expect(after.mended).toEqual([{ check: 'schema', did: expect.stringMatching(/^Applied \d{4}_\w+\.$/) }]);
    expect(troubles(after)).toEqual([]);
  });

  it('of the walls between tenants: a table that is open', async () => {
    await stage.pool.query('alter table events disable row level security');

    const found = await look();
    await stage.pool.query('alter table events enable row level security');

    expect(troubles(found)).toEqual([
      expect.stringMatching(/^tenant walls: Row-level security does not hold on events/),
    ]);
  });

  it('of the search attributes: a namespace that lacks them is told, and mended', async () => {
    const namespace = `bare-${randomBytes(4).toString('hex')}`;
    await stage.temporal.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const lacking = await until('the server knows the namespace', async () => {
      const found = await look({ TEMPORAL_NAMESPACE: namespace });
      return troubles(found).some((line) => line.startsWith('search attributes: ')) && found;
    });

    expect(troubles(lacking)).toContainEqual(
      expect.stringMatching(/^search attributes: Namespace bare-\w+ lacks FirstlightTenant, /),
    );
    const after = await fix({ TEMPORAL_NAMESPACE: namespace });
    expect(after.mended).toContainEqual({
      check: 'search attributes',
      did: expect.stringMatching(/^Registered FirstlightTenant, /),
    });
    await until('they are there', async () => {
      const found = await look({ TEMPORAL_NAMESPACE: namespace });
      return !troubles(found).some((line) => line.startsWith('search attributes: '));
    });
  });

  it('of the namespace: one that is not there is told, and made with all it needs', async () => {
    const namespace = `made-${randomBytes(4).toString('hex')}`;

    const before = await look({ TEMPORAL_NAMESPACE: namespace });
    const after = await fix({ TEMPORAL_NAMESPACE: namespace });

    expect(troubles(before)).toEqual([
      expect.stringMatching(`^temporal: The Temporal server has no namespace "${namespace}"\\. Make it with`),
    ]);
    const mended = after.mended.map(({ check }) => check);
    expect(mended.slice(0, 2)).toEqual(['temporal', 'search attributes']);
    const states = after.findings.filter(({ check }) => ['temporal', 'search attributes'].includes(check));
    expect(states.map(({ health }) => health)).toEqual(['ok', 'ok']);
  });

  it('of the workers: none that polls, and one that was not told of a new provider', async () => {
    const file = join(temporaryFolder(), 'another.json');
    const { hubspot: like } = stage.sandbox.providerOverrides;
    writeFileSync(file, JSON.stringify({ ...like, id: 'another', name: 'Another', ...wholeProvider }));
    const { FIRSTLIGHT_PROVIDER_FILES: files } = joinRunningStack({ FIRSTLIGHT_DATA_DIR: dataDir });
    const untold = await look({ FIRSTLIGHT_PROVIDER_FILES: `${files},${file}` });
    await stage.worker().stop();

    const none = await look();
    await stage.startWorker();

    expect(troubles(untold)).toEqual([
      expect.stringMatching(
        /^task queues: No worker polls firstlight-exchanges-another .*no token of another is/,
      ),
    ]);
    expect(troubles(none)).toEqual([
      expect.stringMatching(/^task queues: No worker polls: .*`firstlight worker`/),
    ]);
    await until('the new worker polls', async () => healthOf((await look()).findings) === 'ok');
  });

  it('of an account: a workflow that was terminated is told, and started again', async () => {
    const workflow = stage.temporal.workflow.getHandle(`account:acme:${hubspot.account.id}`);

    const before = await seen(() => workflow.terminate('by the test'));
    const after = await fix();

    expect(troubles(before)).toEqual([
      `accounts: One account without a workflow, so nobody refreshes them: ${hubspot.account.id}. Start them with --fix. Who terminated them? A running worker starts them within minutes, so look at its log.`,
    ]);
    expect(troubles(after)).toEqual([]);
    expect((await workflow.describe()).status.name).toBe('RUNNING');
    for (const { check } of after.mended) expect(check).toBe('accounts');
  });

  it('of a run: a workflow that was terminated is told with the words to reset it, and left alone', async () => {
    const google = await acme.connect('google');
    await kill(stage, acme.api, google);
    const read = {
      id: 'read',
      account: google.account.id,
      tool: 'http.request',
      input: { method: 'GET', path: '/' },
    };
    let run = '';

    const found = await seen(async () => {
      ({ id: run } = await acme.api.startRun({ kind: 'steps', name: 'waits', input: { steps: [read] } }));
      await until('it waits', async () => (await acme.api.run(run)).state === 'paused');
      await stage.pool.query("update runs set created_at = created_at - interval '5 minutes' where id = $1", [
        run,
      ]);
      await stage.temporal.workflow.getHandle(`run:acme:${run}`).terminate('by the test');
    }, fix);

    expect(troubles(found)).toEqual([
      expect.stringMatching(
        `^runs: Run ${run} \\("waits"\\) has not ended, .* reset run:acme:${run} in Temporal UI`,
      ),
    ]);
    expect(found.mended).toEqual([]);
    await stage.pool.query('delete from runs where id = $1', [run]);
  });

  it('of a start: a run that was written down and never begun is told, and begun', async () => {
    const deals = { id: 'deals', account: hubspot.account.id, tool: 'hubspot.search_deals' };
    const input = { steps: [{ ...deals, input: {}, needs: [], required: true }] };
    let run = '';

    const before = await seen(() => {
      run = `run_${randomBytes(16).toString('hex')}`;
      return stage.pool.query(
        `insert into runs (tenant, id, kind, name, input, state, on_deadline, created_at)
         values ('acme', $1, 'steps', 'never begun', $2, 'running', 'keep_waiting', now() - interval '5 minutes')`,
        [run, JSON.stringify(input)],
      );
    });
    const after = await fix();

    expect(troubles(before)).toEqual([
      expect.stringMatching(`^runs: One run written down and never begun: ${run}\\.`),
    ]);
    expect(troubles(after)).toEqual([]);
    await until('it has ended', async () => (await acme.api.run(run)).verdict === 'complete');
  });

  it('of a delivery: one that is overdue and nobody’s is told, and handed over', async () => {
    const ask = await makeTenant('globex');
    await ask('PUT', '/v1/webhook-endpoints/ops', { url: 'https://receiver.invalid/' });
    await importSlack(ask);
    const owed = await until('its event is owed', async () => {
      const { rows } = await stage.pool.query(
        "select * from deliveries where state = 'pending' and tries > 0",
      );
      return rows[0];
    });
    const id = `delivery:globex:${owed.endpoint}:${owed.subject}`;
    const before = await seen(async () => {
      await stage.temporal.workflow
        .getHandle(id)
        .terminate('by the test')
        .catch(() => {});
      await stage.pool.query(
        "update deliveries set next_attempt_at = now() - interval '5 minutes' where state = 'pending'",
      );
    });
    const after = await fix();

    expect(troubles(before)).toEqual([
      expect.stringMatching(
        /^deliveries: Overdue, and nobody sees to it: what is owed to ops of globex about acct_/,
      ),
    ]);
    expect(troubles(after)).toEqual([]);
    await until('it is tried again', async () => {
      const { rows } = await stage.pool.query('select tries from deliveries where id = $1', [owed.id]);
      return rows[0].tries > owed.tries;
    });
  });

  it('of a schedule: one that the server has lost is told, and put back', async () => {
    const ask = await makeTenant('initech');
    const account = await importSlack(ask);
    const read = { id: 'read', account, tool: 'http.request', input: { method: 'GET', path: '/' } };
    await ask('PUT', '/v1/schedules/nightly', {
      cron: ['0 1 * * *'],
      timeZone: 'Europe/Berlin',
      run: { kind: 'steps', input: { steps: [read] } },
    });
    expect(troubles(await look())).toEqual([]);
    const schedule = stage.temporal.schedule.getHandle('schedule:initech:nightly');

    const before = await seen(() => schedule.delete());
    const after = await fix();

    expect(troubles(before)).toEqual([
      expect.stringMatching(/^schedules: Database and Temporal server differ about nightly of initech\./),
    ]);
    expect(troubles(after)).toEqual([]);
    expect((await schedule.describe()).spec.timezone).toBe('Europe/Berlin');
  });

  it('of the database: it is away, and nothing else is blamed', async () => {
    const url = new URL(stage.databaseUrl);
    const proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    expect(troubles(await look({ DATABASE_URL: url.href }))).toEqual([]);
    await proxy.cut();

    const found = await look({ DATABASE_URL: url.href });

    expect(troubles(found)).toEqual([expect.stringMatching(/^database: The database does not answer/)]);
    expect(found.findings).toContainEqual(
      expect.objectContaining({
        check: 'accounts',
        health: 'warning',
        says: expect.stringMatching(/"database"/),
      }),
    );
  });

  it('of the Temporal server: it is away, and nothing else is blamed', async () => {
    const [port] = await freePorts(1);

    const found = await look({ TEMPORAL_ADDRESS: `127.0.0.1:${port}` });

    expect(troubles(found)).toEqual([
      expect.stringMatching(`^temporal: No Temporal server answers at 127.0.0.1:${port}`),
    ]);
  });

  it('of the clock: this machine’s is an hour ahead of all others', async () => {
    const script = fileURLToPath(new URL('../support/cli-with-another-clock.mjs', import.meta.url));
    const environment = { FIRSTLIGHT_DATA_DIR: dataDir, TEST_CLOCK_SHIFT_MS: '3600000' };

    const told = await firstlight(['doctor', '--json'], environment, { script });

    expect(told.code).toBe(1);
    const clocks = JSON.parse(told.stdout).checks.filter(({ check }: { check: string }) => check === 'clock');
    for (const whose of ['the database', 'the Temporal server', new URL(hubspotOrigin()).host]) {
      expect(clocks).toContainEqual(
        expect.objectContaining({
          state: 'broken',
          says: expect.stringMatching(`This machine's clock is (1 h|59 min).* ahead of that of ${whose}\\.`),
          todo: expect.stringContaining('NTP'),
        }),
      );
    }
  });

  it('of a provider file: one that is not JSON is named, and not quoted', async () => {
    const file = join(temporaryFolder(), 'acme-crm.json');
    writeFileSync(file, '{"clientSecret": "shh-this-is-secret", ');

    const found = await look({ FIRSTLIGHT_PROVIDER_FILES: file });

    expect(troubles(found)).toEqual([
      expect.stringMatching(`^providers: The provider file ${file} .*not JSON`),
    ]);
    expect(JSON.stringify(found)).not.toContain('shh-this');
  });

  it('of an extension: one that is not there is named', async () => {
    const [trouble] = troubles(await look({ FIRSTLIGHT_EXTENSIONS: '/nowhere/firstlight.mjs' }));
    expect(trouble).toMatch(
      /^providers: FIRSTLIGHT_EXTENSIONS cannot be used.*there is no file.*Correct what/s,
    );
  });

  it('of the mail server: it is away', async () => {
    const server = await startMailServer();
    const mail = { SMTP_URL: `smtp://127.0.0.1:${server.port}`, SMTP_FROM: 'firstlight@customer.example' };
    expect(troubles(await look(mail))).toEqual([]);
    await server.stop();

    const found = await look(mail);

    expect(troubles(found)).toEqual([
      expect.stringMatching(/^mail: The mail server does not take mail: .*(ECONN|ESOCKET).* Check SMTP_URL/),
    ]);
  });

  it('of the models: a key that is refused, a name that is none, a server that is away, a file that says too little', async () => {
    const { baseUrl, apiKey } = stage.sandbox.model;
    const [port] = await freePorts(1);
    const file = join(temporaryFolder(), 'models.json');
    const model = { model: 'scripted', baseUrl, apiKey };
    const lookWith = (models: readonly object[]): Promise<Examination> => {
      writeFileSync(file, JSON.stringify({ models }));
      return look({ FIRSTLIGHT_MODEL_FILES: file });
    };
    const kinds = ['openai', 'anthropic', 'openai-compatible'];
    const inAll = (more: object): readonly object[] =>
      kinds.map((kind) => ({ ...model, name: kind, kind, ...more }));

    const good = await lookWith(inAll({}));
    const refused = await lookWith(inAll({ apiKey: 'sbxmk-not-this' }));
    const unknown = await lookWith(inAll({ model: 'another' }));
    const away = await lookWith(inAll({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    const keyless = await lookWith([{ ...model, name: 'a', kind: 'anthropic', apiKey: { env: 'NOT_SET' } }]);

    expect(troubles(good)).toEqual([]);
    expect(good.findings).toContainEqual(
      expect.objectContaining({ check: 'models', says: expect.stringMatching(/^3 models \(openai, /) }),
    );
    const each = (words: string) =>
      kinds.map((kind) => expect.stringMatching(`^models: The provider of model "${kind}" ${words}`));
    expect(troubles(refused)).toEqual(each('refuses its key \\(401\\)'));
    expect(troubles(unknown)).toEqual(each('has no model "another"'));
    expect(troubles(away)).toEqual(each('cannot be asked, because no connection .*ECONNREFUSED'));
    expect(troubles(keyless)).toEqual([expect.stringMatching(/^models: .*NOT_SET, .* is not set/)]);
    expect(JSON.stringify([good, refused, unknown, away, keyless])).not.toContain('sbxmk');
    // Not a question was put to a model.
    expect(await stage.control.modelRequests()).toEqual([]);
  });

  it('of the settings: every mistake is told, and nothing is looked at with them', async () => {
    const found = await look({ FIRSTLIGHT_PORT: 'eight', TEMPORAL_ADDRESS: 'http://x' });

    expect(troubles(found)).toEqual([
      expect.stringMatching(/^settings: .*2 mistakes:\n.*TEMPORAL_ADDRESS.*\n.*FIRSTLIGHT_PORT/),
    ]);
  });

  it('of the public address: api and worker were given two', async () => {
    const found = await look({
      FIRSTLIGHT_URL: stage.apiUrl,
      FIRSTLIGHT_PUBLIC_URL: 'https://night.example',
    });

    expect(troubles(found)).toEqual([
      expect.stringMatching(/^public address: .* https:\/\/night\.example: links/),
    ]);
  });

  it('that was taken away leaves nothing behind', async () => {
    expect(troubles(await look())).toEqual([]);
  });
});

type Ask = (method: string, path: string, body: unknown) => Promise<{ readonly id: string }>;

/** Another tenant, asking with its own key. */
async function makeTenant(id: string): Promise<Ask> {
  const askAs =
    (key: string): Ask =>
    async (method, path, body) => {
      const response = await fetch(new URL(path, stage.apiUrl), {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.status, await response.clone().text()).toBe(201);
      return (await response.json()) as { readonly id: string };
    };
  const operatorKey = readFileSync(join(dataDir, 'operator-key'), 'utf8').trim();
  const made = await askAs(operatorKey)('POST', '/v1/tenants', { id, name: id });
  return askAs((made as unknown as { readonly apiKey: string }).apiKey);
}

async function importSlack(ask: Ask): Promise<string> {
  const { user } = stage.sandbox.tenants[0]!.users[1]!;
  const grant = await stage.control.grant({ provider: 'slack', user });
  return (await ask('POST', '/v1/accounts/import', importBody('slack', grant))).id;
}

const hubspotOrigin = (): string =>
  String((stage.sandbox.providerOverrides.hubspot as { tokenUrl: string }).tokenUrl);

const wholeProvider = { scopes: ['read'], clientAuth: 'body', pkce: false, refreshTokens: 'reusable' };

async function createDatabase(): Promise<string> {
  const url = new URL(inject('databaseUrl'));
  const name = `doctor_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}

async function migrateAllButOne(databaseUrl: string): Promise<void> {
  const directory = fileURLToPath(new URL('../../src/store/migrations', import.meta.url));
  const { length } = readdirSync(directory).filter((name) => name.endsWith('.sql'));
  await runner({
    databaseUrl,
    dir: directory,
    migrationsTable: 'firstlight_migrations',
    direction: 'up',
    count: length - 1,
    log: () => {},
  });
}
