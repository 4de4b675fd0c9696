// The command line as an operator types it, on real parts: every command that asks the API, for people and for programs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, importFresh, startApiWorld } from '../http/api-world.ts';
import { type Ended, firstlight, launcher } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { askUntil } from '../support/until.ts';

let world: ApiWorld;
let tenant: Awaited<ReturnType<ApiWorld['newTenant']>>;
const outputs: string[] = [];

beforeAll(async () => {
  world = await startApiWorld({
    world: { tenants: [{ id: 'acme', deals: 30, accounts: 10, unmatched: 0 }] },
  });
  tenant = await world.newTenant();
});
afterAll(() => world?.stop());

async function call(words: readonly string[], input?: string): Promise<Ended> {
  const environment = {
    FIRSTLIGHT_URL: world.stack.apiUrl,
    FIRSTLIGHT_TENANT_KEY: tenant.key,
    TZ: 'Europe/Berlin',
  };
  const ended = await firstlight(words, environment, input === undefined ? {} : { input });
  outputs.push(ended.stdout, ended.stderr);
  return ended;
}

/** For programs: one document. */
async function ask(...words: string[]) {
  const ended = await call([...words, '--json']);
  expect(ended.stderr).toBe('');
  const lines = ended.stdout.trim().split('\n');
  expect(lines).toHaveLength(1);
  return { code: ended.code, body: JSON.parse(lines[0]!) };
}

const connect = async (provider: string, label: string, person = 0) => {
  const { user } = world.sandbox.tenants[0]!.users[person]!;
  return importFresh(world, tenant, { provider, user, body: { label } });
};

const dealsRun = (account: string) => ({
  kind: 'steps',
  name: 'All deals',
  input: { steps: [{ id: 'deals', account, tool: 'hubspot.search_deals', input: { pageSize: 10 } }] },
});

describe('accounts', () => {
  it('are listed, shown and checked; what the provider no longer takes ends with status 1', async () => {
    const good = await connect('hubspot', 'Die Geschäfte von Ada, 日本支社');
    const lost = await connect('google', 'Sheets of Ben', 1);
    await world.sandbox.control.revoke({ grant: lost.grant });

    const [listed, shown, holds, dead] = await Promise.all([
      call(['accounts', 'list']),
      call(['accounts', 'show', good.id]),
      ask('accounts', 'check', good.id),
      ask('accounts', 'check', lost.id),
    ]);

    expect(listed.stdout.split('\n')[0]).toMatch(/^ACCOUNT +STATE +PROVIDER +LABEL$/);
    expect(listed.stdout).toMatch(new RegExp(`^${good.id} +active +hubspot +Die Gesch`, 'm'));
    expect(shown.stdout).toMatch(/^label +Die Geschäfte von Ada, 日本支社$/m);
    expect(shown.stdout).toMatch(/^next refresh +\d{4}-\d\d-\d\d \d\d:\d\d GMT\+[12] \(in /m);
    expect(holds).toMatchObject({ code: 0, body: { check: 'holds', account: { id: good.id } } });
    expect(dead).toMatchObject({ code: 1, body: { account: { id: lost.id } } });
    const { body } = await ask('accounts', 'list', '--state', 'reauth_required');
    expect(body.items.map((one: { id: string }) => one.id)).toEqual([lost.id]);
    expect((await call(['accounts', 'show', lost.id])).stdout).toMatch(/^who must act +person$/m);
  });

  it('are connected and renewed by links that are the whole of the output', async () => {
    const { id } = await connect('hubspot', 'Deals');

    const [link, renewal] = await Promise.all([
      call(['accounts', 'link', 'google', '--label', 'Sheets', '--scope', 'openid']),
      ask('accounts', 'reauth-link', id),
    ]);

    expect(link.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/connect\/\S+\n$/);
    expect(link.stderr).toMatch(/Send it to the person .* \(in \d/);
    expect(renewal).toMatchObject({ code: 0, body: { url: expect.stringContaining('/connect/') } });
  });

  it('are not ended without --yes', async () => {
    const { id } = await connect('hubspot', 'To be ended');

    const asked = await call(['accounts', 'disconnect', id]);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toMatch(/ends "To be ended" \(hubspot\) for good.*Add --yes.*Nothing was changed/s);
    expect((await ask('accounts', 'show', id)).body.state).toBe('active');

    expect(await call(['accounts', 'disconnect', id, '--yes'])).toMatchObject({ code: 0 });
    expect((await ask('accounts', 'show', id)).body.state).toBe('disconnected');
  });
});

describe('runs', () => {
  it('are started from a file and watched to their end; then their ledger and their rows are there', async () => {
    const { id: account } = await connect('hubspot', 'Deals');
    const file = join(temporaryFolder(), 'night.json');
    writeFileSync(file, JSON.stringify(dealsRun(account)));

    const watched = await call(['runs', 'start', file, '--watch']);

    expect(watched).toMatchObject({ code: 0 });
    expect(watched.stdout).toMatch(/All deals\n.*1 of 1 steps done.*state +ended: complete$/ms);
    const [run] = (await ask('runs', 'list', '--verdict', 'complete', '--limit', '1')).body.items;
    const [shown, ledger, rows, page] = await Promise.all([
      ask('runs', 'show', run.id),
      call(['runs', 'ledger', run.id]),
      call(['runs', 'rows', run.id, 'deals', '--limit', '3']),
      ask('runs', 'rows', run.id, 'deals', '--limit', '25'),
    ]);
    expect(shown).toMatchObject({ code: 0, body: { verdict: 'complete', stepsDone: 1 } });
    expect(ledger.stdout).toMatch(/^deals +done +30 +30 +3 +hubspot\.search/m);
    expect(rows.stdout.trim().split('\n')).toHaveLength(4);
    expect(rows.stderr).toMatch(/There are more: --limit, or --after /);
    expect(page.body.items).toHaveLength(25);
    expect(page.body.nextCursor).toBe(page.body.items.at(-1).key);
  });

  it('come from standard input too, start once for one name, and end when they are told to', async () => {
    const { id: account, grant } = await connect('hubspot', 'Deals');
    await world.sandbox.control.revoke({ grant });
    await call(['accounts', 'check', account]);
    const start = ['runs', 'start', '-', '--idempotency-key', 'tonight', '--json'];

    const first = await call(start, JSON.stringify(dealsRun(account)));
    const again = await call(start, JSON.stringify(dealsRun(account)));
    const { id } = JSON.parse(first.stdout);

    expect(JSON.parse(again.stdout).id).toBe(id);
    const paused = await askUntil(
      () => ask('runs', 'show', id),
      ({ body }) => body.state === 'paused',
    );
    expect(paused).toMatchObject({ code: 0, body: { pausedOn: [account] } });
    const list = await call(['runs', 'list', '--state', 'paused']);
    expect(list.stdout).toMatch(new RegExp(`^${id} +paused +0/1 +All deals`, 'm'));
    const watching = call(['runs', 'watch', id, '--json']);
    expect(await call(['runs', 'cancel', id])).toMatchObject({ code: 0 });
    const watched = await watching;
    expect(watched.code).toBe(1);
    const last = watched.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .at(-1);
    expect(last).toMatchObject({ id, state: 'ended', verdict: 'cancelled' });
  });

  it('are refused with every mistake of the order', async () => {
    const order = {
      kind: 'steps',
      input: { steps: [{ id: 'a', account: 'acct_nobody', tool: 'hubspot.dance' }] },
    };

    const refused = await call(['runs', 'start', '-'], JSON.stringify(order));
    const unread = await call(['runs', 'start', '-'], '{"kind":');

    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/acct_nobody/);
    expect(refused.stderr).toMatch(/hubspot\.dance/);
    expect(unread).toMatchObject({ code: 2, stderr: expect.stringMatching(/- is not well-formed JSON/) });
  });
});

describe('events', () => {
  it('are listed by type, age and what they are about, and the last ones where there are many', async () => {
    const { id } = await connect('hubspot', 'Deals');
    await askUntil(
      () => ask('events', 'list', '--about', id),
      ({ body }) => body.items.length > 0,
    );

    const [about, last, old, refused] = await Promise.all([
      call(['events', 'list', '--about', id, '--since', '1h']),
      ask('events', 'list', '--type', 'agent.auth.', '--limit', '2'),
      ask('events', 'list', '--about', id, '--after', '999999'),
      call(['events', 'list', '--since', 'yesterday']),
    ]);

    expect(about.stdout).toMatch(
      new RegExp(
        `^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d GMT\\+[12] +agent\\.auth\\.connected +${id.slice(0, 17)}`,
        'm',
      ),
    );
    expect(last.body.items).toHaveLength(2);
    expect(last.body.items.every((one: { type: string }) => one.type.startsWith('agent.auth.'))).toBe(true);
    expect(old.body.items).toEqual([]);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--since must be like 30m, 12h or 7d/),
    });
  });

  it('are delivered once more, one of them or all that were given up', async () => {
    await tenant.call('PUT', '/v1/webhook-endpoints/ops', { url: 'https://receiver.invalid/' });
    const { id } = await connect('hubspot', 'Deals');
    const [event] = (
      await askUntil(
        () => ask('events', 'list', '--about', id),
        ({ body }) => body.items.length > 0,
      )
    ).body.items;

    const [one, none, dead, both] = await Promise.all([
      ask('events', 'replay', event.id),
      call(['events', 'replay', event.id, '--endpoint', 'nobody']),
      call(['events', 'replay', '--dead']),
      call(['events', 'replay']),
    ]);

    expect(one).toMatchObject({
      code: 0,
      body: { items: [{ endpoint: 'ops', event: event.id, state: 'pending' }] },
    });
    expect(none).toMatchObject({ code: 1, stdout: expect.stringMatching(/^No endpoint wanted this event/) });
    expect(dead).toMatchObject({ code: 0, stdout: 'No delivery was given up.\n' });
    expect(both).toMatchObject({ code: 2, stderr: expect.stringMatching(/Name an EVENT, or give --dead/) });
  });
});

describe('schedules', () => {
  it('are made from a file, shown, paused, triggered and deleted', async () => {
    const { id: account } = await connect('hubspot', 'Deals');
    const { kind, name, input } = dealsRun(account);
    const body = { cron: ['0 1 * * *'], timeZone: 'Europe/Berlin', run: { kind, name, input } };

    const made = await call(['schedules', 'put', 'nightly', '-'], JSON.stringify(body));
    const listed = await call(['schedules', 'list']);
    const paused = await call(['schedules', 'pause', 'nightly', '--note', 'moving house']);
    const started = await call(['schedules', 'trigger', 'nightly']);
    const shown = await ask('schedules', 'show', 'nightly');

    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Next starts:\n {2}\d{4}-\d\d-\d\d 01:00 GMT/m),
    });
    expect(listed.stdout).toMatch(/^nightly +\d{4}-\d\d-\d\d 01:00 GMT\+[12] +All deals/m);
    expect(paused).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nightly is paused/) });
    expect(started).toMatchObject({ code: 0, stdout: expect.stringMatching(/^DUE +STATE +RUN/) });
    expect(shown.body).toMatchObject({
      paused: true,
      note: 'moving house',
      lastStarts: [{ cause: 'trigger' }],
    });
    expect(await call(['schedules', 'unpause', 'nightly'])).toMatchObject({ code: 0 });
    expect(await call(['schedules', 'delete', 'nightly'])).toMatchObject({ code: 2 });
    expect(await call(['schedules', 'delete', 'nightly', '--yes'])).toMatchObject({ code: 0 });
    expect((await ask('schedules', 'list')).body.items).toEqual([]);
  });
});

describe('a preflight', () => {
  it('says who will not last and who must act, by asking or by what is known', async () => {
    const { id, grant } = await connect('salesforce', 'Salesforce that dies');
    await world.sandbox.control.revoke({ grant });
    await call(['accounts', 'check', id]);

    const known = await ask('preflight', '--until', '06:00', '--known');
    const asked = await call(['preflight', '--until', '06:00', '--account', id]);

    expect(known.code).toBe(1);
    expect(known.body.items.map((one: { account: string }) => one.account)).toContain(id);
    expect(asked.code).toBe(1);
    expect(asked.stdout).toMatch(/^Until .* 06:00 GMT.*: 0 good, 0 at risk, 1 will not survive\.$/m);
    expect(asked.stdout).toMatch(/^will not survive {2}Salesforce that dies \(salesforce\)$/m);
    expect(asked.stdout).toMatch(/^ {2}who must act +person$/m);
    expect(await call(['preflight'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--until 06:00/),
    });
  });
});

describe('the sandbox', () => {
  it('starts with the options behind its name, says where it is, and ends when it is told to', async () => {
    const child = spawn(
      process.execPath,
      [launcher, 'sandbox', '{"world": {"tenants": [{"id": "own", "deals": 3, "accounts": 2}]}}'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];

    expect(JSON.parse(line)).toMatchObject({ tenants: [{ id: 'own' }], providerOverrides: { hubspot: {} } });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('whatever is typed', () => {
  it.each([
    [[], 0, /^Usage:\n {2}firstlight accounts list/],
    [['help', 'runs'], 0, /firstlight runs start/],
    [['runs', '--help'], 0, /firstlight runs start/],
    [['runs'], 2, /There is no command "runs"; it needs another word/],
    [['acounts', 'list'], 2, /There is no command "acounts list"\. Did you mean "accounts list"\?/],
    [['runs', 'lst'], 2, /Did you mean "runs list"\?/],
    [
      ['runs', 'list', '--stat', 'paused'],
      2,
      /There is no flag --stat here\. Did you mean --state\?\n\nUsage: firstlight runs list/,
    ],
    [['runs', 'list', '--state', 'asleep'], 2, /--state must be one of running, paused, ended/],
    [['runs', 'show', 'run_never'], 1, /There is no run "run_never" in this tenant/],
    [['accounts', 'list', '--key', 'fl_wrong'], 1, /No key came, or one that is not known/],
    [
      ['accounts', 'list', '--url', 'http://127.0.0.1:1'],
      1,
      /The API does not answer at http:\/\/127\.0\.0\.1:1/,
    ],
  ])('%j ends with status %i and says what is so', async (words, code, message) => {
    const ended = await call(words);

    expect(ended.code).toBe(code);
    expect(ended.stdout + ended.stderr).toMatch(message);
    expect(ended.stderr).not.toContain('    at ');
  });

  it('shows no key and no token', () => {
    expect(outputs.length).toBeGreaterThan(40);
    for (const text of outputs) {
      expect(text).not.toContain(tenant.key);
      expect(text).not.toMatch(/sbx(at|rt)|fl_wrong/);
    }
  });
});
