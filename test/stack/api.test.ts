import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, importFresh, operatorKey, startApiWorld } from '../http/api-world.ts';
import { findCanaries } from '../support/canary.ts';

let world: ApiWorld;
let acme: Caller & { readonly id: string; readonly key: string };

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 450, accounts: 40 }] } });
  acme = await world.newTenant();
});

afterAll(async () => {
  await world?.stop();
});

const pointers = (body: { errors: { pointer: string }[] }): string[] =>
  body.errors.map((error) => error.pointer).sort();

describe('keys', () => {
  it('makes a tenant with the operator’s key and shows its key once', async () => {
    const made = await world.as(operatorKey).call('POST', '/v1/tenants', { id: 'tundra', name: 'Tundra' });

    expect(made.status).toBe(201);
    expect(made.body.tenant).toEqual({ id: 'tundra', name: 'Tundra', retentionDays: null });
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
    const logs = [world.stack.api().logPath, world.stack.worker().logPath].map((path) =>
      readFileSync(path, 'utf8'),
    );

    expect(logs.every((log) => log.includes('"msg"'))).toBe(true);
    expect(world.answers.length).toBeGreaterThan(40);
    expect([...logs, ...world.answers].flatMap((text) => findCanaries('answer or log', text))).toEqual([]);
    expect(logs.join('\n')).not.toContain(acme.key);
    expect(logs.join('\n')).not.toContain(operatorKey);
  });
});
