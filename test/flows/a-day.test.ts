// A day: a schedule is set; at dusk its accounts are looked at, one will not last and one lacks a permission; both people are
// written to and answer; the night begins by itself and is complete.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { importFresh } from '../http/api-world.ts';
import { type DuskWorld, linkIn, startDusk, startDuskWorld } from '../support/dusk.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { until } from '../support/until.ts';

let world: DuskWorld;
beforeAll(async () => {
  world = await startDuskWorld();
});
afterAll(() => world?.stop());

const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);
const cronAt = (at: number): string => {
  const start = new Date(at);
  return `${start.getUTCMinutes()} ${start.getUTCHours()} * * *`;
};

it('sees at dusk what the night would have died of, has it mended, and the night begins by itself and is complete', async () => {
  const { tenant, person, mailsTo, askAbout, nightOf, ...connect } = await startDusk(world);
  const { id: hubspot } = await importFresh(world, tenant, { provider: 'hubspot' });
  const short = await connect.connectForFourHours();
  const unticked = await connect.connectWithoutSheets();
  await askAbout(short.id, 'ada');
  await askAbout(unticked.id, 'bob');
  const setAt = Date.now();
  const schedule = (startsAt: number) => ({
    cron: [cronAt(startsAt)],
    timeZone: 'UTC',
    // Longer than it is until then: it is dusk at once.
    preflightLeadMinutes: 6 * 60,
    run: { ...nightOf(hubspot, [short.id, unticked.id]), deadline: clock(setAt + 8 * HOUR) },
  });
  const put = await tenant.call('PUT', '/v1/schedules/nightly', schedule(setAt + 3 * HOUR));
  expect(put.status, put.text).toBe(201);

  const asked = await until('both have been written to', async () => {
    const [toAda, toBob] = [mailsTo('ada')[0], mailsTo('bob')[0]];
    return toAda && toBob ? [toAda, toBob] : null;
  });

  for (const [number, message] of asked.entries()) {
    expect(message.text).toContain('Will need it: Nightly deal report, from ');
    const page = await reauthorize(linkIn(message.text!), { user: person(number) });
    expect(page.status, page.html).toBe(200);
  }
  const again = await tenant.call('POST', '/v1/preflight', { schedule: 'nightly' });
  expect(again.body, again.text).toMatchObject({ good: 3, atRisk: 0, willNotSurvive: 0 });
  // Nobody waits three hours here: the night is moved to the next minute that can still be met.
  const nextMinuteAt = Math.ceil((Date.now() + 10_000) / MINUTE) * MINUTE;
  expect((await tenant.call('PUT', '/v1/schedules/nightly', schedule(nextMinuteAt))).status).toBe(200);

  const run = await until(
    'the night has begun by itself and is over',
    async () => {
      const { body } = await tenant.call('GET', '/v1/runs');
      return body.items.find(({ state }: { state: string }) => state === 'ended');
    },
    150_000,
  );
  expect(run).toMatchObject({ name: 'Nightly deal report', verdict: 'complete', gaps: [] });
  expect(run.id).toContain('nightly');
  expect(asked.map(({ subject }) => subject).sort()).toEqual([
    'Please renew access: Short sheet (Google)',
    'Please renew access: Unticked sheet (Google)',
  ]);
}, 240_000);
