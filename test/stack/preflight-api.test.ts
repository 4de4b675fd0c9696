// What is asked ahead over HTTP: the forecast of what is known, preflights started, waited for and read, times as people say
// them, and one tenant's accounts only.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextLocalTime } from '../../src/domain/deadline.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';

let world: ApiWorld;
let acme: Caller & { readonly id: string };
let globex: Caller & { readonly id: string };
const ids: string[] = [];
const iso = (at: number): string => new Date(at).toISOString();
const inNineHours = (): string => iso(Date.now() + 9 * HOUR);

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 4, accounts: 4, unmatched: 0 }] } });
  acme = await world.newTenant();
  globex = await world.newTenant();
  // Two that end in four hours, two that do not.
  for (const hours of [4, 400, 4, null]) {
    const body = hours === null ? {} : { grantEndsAt: iso(Date.now() + hours * HOUR) };
    ids.push((await importFresh(world, acme, { provider: 'google', body })).id);
  }
  await importFresh(world, globex, { provider: 'google' });
});
afterAll(() => world.stop());

describe('GET /v1/forecast', () => {
  it('counts all, and lists page by page those that need somebody', async () => {
    const first = await acme.call('GET', `/v1/forecast?until=${inNineHours()}&limit=1`);
    const second = await acme.call(
      'GET',
      `/v1/forecast?until=${inNineHours()}&limit=1&after=${first.body.nextCursor}`,
    );

    for (const { status, body } of [first, second]) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ good: 2, atRisk: 0, willNotSurvive: 2 });
    }
    const items = [...first.body.items, ...second.body.items];
    expect(items.map(({ account }) => account)).toEqual([ids[0], ids[2]].toSorted());
    expect(items[0]).toMatchObject({
      provider: 'google',
      verdict: 'will_not_survive',
      actor: 'person',
      reauthUrl: null,
      reasons: [{ code: 'grant_ends', verdict: 'will_not_survive', actor: 'person' }],
    });
    expect(second.body.nextCursor).toBeNull();
    const good = await acme.call('GET', `/v1/forecast?until=${inNineHours()}&verdict=good`);
    expect(good.body.items.map(({ reasons }: { reasons: unknown[] }) => reasons)).toEqual([[], []]);
  });

  it('reads a time on somebody’s wall', async () => {
    const { body } = await acme.call('GET', '/v1/forecast?until=06:00&timeZone=Europe/Berlin');

    expect(body.until).toBe(iso(nextLocalTime({ at: '06:00', timeZone: 'Europe/Berlin' }, Date.now())));
  });

  it.each([
    ['until=06:00', '/timeZone', /whose clock/],
    ['until=tonight', '/until', /ISO 8601/],
    ['until=2020-01-01T00:00:00Z', '/until', /future/],
    [`until=${iso(Date.now() + DAY)}&from=${iso(Date.now() + 2 * DAY)}`, '/until', /after/],
    ['until=06:00&timeZone=Mars/Olympus', '/timeZone', /IANA/],
    ['limit=5', '/until', /missing/],
  ])('says what to write instead of %s', async (query, pointer, detail) => {
    const { status, body } = await acme.call('GET', `/v1/forecast?${query}`);

    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ in: 'query', pointer, detail: expect.stringMatching(detail) }]);
  });

  it('tells a tenant of its own accounts only', async () => {
    const { body } = await globex.call('GET', `/v1/forecast?until=${inNineHours()}`);

    expect(body).toMatchObject({ good: 1, willNotSurvive: 0, items: [] });
  });
});

describe('an account', () => {
  it('shows whether it lasts through the day and night ahead', async () => {
    const [ends, lasts] = await Promise.all(
      [ids[0], ids[1]].map((id) => acme.call('GET', `/v1/accounts/${id}`)),
    );

    expect(ends!.body.forecast).toMatchObject({
      verdict: 'will_not_survive',
      reasons: [{ code: 'grant_ends' }],
    });
    expect(lasts!.body.forecast).toMatchObject({ verdict: 'good', reasons: [] });
    expect(Date.parse(ends!.body.forecast.until)).toBeGreaterThan(Date.now() + 23 * HOUR);
  });
});

describe('POST /v1/preflight', () => {
  it('asks about all that are connected, and is shown again to its tenant and to no other', async () => {
    const { status, body } = await acme.call('POST', '/v1/preflight', { until: inNineHours() });

    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'done', run: null, schedule: null, accounts: 4, probed: 4, good: 2 });
    expect(body.items).toHaveLength(2);
    const shown = await acme.call('GET', `/v1/preflight/${body.id}?limit=1`);
    expect(shown.body).toMatchObject({ id: body.id, nextCursor: shown.body.items[0].account });
    expect(shown.body.items[0].reauthUrl).toContain('/connect/');
    expect(await globex.call('GET', `/v1/preflight/${body.id}`)).toMatchObject({
      status: 404,
      body: { code: 'preflight.unknown' },
    });
  });

  it('looks at the next night of a schedule, with its run, its times and its accounts', async () => {
    const step = {
      id: 'sheet',
      account: ids[0],
      tool: 'http.request',
      input: { method: 'GET', path: '/v4/x' },
    };
    const run = { kind: 'steps', name: 'Nightly', deadline: '07:30', input: { steps: [step] } };
    const schedule = { cron: ['0 1 * * *'], timeZone: 'Europe/Berlin', preflightLeadMinutes: 0, run };
    expect((await acme.call('PUT', '/v1/schedules/nightly', schedule)).status).toBe(201);
    const { body: made } = await acme.call('GET', '/v1/schedules/nightly');

    const { status, body, text } = await acme.call('POST', '/v1/preflight', { schedule: 'nightly' });

    expect(status, text).toBe(200);
    const startsAt = Date.parse(body.from);
    expect(startsAt).toBe(nextLocalTime({ at: '01:00', timeZone: 'Europe/Berlin' }, Date.now()));
    expect(JSON.stringify(made)).toContain(new Date(startsAt).toISOString().slice(0, 16));
    expect(Date.parse(body.until)).toBe(nextLocalTime({ at: '07:30', timeZone: 'Europe/Berlin' }, startsAt));
    expect(body).toMatchObject({ schedule: 'nightly', run: 'Nightly', accounts: 1, willNotSurvive: 1 });
    expect(await acme.call('POST', '/v1/preflight', { schedule: 'never' })).toMatchObject({
      status: 404,
      body: { code: 'schedule.unknown' },
    });
    await acme.call('POST', '/v1/schedules/nightly/pause');
  });

  it('is one preflight for one Idempotency-Key', async () => {
    const request = { until: inNineHours(), accounts: [ids[1]] };
    const key = { 'idempotency-key': 'dusk-1' };
    const [one, two] = [
      await acme.call('POST', '/v1/preflight', request, key),
      await acme.call('POST', '/v1/preflight', request, key),
    ];

    expect(one.body).toMatchObject({ accounts: 1, good: 1 });
    expect(two.body).toEqual(one.body);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
  });

  it('says at once what is wrong with what it is asked', async () => {
    const mistakes = async (body: object) => {
      const answer = await acme.call('POST', '/v1/preflight', { until: inNineHours(), ...body });
      expect(answer.status, answer.text).toBe(422);
      return answer.body.errors.map(
        ({ pointer, detail }: { pointer: string; detail: string }) => `${pointer} ${detail}`,
      );
    };

    expect(await mistakes({ accounts: [ids[0], 'acct_nowhere'] })).toEqual([
      expect.stringMatching(/^\/accounts\/1 there is no account "acct_nowhere"/),
    ]);
    const step = { id: 'read', account: ids[0], tool: 'google.read_minds', input: {} };
    expect(await mistakes({ run: { kind: 'steps', input: { steps: [step] } } })).toEqual([
      expect.stringMatching(/^\/run\/input .*there is no tool "google.read_minds"/),
    ]);
    expect(await mistakes({ accounts: [ids[0]], run: { kind: 'steps', input: { steps: [step] } } })).toEqual([
      expect.stringMatching(/leave all but one of the three out/),
    ]);
  });
});
