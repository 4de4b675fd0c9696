// The API on real parts: what a tenant may do, what it may not, and that nothing secret is ever in an answer.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRunId, type TenantId } from '../../src/domain/ids.ts';
import { planRun, runBody } from '../../src/http/run-order.ts';
import { startRun } from '../../src/http/start-run.ts';
import { openPool } from '../../src/store/db.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createRunClient } from '../../src/temporal/run-client.ts';
import {
  type ApiWorld,
  type Caller,
  importFresh,
  operatorKey,
  startApiWorld,
  until,
} from '../http/api-world.ts';
import { findCanaries } from '../support/canary.ts';

let world: ApiWorld;
let acme: Caller & { readonly id: string; readonly key: string };
let other: Caller & { readonly id: string; readonly key: string };

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 450, accounts: 40 }] } });
  acme = await world.newTenant();
  other = await world.newTenant();
});

afterAll(async () => {
  await world?.stop();
});

const pointers = (body: { errors: { pointer: string }[] }): string[] =>
  body.errors.map((error) => error.pointer).sort();

/** One step that reads all deals: short, and it leaves rows. */
const dealsRun = (account: string) => ({
  kind: 'steps',
  name: 'All deals',
  input: { steps: [{ id: 'deals', account, tool: 'hubspot.search_deals', input: { pageSize: 200 } }] },
});

describe('keys', () => {
  it('makes a tenant with the operator’s key and shows its key once', async () => {
    const made = await world.as(operatorKey).call('POST', '/v1/tenants', { id: 'tundra', name: 'Tundra' });

    expect(made.status).toBe(201);
    expect(made.body.tenant).toEqual({ id: 'tundra', name: 'Tundra' });
    expect(made.body.apiKey).toMatch(/^fl_[\w-]{43}$/);
    const again = await world.as(operatorKey).call('POST', '/v1/tenants', { id: 'tundra', name: 'Tundra' });
    expect(again).toMatchObject({ status: 409, body: { code: 'tenant.id_taken' } });
  });

  it('opens nothing without a key, or with one it does not know', async () => {
    for (const key of [null, 'fl_nobody', 'x']) {
      const answer = await world.as(key).call('GET', '/v1/accounts');

      expect(answer).toMatchObject({ status: 401, body: { code: 'key.missing' } });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it('keeps operator and tenant apart', async () => {
    const asTenant = await acme.call('POST', '/v1/tenants', { id: 'mine', name: 'Mine' });
    const asOperator = await world.as(operatorKey).call('GET', '/v1/accounts');

    expect(asTenant).toMatchObject({ status: 403, body: { code: 'key.wrong_kind' } });
    expect(asOperator).toMatchObject({ status: 403, body: { code: 'key.wrong_kind' } });
  });
});

describe('requests that cannot be served', () => {
  it('lists every mistake of an import and writes nothing', async () => {
    const answer = await acme.call('POST', '/v1/accounts/import', { expiresAt: 1_700_000_000, token: 'x' });

    expect(answer.status).toBe(422);
    expect(pointers(answer.body)).toEqual(['/accessToken', '/expiresAt', '/provider', '/token']);
    expect((await acme.call('GET', '/v1/accounts')).body.items).toEqual([]);
  });

  it('names the providers there are, and the origins a token may be sent to', async () => {
    const unknown = await acme.call('POST', '/v1/accounts/import', {
      provider: 'hubsport',
      accessToken: 'x',
    });
    const foreign = await acme.call('POST', '/v1/accounts/import', {
      provider: 'hubspot',
      accessToken: 'x',
      apiBaseUrl: 'https://hubspot.evil.example',
      expiresAt: '2020-01-01T00:00:00Z',
    });

    expect(unknown.body.errors[0]).toMatchObject({ pointer: '/provider' });
    expect(unknown.body.errors[0].detail).toContain('google, hubspot, salesforce');
    expect(foreign.status).toBe(422);
    expect(pointers(foreign.body)).toEqual(['/apiBaseUrl', '/expiresAt']);
  });

  it('answers every kind of unreadable request with a problem document', async () => {
    const answers = [
      [400, await acme.call('POST', '/v1/runs', '{"kind":')],
      [415, await acme.call('POST', '/v1/runs', '{}', { 'content-type': 'text/plain' })],
      [413, await acme.call('POST', '/v1/runs', { kind: 'x'.repeat(1_100_000) })],
      [404, await acme.call('GET', '/v1/nothing')],
      [404, await world.as(null).call('GET', '/nothing')],
      [405, await acme.call('DELETE', '/v1/runs')],
      [422, await acme.call('GET', '/v1/events?after=yesterday')],
      [422, await acme.call('GET', '/v1/accounts?limit=201')],
      [400, await acme.call('POST', '/v1/runs', {}, { 'idempotency-key': 'two words' })],
    ] as const;

    for (const [status, answer] of answers) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status, type: expect.stringContaining('urn:firstlight:problem:') });
      expect(answer.body.detail).not.toBe('');
    }
    expect(answers[5][1].headers.get('allow')).toBe('GET, POST');
  });
});

describe('accounts', () => {
  it('takes a grant over, learns whose it is and when it ends, and shows no token', async () => {
    const { id, answer } = await importFresh(world, acme, { provider: 'salesforce', body: { label: 'Org' } });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      provider: 'salesforce',
      label: 'Org',
      state: 'active',
      tokenVersion: 1,
      externalSubject: expect.stringMatching(/^005/),
      exchanges: { settled: 0, refused: 0, unknown: 0 },
    });
    // Two hours by introspection: Salesforce's token answer does not say.
    const lifeMs = Date.parse(answer.body.expiresAt) - Date.now();
    expect(lifeMs).toBeGreaterThan(115 * 60_000);
    expect(lifeMs).toBeLessThan(125 * 60_000);
    expect(Date.parse(answer.body.nextRefresh.at)).toBeLessThan(Date.parse(answer.body.expiresAt));
    expect((await acme.call('GET', `/v1/accounts/${id}`)).body).toEqual(answer.body);
  });

  it('pages through accounts without losing or repeating one', async () => {
    const tenant = await world.newTenant();
    const made = new Set<string>();
    for (let count = 0; count < 5; count++)
      made.add((await importFresh(world, tenant, { provider: 'hubspot' })).id);

    const seen: string[] = [];
    let path = '/v1/accounts?limit=2';
    for (;;) {
      const { items, nextCursor } = (await tenant.call('GET', path)).body;
      seen.push(...items.map((item: { id: string }) => item.id));
      if (nextCursor === null) break;
      path = `/v1/accounts?limit=2&after=${nextCursor}`;
    }

    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(made);
  });

  it('makes one account of an import that is repeated with its key, and one link of a link asked for twice', async () => {
    const headers = { 'idempotency-key': 'import-1' };
    const { tokens } = await world.sandbox.control.grant({
      provider: 'hubspot',
      user: world.sandbox.tenants[0]!.users[0]!.user,
    });
    const body = {
      provider: 'hubspot',
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
    };

    const first = await acme.call('POST', '/v1/accounts/import', body, headers);
    const second = await acme.call('POST', '/v1/accounts/import', body, headers);
    const changed = await acme.call('POST', '/v1/accounts/import', { ...body, label: 'Other' }, headers);

    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(changed).toMatchObject({ status: 422, body: { code: 'idempotency.other_request' } });
    const links = await Promise.all(
      [1, 2].map(() => acme.call('POST', `/v1/accounts/${first.body.id}/reauth-links`)),
    );
    expect(links[0]!.status).toBe(201);
    expect(links[1]!.body).toEqual(links[0]!.body);
  });
});

describe('runs', () => {
  it('runs a plan to its end and gives its rows out page by page', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const started = await acme.call('POST', '/v1/runs', dealsRun(account));
    expect(started).toMatchObject({ status: 202, body: { state: 'running', stepsDone: 0, stepsTotal: 1 } });
    const run = started.body.id;

    const ended = await until(
      async () => (await acme.call('GET', `/v1/runs/${run}`)).body,
      (body) => body.state === 'ended',
    );

    expect(ended).toMatchObject({ verdict: 'complete', stepsDone: 1, stepsTotal: 1, gaps: [], pausedOn: [] });
    const { steps } = (await acme.call('GET', `/v1/runs/${run}/ledger`)).body;
    expect(steps[0].receipt).toMatchObject({ rows: 450, announced: 450, lastPageSeen: true });
    expect(steps[0].finishedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    const keys = new Set<string>();
    let after = '';
    for (;;) {
      const { items, nextCursor } = (
        await acme.call('GET', `/v1/runs/${run}/rows/deals?limit=200&after=${encodeURIComponent(after)}`)
      ).body;
      for (const item of items) keys.add(item.key);
      if (nextCursor === null) break;
      after = nextCursor;
    }
    expect(keys.size).toBe(450);
    const cancelled = await acme.call('POST', `/v1/runs/${run}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { verdict: 'complete' } });
  });

  it('lists every mistake of a plan and keeps nothing of it', async () => {
    const tenant = await world.newTenant();
    const { id: account } = await importFresh(world, tenant, { provider: 'hubspot' });

    const answer = await tenant.call('POST', '/v1/runs', {
      kind: 'steps',
      input: {
        steps: [
          { id: 'a', account, tool: 'hubspot.search_deals', input: { pageSize: 500 } },
          { id: 'b', account, tool: 'salesforce.query', input: { soql: 'SELECT Id FROM Account' } },
          { id: 'c', account: 'acct_nobody', tool: 'hubspot.dance', needs: ['z'] },
        ],
      },
    });

    expect(answer).toMatchObject({ status: 422, body: { code: 'plan.invalid' } });
    const details = answer.body.errors.map((error: { detail: string }) => error.detail).join('\n');
    for (const part of ['"z"', 'acct_nobody', 'hubspot.dance', 'pageSize', 'account of salesforce']) {
      expect(details).toContain(part);
    }
    expect((await tenant.call('GET', '/v1/runs')).body.items).toEqual([]);
  });

  it('starts one run for a start that is repeated with its key, side by side too', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const headers = { 'idempotency-key': 'run-1' };

    const answers = await Promise.all(
      [1, 2, 3].map(() => acme.call('POST', '/v1/runs', dealsRun(account), headers)),
    );
    const later = await until(
      () => acme.call('POST', '/v1/runs', dealsRun(account), headers),
      (answer) => answer.status === 202,
    );

    // Who comes while the first is being answered is told to ask again; nobody starts a second run.
    expect(answers.every((answer) => answer.status === 202 || answer.status === 409)).toBe(true);
    const ids = new Set([later, ...answers].filter((one) => one.status === 202).map((one) => one.body.id));
    expect(ids.size).toBe(1);
    const changed = await acme.call('POST', '/v1/runs', { ...dealsRun(account), name: 'Other' }, headers);
    expect(changed).toMatchObject({ status: 422, body: { code: 'idempotency.other_request' } });
  });
});

describe('a start that fails', () => {
  it('leaves nothing of the run behind when the Temporal server does not answer', async () => {
    const tenant = await world.newTenant();
    const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const body = runBody.parse(dealsRun('acct_1'));

    const starting = startRun(
      {
        pool,
        runClient: createRunClient(new Client({ connection })),
        checkPlan: async () => ({ mistakes: [] }),
        log: createLog('test', 'silent'),
      },
      planRun(tenant.id as TenantId, newRunId(randomUUID()), body),
    );

    await expect(starting).rejects.toMatchObject({ code: 'temporal.unavailable' });
    expect((await tenant.call('GET', '/v1/runs')).body.items).toEqual([]);
    await connection.close();
    await pool.end();
  });
});

describe('one tenant and another', () => {
  it('answers an id of another tenant as it answers an id that never was', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const run = (await acme.call('POST', '/v1/runs', dealsRun(account))).body.id;

    const paths = (a: string, r: string): [string, string, unknown?][] => [
      ['GET', `/v1/accounts/${a}`],
      ['POST', `/v1/accounts/${a}/reauth-links`],
      ['POST', `/v1/accounts/${a}/tools/hubspot.search_deals`, { input: {} }],
      ['GET', `/v1/runs/${r}`],
      ['GET', `/v1/runs/${r}/ledger`],
      ['GET', `/v1/runs/${r}/rows/deals`],
      ['POST', `/v1/runs/${r}/cancel`],
    ];
    const theirs = paths(account, run);
    const never = paths('acct_never', 'run_never');
    for (const [index, [method, path, body]] of theirs.entries()) {
      const answer = await other.call(method, path, body);
      const [, neverPath] = never[index]!;
      const unknown = await other.call(method, neverPath, body);

      expect(answer.status, path).toBe(404);
      const leveled = answer.text.replaceAll(account, 'acct_never').replaceAll(run, 'run_never');
      expect(leveled).toBe(unknown.text);
    }
  });

  it('lists to a tenant only what is its own', async () => {
    const stranger = await world.newTenant();

    for (const path of ['/v1/accounts', '/v1/runs', '/v1/events']) {
      expect((await stranger.call('GET', path)).body).toEqual({ items: [], nextCursor: null });
    }
  });

  it('does not take another tenant’s account into a plan', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });

    const answer = await other.call('POST', '/v1/runs', dealsRun(account));

    expect(answer).toMatchObject({ status: 422, body: { code: 'plan.invalid' } });
    expect(answer.body.errors[0].detail).toContain('there is no account');
  });
});

describe('events', () => {
  it('come in order, page by page, and only once', async () => {
    const tenant = await world.newTenant();
    const accounts = [];
    for (let count = 0; count < 3; count++)
      accounts.push(await importFresh(world, tenant, { provider: 'hubspot' }));

    const first = (await tenant.call('GET', '/v1/events?limit=2')).body;
    const second = (await tenant.call('GET', `/v1/events?limit=2&after=${first.nextCursor}`)).body;
    const none = (await tenant.call('GET', `/v1/events?after=${second.items.at(-1).position}`)).body;

    const events = [...first.items, ...second.items];
    expect(events.map((event) => event.data.account)).toEqual(accounts.map((account) => account.id));
    expect(events.every((event) => event.type === 'agent.auth.connected' && event.sequence === 1)).toBe(true);
    expect(second.nextCursor).toBeNull();
    expect(none).toEqual({ items: [], nextCursor: null });
  });
});

describe('the process', () => {
  it('says whether it is up, and whether what it needs answers', async () => {
    expect(await world.as(null).call('GET', '/healthz')).toMatchObject({ status: 200 });
    expect(await world.as(null).call('GET', '/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready', database: 'answers', temporal: 'answers' },
    });
  });

  it('describes all of itself in OpenAPI 3.1', async () => {
    const { body } = await world.as(null).call('GET', '/openapi.json');

    expect(body.openapi).toBe('3.1.0');
    const operations = Object.entries<Record<string, { responses: object; security: unknown[] }>>(body.paths);
    expect(operations.length).toBeGreaterThanOrEqual(13);
    for (const [path, methods] of operations) {
      for (const operation of Object.values(methods)) {
        expect(operation.security, path).toHaveLength(1);
        expect(Object.keys(operation.responses).length, path).toBeGreaterThan(1);
      }
    }
  });

  it('never had a token, a secret or a code in an answer or in a log', async () => {
    const logs = [world.stack.api.logPath, world.stack.worker().logPath].map((path) =>
      readFileSync(path, 'utf8'),
    );

    expect(logs.every((log) => log.includes('"msg"'))).toBe(true);
    expect(world.answers.length).toBeGreaterThan(50);
    expect([...logs, ...world.answers].flatMap((text) => findCanaries('answer or log', text))).toEqual([]);
    expect(logs.join('\n')).not.toContain(acme.key);
    expect(logs.join('\n')).not.toContain(operatorKey);
  });
});
