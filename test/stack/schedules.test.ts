// Schedules through the API, on a real Temporal server: when they start next, that they start, by the clock and by hand, and
// what is said when they cannot.
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { scheduledRunWorkflowId, temporalScheduleId } from '../../src/domain/ids.ts';
import { jitterOf } from '../../src/domain/schedule.ts';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { askUntil } from '../support/until.ts';

type Tenant = Caller & { readonly id: string; readonly key: string };

let world: ApiWorld;
let acme: Tenant;
let other: Tenant;
let account: string;
let temporal: TemporalClient;

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } });
  [acme, other] = [await world.newTenant(), await world.newTenant()];
  account = (await importFresh(world, acme, { provider: 'hubspot' })).id;
  temporal = await connectClient(
    { address: inject('temporalAddress'), namespace: world.namespace },
    world.payloads,
  );
});
afterAll(async () => {
  await temporal?.close();
  await world?.stop();
});

const client = (): Client => temporal.client;
const deals = () => ({
  kind: 'steps',
  input: { steps: [{ id: 'deals', account, tool: 'hubspot.search_deals', input: {} }] },
});
const order = (more: object = {}) => ({
  cron: ['0 2 * * *'],
  timeZone: 'Europe/Berlin',
  run: deals(),
  ...more,
});
const put = (id: string, more: object = {}) => acme.call('PUT', `/v1/schedules/${id}`, order(more));
const read = async (id: string) => (await acme.call('GET', `/v1/schedules/${id}`)).body;
const eventsOf = async (schedule: string) =>
  (await acme.call('GET', '/v1/events?limit=200')).body.items.filter(
    (event: { data: { schedule?: string } }) => event.data.schedule === schedule,
  );

describe('the next starts', () => {
  it.each([
    // Half past two is skipped on 2027-03-28: that night starts at the jump. One o'clock on 2027-10-31 starts once.
    ['Europe/Berlin', '30 2 * * *', '2027-03-27T00:00:00Z', ['03-27T01:30', '03-28T01:00', '03-29T00:30']],
    ['Europe/Berlin', '0 1 * * *', '2027-10-30T00:00:00Z', ['10-30T23:00', '11-01T00:00', '11-02T00:00']],
    ['America/New_York', '0 1 * * *', '2027-11-06T00:00:00Z', ['11-06T05:00', '11-07T05:00', '11-08T06:00']],
    ['Europe/Berlin', '0 5 * * *', '2027-03-27T00:00:00Z', ['03-27T04:00', '03-28T03:00', '03-29T03:00']],
    ['Europe/Berlin', '0 5 * * *', '2027-10-30T00:00:00Z', ['10-30T03:00', '10-31T04:00', '11-01T04:00']],
    ['America/New_York', '0 5 * * *', '2027-03-13T05:00:00Z', ['03-13T10:00', '03-14T09:00', '03-15T09:00']],
    ['America/New_York', '0 5 * * *', '2027-11-06T05:00:00Z', ['11-06T09:00', '11-07T10:00', '11-08T10:00']],
  ])('keep to the clocks of %s: %s from %s', async (timeZone, cron, startAt, expected) => {
    const answer = await put('clocks', { cron: [cron], timeZone, startAt });

    expect([200, 201]).toContain(answer.status);
    const next = answer.body.nextStarts.map(({ at }: { at: string }) => at);
    expect(next).toHaveLength(5);
    expect(next.slice(0, 3)).toEqual(expected.map((time) => `2027-${time}:00.000Z`));
  });

  it('come from calendars as from cron, with their local date', async () => {
    const weekdays = { start: 'MONDAY', end: 'FRIDAY' };
    const { body } = await put('calendar', {
      cron: undefined,
      calendars: [{ hour: 0, minute: 30, dayOfWeek: [weekdays], month: 'MARCH' }],
      startAt: '2027-03-04T00:00:00Z',
    });
    expect(body.nextStarts.map(({ at, date }: { at: string; date: string }) => [at, date])).toEqual([
      ['2027-03-04T23:30:00.000Z', '2027-03-05'],
      ['2027-03-07T23:30:00.000Z', '2027-03-08'],
      ['2027-03-08T23:30:00.000Z', '2027-03-09'],
      ['2027-03-09T23:30:00.000Z', '2027-03-10'],
      ['2027-03-10T23:30:00.000Z', '2027-03-11'],
    ]);
  });
});

describe('an order with mistakes', () => {
  it('is told all of them at once, and nothing is made', async () => {
    const answer = await put('wrong', {
      cron: ['0 25 * * *', '0 2 * * MON'],
      timeZone: 'Mars/Olympus',
      overlap: 'maybe',
      jitterMinutes: -1,
      run: { ...deals(), deadline: '7:30' },
    });

    expect(answer).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
    const said = Object.fromEntries(
      answer.body.errors.map((error: { pointer: string; detail: string }) => [error.pointer, error.detail]),
    );
    expect(said).toMatchObject({
      '/cron/0': expect.stringContaining('hour "25" must be *, a number from 0 to 23'),
      '/timeZone': expect.stringContaining('use an IANA name, e.g. Europe/Berlin'),
      '/run/deadline': expect.stringContaining('e.g. "07:30"'),
      '/overlap': expect.any(String),
      '/jitterMinutes': expect.any(String),
    });
    expect((await acme.call('GET', '/v1/schedules/wrong')).status).toBe(404);
  });

  it.each([
    ['no time at all', { cron: undefined }, 'is missing: say when'],
    ['a day that never comes', { cron: ['0 2 31 2 *'] }, 'names no time that ever comes'],
    ['a zone in small letters', { timeZone: 'europe/berlin' }, 'must be spelled Europe/Berlin'],
    ['an offset for a zone', { timeZone: '+01:00' }, 'is not a time zone'],
    [
      'an end before the start',
      { startAt: '2027-02-01T00:00:00Z', endAt: '2027-01-01T00:00:00Z' },
      'after startAt',
    ],
  ])('%s', async (_, more, part) => {
    const answer = await put('wrong', more);

    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].detail).toContain(part);
    expect((await acme.call('GET', '/v1/schedules/wrong')).status).toBe(404);
    await expect(client().schedule.getHandle(`schedule:${acme.id}:wrong`).describe()).rejects.toThrow();
  });

  it('a run whose account is not there', async () => {
    const run = {
      ...deals(),
      input: { steps: [{ id: 'a', account: 'acct_nobody', tool: 'hubspot.search_deals' }] },
    };
    const answer = await put('wrong', { run });

    expect(answer).toMatchObject({ status: 422, body: { code: 'plan.invalid' } });
    expect(answer.body.errors).toMatchObject([
      { pointer: '/run/input', detail: expect.stringContaining('there is no account "acct_nobody"') },
    ]);
  });
});

describe('a schedule', () => {
  it('starts by itself when its time comes, as a run named after the night', async () => {
    const made = await put('clock', {
      cron: ['*/2 * * * * * *'],
      run: { ...deals(), name: 'every two seconds' },
    });
    expect(made.status).toBe(201);

    const { lastStarts } = await askUntil(
      () => read('clock'),
      (body) => body.lastStarts.filter((start: { state: string }) => start.state === 'ended').length >= 2,
    );
    await acme.call('DELETE', '/v1/schedules/clock');

    const [start] = lastStarts.filter(({ state }: { state: string }) => state === 'ended');
    expect(start).toMatchObject({ cause: 'schedule', run: { state: 'ended', verdict: 'complete' } });
    expect(start.run.id).toMatch(new RegExp(`^run_clock-${start.date}T\\d{4}(-\\d+)?$`));
    const run = (await acme.call('GET', `/v1/runs/${start.run.id}`)).body;
    expect(run).toMatchObject({ name: 'every two seconds', verdict: 'complete', stepsDone: 1 });
    expect((await acme.call('GET', '/v1/schedules/clock')).status).toBe(404);
  });

  it('put twice is the same schedule: nothing is done at the server, and its history stays', async () => {
    expect((await put('twice')).status).toBe(201);
    await acme.call('POST', '/v1/schedules/twice/trigger');
    const before = await askUntil(
      () => read('twice'),
      ({ lastStarts }) => lastStarts[0]?.state === 'ended',
    );

    const again = await put('twice');

    expect(again).toMatchObject({ status: 200, body: before });
    const { info, action } = await client().schedule.getHandle(`schedule:${acme.id}:twice`).describe();
    expect(info.lastUpdatedAt).toBeUndefined();
    expect(action.args).toMatchObject([{ revision: 1 }]);
    const changed = await put('twice', { cron: ['0 3 * * *'] });
    expect(changed.body).toMatchObject({ cron: ['0 3 * * *'], lastStarts: before.lastStarts });
  });

  it('begins each start at its place within the jitter', async () => {
    const made = await put('jitter', { cron: ['*/5 * * * * * *'], jitterMinutes: 0.1 });
    for (const { at, beginsAt } of made.body.nextStarts) {
      const key = at.replace('.000Z', 'Z');
      const later = jitterOf({ tenant: acme.id, schedule: 'jitter' } as never, key, 6_000);
      expect(Date.parse(beginsAt) - Date.parse(at)).toBe(later);
    }
    const places = new Set(
      made.body.nextStarts.map(
        (one: { at: string; beginsAt: string }) => Date.parse(one.beginsAt) - Date.parse(one.at),
      ),
    );
    expect(places.size).toBeGreaterThan(1);

    const { lastStarts } = await askUntil(
      () => read('jitter'),
      (body) => body.lastStarts.some(({ run }: { run: object | null }) => run !== null),
    );
    await acme.call('DELETE', '/v1/schedules/jitter');

    const { at, run } = lastStarts.find((one: { run: object | null }) => one.run !== null);
    const { createdAt } = (await acme.call('GET', `/v1/runs/${run.id}`)).body;
    const key = at.replace('.000Z', 'Z');
    const later = jitterOf({ tenant: acme.id, schedule: 'jitter' } as never, key, 6_000);
    expect(Date.parse(createdAt) - Date.parse(at)).toBeGreaterThanOrEqual(later);
  });

  it('that is paused lets its starts pass, keeps its pause over a PUT, and starts by hand all the same', async () => {
    await put('paused', { cron: ['*/2 * * * * * *'], paused: true, note: 'quarter end' });
    await put('paused', { cron: ['*/3 * * * * * *'] });

    const triggered = await acme.call('POST', '/v1/schedules/paused/trigger', {});
    expect(triggered).toMatchObject({ status: 202, body: { cause: 'trigger' } });
    const body = await askUntil(
      () => read('paused'),
      ({ lastStarts }) => lastStarts[0]?.state === 'ended',
    );
    expect(body).toMatchObject({ paused: true, note: 'quarter end' });
    expect(body.lastStarts).toHaveLength(1);

    const unpaused = await acme.call('POST', '/v1/schedules/paused/unpause');
    expect(unpaused.body).toMatchObject({ paused: false, note: null });
    await askUntil(
      () => read('paused'),
      ({ lastStarts }) => lastStarts[0]?.cause === 'schedule',
    );
    const paused = await acme.call('POST', '/v1/schedules/paused/pause', { note: 'again' });
    expect(paused).toMatchObject({ status: 200, body: { paused: true, note: 'again' } });
    const { state } = await client().schedule.getHandle(`schedule:${acme.id}:paused`).describe();
    expect(state).toMatchObject({ paused: true, note: 'again' });
  });
});

describe('a start by hand', () => {
  it('is one start however often it is asked for with its key', async () => {
    await put('hand');
    const headers = { 'idempotency-key': 'tonight' };

    const first = await acme.call('POST', '/v1/schedules/hand/trigger', {}, headers);
    const again = await acme.call('POST', '/v1/schedules/hand/trigger', {}, headers);

    expect([first.status, again.status]).toEqual([202, 202]);
    const { lastStarts } = await askUntil(
      () => read('hand'),
      (body) => body.lastStarts[0]?.state === 'ended',
    );
    expect(lastStarts).toHaveLength(1);
    expect(lastStarts[0].run.id).toMatch(/^run_hand-\d{4}-\d\d-\d\dT\d{4}$/);
  });

  it('fills three missed nights in, one after the other, each with its date and its deadline in local time', async () => {
    // Over the night in which Berlin's clocks went back, 2026-10-25.
    await put('missed', { cron: ['0 1 * * *'], run: { ...deals(), deadline: '07:30' } });
    const nights = { from: '2026-10-23T23:00:00Z', until: '2026-10-26T12:00:00Z' };

    const ordered = await acme.call('POST', '/v1/schedules/missed/backfill', nights);

    expect(ordered.status).toBe(202);
    expect(ordered.body.items.map(({ at }: { at: string }) => at)).toEqual([
      '2026-10-23T23:00:00.000Z',
      '2026-10-24T23:00:00.000Z',
      '2026-10-26T00:00:00.000Z',
    ]);
    const { lastStarts } = await askUntil(
      () => read('missed'),
      (body) => body.lastStarts.every(({ state }: { state: string }) => state === 'ended'),
    );
    expect(
      lastStarts.map(({ run, cause }: { run: { id: string }; cause: string }) => [run.id, cause]),
    ).toEqual([
      ['run_missed-2026-10-26', 'backfill'],
      ['run_missed-2026-10-25', 'backfill'],
      ['run_missed-2026-10-24', 'backfill'],
    ]);
    const runs = await Promise.all(
      lastStarts.map(
        async ({ run }: { run: { id: string } }) => (await acme.call('GET', `/v1/runs/${run.id}`)).body,
      ),
    );
    const begun = runs.map(({ createdAt }) => Date.parse(createdAt));
    expect(begun).toEqual(begun.toSorted((one, another) => another - one));
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
    for (const { deadline } of runs) {
      expect(wall.format(new Date(deadline))).toBe('07:30');
      expect(Date.parse(deadline)).toBeGreaterThan(Date.now());
    }

    const again = await acme.call('POST', '/v1/schedules/missed/backfill', nights);
    expect(again.body.items.map(({ state }: { state: string }) => state)).toEqual([
      'ended',
      'ended',
      'ended',
    ]);
    expect((await read('missed')).lastStarts).toEqual(lastStarts);
  });

  it.each([
    [
      'in the future',
      { from: '2026-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z' },
      'must not lie in the future',
    ],
    [
      'the wrong way round',
      { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      'must lie after',
    ],
    [
      'without a start',
      { from: '2026-02-01T02:00:00Z', until: '2026-02-01T03:00:00Z' },
      'there is no start between',
    ],
    ['too long', { from: '2025-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' }, 'more than 100 starts'],
  ])('of a time %s is refused in words', async (_, body, part) => {
    await put('hand');
    const answer = await acme.call('POST', '/v1/schedules/hand/backfill', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].detail).toContain(part);
  });
});

describe('one tenant and another', () => {
  it('answers a schedule of another tenant as one that never was', async () => {
    await put('walls');
    const paths: [string, string, unknown?][] = [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/trigger', {}],
      ['POST', '/pause', {}],
      ['POST', '/unpause', {}],
      ['POST', '/backfill', { from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }],
    ];
    for (const [method, path, body] of paths) {
      const theirs = await other.call(method, `/v1/schedules/walls${path}`, body);
      const never = await other.call(method, `/v1/schedules/never${path}`, body);
      expect(theirs, `${method} ${path}`).toMatchObject({ status: 404, body: { code: 'schedule.unknown' } });
      expect(theirs.text.replaceAll('walls', 'never')).toBe(never.text);
    }
    expect((await other.call('GET', '/v1/schedules')).body).toEqual({ items: [], nextCursor: null });
    expect((await acme.call('GET', '/v1/schedules/walls')).status).toBe(200);
  });

  it('may both call a schedule the same, and have its events each', async () => {
    const theirs = (await importFresh(world, other, { provider: 'hubspot' })).id;
    const step = { id: 'deals', account: theirs, tool: 'hubspot.search_deals', input: {} };
    await other.call(
      'PUT',
      '/v1/schedules/same',
      order({ run: { kind: 'steps', input: { steps: [step] } } }),
    );
    await put('same');

    const started = { from: '2026-10-24T00:00:00Z', until: '2026-10-24T12:00:00Z' };
    for (const tenant of [acme, other]) {
      await tenant.call('POST', '/v1/schedules/same/backfill', started);
      const events = await askUntil(
        async () => (await tenant.call('GET', '/v1/events?limit=200')).body.items,
        (items) =>
          items.some(
            (event: { type: string; data: { run?: string } }) =>
              event.type === 'agent.run.completed' && event.data.run === 'run_same-2026-10-24',
          ),
      );
      const own = events.filter(
        (event: { data: { run?: string } }) => event.data.run === 'run_same-2026-10-24',
      );
      expect(own.map(({ type }: { type: string }) => type)).toEqual([
        'agent.run.started',
        'agent.run.completed',
      ]);
    }
  });
});

it('names parent and child in Temporal UI, so that an operator gets from a start to its run', async () => {
  await put('parent');
  const at = { from: '2026-10-24T00:00:00Z', until: '2026-10-24T12:00:00Z' };
  await acme.call('POST', '/v1/schedules/parent/backfill', at);
  await askUntil(
    () => read('parent'),
    ({ lastStarts }) => lastStarts[0]?.state === 'ended',
  );

  const run = await client().workflow.getHandle(`run:${acme.id}:run_parent-2026-10-24`).describe();
  const start = scheduledRunWorkflowId(
    { tenant: acme.id, schedule: 'parent' } as never,
    '2026-10-24T00:00:00Z',
  );
  expect(run.raw.workflowExecutionInfo?.parentExecution?.workflowId).toBe(start);
  expect(temporalScheduleId({ tenant: acme.id, schedule: 'parent' } as never)).toBe(
    `schedule:${acme.id}:parent`,
  );
  expect(await eventsOf('parent')).toEqual([]);
});
