// No night is skipped in silence: what an earlier night, a pause or a hand on the server keeps from starting is told, and what
// database and server disagree about after a restore is put right by itself.
import type { WorkflowHandle } from '@temporalio/client';
import {
  decodeArrayFromPayloads,
  decodeFromPayloadsAtIndex,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { duskWorkflowId, type ScheduleRef, scheduledRunWorkflowId } from '../../src/domain/ids.ts';
import { startKeyOf } from '../../src/domain/schedule.ts';
import { openPool, type Pool } from '../../src/store/db.ts';
import { findSchedule } from '../../src/store/schedules.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { agreeOnSchedules } from '../../src/temporal/agree-on-schedules.ts';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { createDeliveryClient } from '../../src/temporal/delivery-client.ts';
import { tellMissedStarts } from '../../src/temporal/missed-starts.ts';
import { createScheduleClient, type ScheduleClient } from '../../src/temporal/schedule-client.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { recordHistory } from '../support/record-history.ts';
import { until } from '../support/until.ts';

let world: ApiWorld;
let acme: Caller & { readonly id: string };
let healthy: string;
/** Its runs wait for a person, for as long as a test wants them to. */
let dead: string;
let pool: Pool;
let temporal: TemporalClient;
let scheduleClient: ScheduleClient;

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } });
  acme = await world.newTenant('acme');
  healthy = (await importFresh(world, acme, { provider: 'hubspot' })).id;
  const revoked = await importFresh(world, acme, {
    provider: 'hubspot',
    user: world.sandbox.tenants[0]!.users[1]!.user,
  });
  dead = revoked.id;
  await world.sandbox.control.revoke({ grant: revoked.grant });
  await acme.call('POST', `/v1/accounts/${dead}/check`);
  pool = openPool(world.databaseUrl, { size: 2, name: 'schedules-test' });
  temporal = await connectClient(
    { address: inject('temporalAddress'), namespace: world.namespace },
    world.payloads,
  );
  scheduleClient = createScheduleClient(temporal.client);
});
afterAll(async () => {
  await temporal?.close();
  await pool?.end();
  await world?.stop();
});

const toRef = (schedule: string): ScheduleRef => ({ tenant: acme.id, schedule }) as ScheduleRef;
const handleOf = (schedule: string) => temporal.client.schedule.getHandle(`schedule:${acme.id}:${schedule}`);
const deps = () => ({
  pool,
  scheduleClient,
  deliveryClient: createDeliveryClient(temporal.client),
  log: createLog('test', 'silent'),
});
/** As the workers do, without their patience. */
const agree = () => agreeOnSchedules(deps(), { checkEvery: 0, grace: 0 });

async function put(schedule: string, account: string, more: object = {}) {
  const step = { id: 'deals', account, tool: 'hubspot.search_deals', input: {} };
  const answer = await acme.call('PUT', `/v1/schedules/${schedule}`, {
    cron: ['0 2 * * *'],
    timeZone: 'Europe/Berlin',
    preflightLeadMinutes: 0,
    run: { kind: 'steps', input: { steps: [step] } },
    ...more,
  });
  expect([200, 201]).toContain(answer.status);
  return answer.body;
}
const read = async (schedule: string) => (await acme.call('GET', `/v1/schedules/${schedule}`)).body;

/** In the order they were ordered: those of one second cannot be told apart by their time. */
async function trigger(schedule: string, key: string, overlap?: string): Promise<string> {
  const headers = { 'idempotency-key': `${schedule}-${key}` };
  await acme.call('POST', `/v1/schedules/${schedule}/trigger`, overlap ? { overlap } : {}, headers);
  const { rows } = await pool.query(
    `select key from schedule_starts where schedule = $1 order by created_at desc limit 1`,
    [schedule],
  );
  return rows[0].key;
}

interface Start {
  readonly state: string;
  readonly run: string | null;
  readonly skip_reason: string | null;
}
const whenStart = (key: string, state: string, schedule: string | null = null): Promise<Start> =>
  until(`start ${key} is ${state}`, async () => {
    const { rows } = await pool.query<Start>(
      'select * from schedule_starts where key = $1 and schedule = coalesce($2, schedule)',
      [key, schedule],
    );
    return rows[0]?.state === state ? rows[0] : null;
  });

const addSecond = (time: string): string => new Date(Date.parse(time) + 1_000).toISOString();

const skippedEvents = async (schedule: string) =>
  (await acme.call('GET', '/v1/events?limit=200')).body.items.filter(
    (event: { type: string; data: { schedule?: string } }) =>
      event.type === 'agent.run.skipped' && event.data.schedule === schedule,
  );
/** A run is written down before it is started, and can be told to end only then. */
const cancel = (run: string | null): Promise<boolean> =>
  until(
    `${run} is told to end`,
    async () => (await acme.call('POST', `/v1/runs/${run}/cancel`)).status === 202,
  );

describe('a start that comes while an earlier night has not ended', () => {
  it('is skipped where the schedule says so, and that is told', async () => {
    await put('skip', dead, { overlap: 'skip' });
    const first = await whenStart(await trigger('skip', '1'), 'begun');

    const second = await trigger('skip', '2');

    expect(await whenStart(second, 'skipped')).toMatchObject({ run: null, skip_reason: 'overlap' });
    const [event] = await until('it is told', async () => {
      const events = await skippedEvents('skip');
      return events.length > 0 ? events : null;
    });
    expect(event.data).toMatchObject({
      tenant: 'acme',
      schedule: 'skip',
      reason: 'overlap',
      summary: 'an earlier start of the schedule had not ended',
      scheduledAt: expect.stringMatching(/Z$/),
    });
    expect(await read('skip')).toMatchObject({ skipped: { overlap: 1, paused: 0, catchupWindow: 0 } });
    await recordHistory(
      temporal.client,
      'scheduled-run-skipped',
      scheduledRunWorkflowId(toRef('skip'), second),
    );
    await cancel(first.run);
  });

  it('waits where one may wait, and begins when the earlier one ends; a third is skipped', async () => {
    await put('one', dead, { overlap: 'buffer_one' });
    const first = await trigger('one', '1');
    const { run } = await whenStart(first, 'begun');
    const waiting = await trigger('one', '2');
    await whenStart(waiting, 'waiting');
    const refused = await trigger('one', '3');
    expect(await whenStart(refused, 'skipped')).toMatchObject({ skip_reason: 'overlap' });

    await cancel(run);

    const next = await whenStart(waiting, 'begun');
    expect(next.run).not.toBe(run);
    expect(await whenStart(first, 'ended')).toMatchObject({ run });
    await cancel(next.run);
    await whenStart(waiting, 'ended');
    await recordHistory(
      temporal.client,
      'scheduled-run-waited',
      scheduledRunWorkflowId(toRef('one'), waiting),
    );
  });

  it('begins beside it where all may', async () => {
    await put('all', dead);
    const starts = [await trigger('all', '1'), await trigger('all', '2')];
    const runs = await Promise.all(starts.map(async (key) => (await whenStart(key, 'begun')).run));
    expect(new Set(runs).size).toBe(2);
    await Promise.all(runs.map(cancel));
  });

  it('ends it and takes its place where the newest counts', async () => {
    await put('newest', dead, { overlap: 'cancel_other' });
    const first = await trigger('newest', '1');
    const { run } = await whenStart(first, 'begun');

    const second = await whenStart(await trigger('newest', '2'), 'begun');

    expect((await acme.call('GET', `/v1/runs/${run}`)).body).toMatchObject({ verdict: 'cancelled' });
    await cancel(second.run);
  });

  it('is not kept waiting by a night that was terminated by hand', async () => {
    await put('ended', dead, { overlap: 'skip' });
    const first = await trigger('ended', '1');
    const { run } = await whenStart(first, 'begun');
    const start = temporal.client.workflow.getHandle(scheduledRunWorkflowId(toRef('ended'), first));
    const runWorkflow = temporal.client.workflow.getHandle(`run:${acme.id}:${run}`);
    await until('the run is under way', () => runWorkflow.describe().catch(() => null));
    await start.terminate();
    await runWorkflow.terminate();

    const second = await whenStart(await trigger('ended', '2'), 'begun');
    await cancel(second.run);
  });

  it('that is cancelled while it waits is told as skipped', async () => {
    await put('given-up', dead, { overlap: 'buffer_all' });
    const { run } = await whenStart(await trigger('given-up', '1'), 'begun');
    const waiting = await trigger('given-up', '2');
    const workflow = temporal.client.workflow.getHandle(scheduledRunWorkflowId(toRef('given-up'), waiting));
    await until('it waits', async () => {
      const { pendingActivities } = (await workflow.describe()).raw;
      const { rows } = await pool.query('select state from schedule_starts where key = $1', [waiting]);
      return pendingActivities?.length === 0 && rows[0].state === 'waiting';
    });

    await workflow.cancel();

    expect(await whenStart(waiting, 'skipped')).toMatchObject({ skip_reason: 'cancelled' });
    await until('it is told', async () => (await skippedEvents('given-up'))[0]?.data.reason === 'cancelled');
    await cancel(run);
  });
});

describe('a start whose time passes', () => {
  it('while the schedule is paused is told, each once, and is filled in by a backfill', async () => {
    await put('pause', healthy, { cron: ['*/2 * * * * * *'], paused: true });
    const row = (await findSchedule(pool, toRef('pause')))!;
    const due = startKeyOf(Math.ceil((row.created_at + 1) / 2_000) * 2_000);
    await until('a start has passed', async () => Date.now() > Date.parse(due) + 1_000);

    // A minute on, by which the workers know for certain.
    const told = await tellMissedStarts(deps(), row, Date.now() + 60_000);
    expect(told).toBeGreaterThan(0);
    expect(
      await tellMissedStarts(deps(), (await findSchedule(pool, toRef('pause')))!, Date.now() + 60_000),
    ).toBeLessThan(2);
    const events = await skippedEvents('pause');
    expect(events.map(({ data }: { data: { reason: string } }) => data.reason)).toContain('paused');
    expect(new Set(events.map(({ id }: { id: string }) => id)).size).toBe(events.length);
    expect(await whenStart(due, 'skipped')).toMatchObject({ skip_reason: 'paused', run: null });

    const filled = await acme.call('POST', '/v1/schedules/pause/backfill', {
      from: due,
      until: addSecond(due),
    });
    expect(filled).toMatchObject({ status: 202, body: { items: [{ cause: 'backfill' }] } });
    expect((await whenStart(due, 'ended')).run).toMatch(/^run_pause-/);
    await acme.call('DELETE', '/v1/schedules/pause');
  });
});

describe('a night on which clocks are changed', () => {
  it('starts once, although the server comes to one o’clock in Berlin twice', async () => {
    await put('autumn', healthy, { cron: ['0 1 * * *'] });
    // By hand at the server, because that night is over: it takes all the starts it would have taken then.
    await handleOf('autumn').backfill({
      start: new Date('2026-10-24T22:00:00Z'),
      end: new Date('2026-10-25T02:00:00Z'),
      overlap: 'ALLOW_ALL',
    });

    expect(await whenStart('2026-10-24T23:00:00Z', 'ended', 'autumn')).toMatchObject({
      run: 'run_autumn-2026-10-25',
    });
    expect(await whenStart('2026-10-25T00:00:00Z', 'skipped', 'autumn')).toMatchObject({
      run: null,
      skip_reason: 'clock_change',
    });
    await until('it is told', async () => (await skippedEvents('autumn')).length === 1);
  });

  it('starts at the jump where its own time is skipped, which the server leaves out', async () => {
    await put('spring', healthy, { cron: ['30 2 29 3 *'] });
    // The workers have looked at every time before 2026-03-28.
    await pool.query("update schedules set examined_until = '2026-03-28T00:00:00Z' where id = 'spring'");

    expect(await tellMissedStarts(deps(), (await findSchedule(pool, toRef('spring')))!)).toBe(0);

    const start = await whenStart('2026-03-29T01:00:00Z', 'ended', 'spring');
    expect(start).toMatchObject({ run: 'run_spring-2026-03-29' });
    expect(await skippedEvents('spring')).toEqual([]);
  });
});

describe('database and server', () => {
  it('a schedule that the server lost is back, with its times', async () => {
    const before = await put('lost', healthy, { cron: ['30 3 * * *'] });
    await handleOf('lost').delete();
    expect((await acme.call('GET', '/v1/schedules/lost')).status).toBe(503);

    expect((await agree()).made).toBe(1);

    expect((await read('lost')).nextStarts).toEqual(before.nextStarts);
    expect(await agree()).toMatchObject({ made: 0, corrected: 0, removed: 0 });
  });

  it('a worker that starts puts it back by itself', async () => {
    await put('lost-too', healthy);
    await handleOf('lost-too').delete();
    await world.stack.worker().stop();

    await world.stack.startWorker();

    await until('it is back', async () => (await acme.call('GET', '/v1/schedules/lost-too')).status === 200);
  });

  it('one that is not written down goes, and what is not ours stays', async () => {
    await put('unknown', healthy);
    await handleOf('unknown').describe();
    const strangers = { type: 'startWorkflow', workflowType: 'x', taskQueue: 'x' } as const;
    await temporal.client.schedule.create({ scheduleId: 'theirs', spec: {}, action: strangers });
    // As when a backup from before it was made is restored.
    await pool.query("delete from schedules where id = 'unknown'");

    await until('it is gone', async () => (await agree()).removed === 1);

    await expect(handleOf('unknown').describe()).rejects.toThrow();
    await temporal.client.schedule.getHandle('theirs').describe();
  });

  it('one that differs is corrected: changed by hand, or from a time before the last change', async () => {
    await put('differs', healthy, { cron: ['0 4 * * *'] });
    const wanted = (await read('differs')).nextStarts;
    await handleOf('differs').update(({ spec, ...rest }) => ({
      ...rest,
      spec: { ...spec, calendars: [{ hour: 9 }] },
    }));
    expect((await read('differs')).nextStarts).not.toEqual(wanted);
    expect((await agree()).corrected).toBe(1);
    expect((await read('differs')).nextStarts).toEqual(wanted);

    // The database is older than the server.
    await pool.query(
      `update schedules set revision = 0, definition = jsonb_set(definition, '{cron}', '["0 5 * * *"]') where id = 'differs'`,
    );
    expect((await agree()).corrected).toBe(1);
    expect((await read('differs')).nextStarts[0].at).toMatch(/T0[34]:00:00/);
  });

  it('a pause by hand in Temporal UI is kept, and so is its end', async () => {
    await put('by-hand', healthy);
    await handleOf('by-hand').pause('looking into it');
    expect(await agree()).toMatchObject({ corrected: 0 });
    expect(await read('by-hand')).toMatchObject({ paused: true, note: 'looking into it' });
    await handleOf('by-hand').unpause();
    await agree();
    expect(await read('by-hand')).toMatchObject({ paused: false });
  });

  it('a pause by hand is seen by whoever changes the schedule next, and ended by whoever says so', async () => {
    await put('seen', healthy);
    await handleOf('seen').pause('by hand');
    expect(await put('seen', healthy, { cron: ['0 7 * * *'] })).toMatchObject({
      paused: true,
      note: 'by hand',
    });

    await put('seen', healthy, { cron: ['0 7 * * *'], paused: false });
    await handleOf('seen').pause('once more');
    expect((await acme.call('POST', '/v1/schedules/seen/unpause')).body).toMatchObject({ paused: false });
    expect((await handleOf('seen').describe()).state.paused).toBe(false);
  });

  it('a pause that an old copy of the server remembers is not', async () => {
    await put('old', healthy);
    await handleOf('old').pause('long ago');
    await put('old', healthy, { cron: ['0 6 * * *'], paused: false });
    expect((await handleOf('old').describe()).state.paused).toBe(false);
  });

  it('a start that was ordered by a process that died is begun', async () => {
    await put('ordered', healthy);
    await pool.query(
      `insert into schedule_starts (tenant, schedule, key, at, cause, overlap, state)
       values ($1, 'ordered', 'trigger-lost', now(), 'trigger', 'allow_all', 'waiting')`,
      [acme.id],
    );
    await agree();
    expect((await whenStart('trigger-lost', 'ended')).run).toMatch(/^run_ordered-/);
  });
});

describe('before the night', () => {
  const orderOf = async (workflowId: string) => {
    const { events } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const { input } = events![0]!.workflowExecutionStartedEventAttributes!;
    const [order] = await decodeArrayFromPayloads(
      temporal.client.options.loadedDataConverter,
      input!.payloads,
    );
    return order as { readonly from: number; readonly until: number };
  };
  const asksOf = async (dusk: WorkflowHandle): Promise<number> =>
    (await dusk.fetchHistory()).events!.filter(
      ({ activityTaskCompletedEventAttributes: answered }) => answered != null,
    ).length;
  /** As Temporal UI shows them. */
  const summariesOf = async (dusk: WorkflowHandle): Promise<string[]> =>
    Promise.all(
      (await dusk.fetchHistory())
        .events!.flatMap(({ userMetadata }) => userMetadata?.summary ?? [])
        .map((summary) =>
          decodeFromPayloadsAtIndex<string>(temporal.client.options.loadedDataConverter, 0, [summary]),
        ),
    );
  const night = { hour: 2, minute: 0 };

  it('its preflight is started, once, with the run it is about and until when the accounts must hold', async () => {
    // A lead longer than any wait, so that it is due at once.
    const body = await put('dusk', healthy, {
      cron: undefined,
      calendars: [night],
      preflightLeadMinutes: 3 * 24 * 60,
      run: {
        kind: 'steps',
        name: 'Nightly',
        deadline: '07:30',
        input: { steps: [{ id: 'deals', account: healthy, tool: 'hubspot.search_deals' }] },
      },
    });
    const [next] = body.nextStarts;
    const workflowId = `preflight:acme:dusk:${next.date}`;

    const order = await until('the preflight is there', () => orderOf(workflowId).catch(() => null));

    const until0730 = order.until - order.from;
    expect(until0730).toBe(5.5 * 3_600_000);
    expect(order).toMatchObject({
      schemaVersion: 1,
      tenant: 'acme',
      schedule: 'dusk',
      run: { kind: 'steps', name: 'Nightly', input: { steps: [{ account: healthy }] } },
      from: Date.parse(next.at),
    });
    const dusk = temporal.client.workflow.getHandle(duskWorkflowId(toRef('dusk')));
    expect((await dusk.describe()).status.name).toBe('RUNNING');

    // It goes on to the night after, whatever becomes of the schedule meanwhile, and ends with it.
    const [, after] = body.nextStarts;
    await until('it waits for the night after', async () =>
      (await summariesOf(dusk)).some((summary) => summary.startsWith(`preflight of ${after.date} at `)),
    );
    const asked = await asksOf(dusk);
    await acme.call('POST', '/v1/schedules/dusk/pause');
    await until('it knows of the pause', async () => (await asksOf(dusk)) > asked);
    await acme.call('POST', '/v1/schedules/dusk/unpause');
    await recordHistory(temporal.client, 'dusk', duskWorkflowId(toRef('dusk')));
    await acme.call('DELETE', '/v1/schedules/dusk');
    await until('it has ended', async () => (await dusk.describe()).status.name === 'COMPLETED');
  });
});
