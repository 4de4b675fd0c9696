// Dusk: before a run begins its accounts are asked about at their providers and judged over the whole night, and whoever must
// act hears of it while they are still at work, once. On a real mail server, with people who follow their links.
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { HOUR } from '../../src/domain/time.ts';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { importFresh } from '../http/api-world.ts';
import {
  type Connected,
  type DuskWorld,
  iso,
  linkIn,
  sheets,
  startDusk,
  startDuskWorld,
} from '../support/dusk.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { until } from '../support/until.ts';

let world: DuskWorld;
let temporal: TemporalClient;
let dusk: Awaited<ReturnType<typeof startDusk>>;

beforeAll(async () => {
  world = await startDuskWorld();
  temporal = await connectClient(
    { address: inject('temporalAddress'), namespace: world.namespace },
    world.payloads,
  );
});
afterAll(async () => {
  await temporal?.close();
  await world?.stop();
});
beforeEach(async () => {
  await world.sandbox.control.clearKnobs({});
  dusk = await startDusk(world);
});

it('finds at dusk who will not last and who lacks a permission, has both asked once, and is content when they have answered', async () => {
  const { tenant, person, mailsTo, askAbout, nightOf } = dusk;
  const { id: hubspot } = await importFresh(world, tenant, { provider: 'hubspot' });
  const short = await dusk.connectForFourHours();
  const unticked = await dusk.connectWithoutSheets();
  await askAbout(short.id, 'ada');
  await askAbout(unticked.id, 'bob');
  const window = { from: iso(Date.now() + 3 * HOUR), until: iso(Date.now() + 9 * HOUR) };
  const run = nightOf(hubspot, [short.id, unticked.id]);

  const looked = await tenant.call('POST', '/v1/preflight', { ...window, run });

  expect(looked.status, looked.text).toBe(200);
  expect(looked.body).toMatchObject({
    state: 'done',
    run: 'Nightly deal report',
    accounts: 3,
    probed: 3,
    good: 1,
    atRisk: 0,
    willNotSurvive: 2,
  });
  const found = Object.fromEntries(
    looked.body.items.map((item: { account: string }) => [item.account, item]),
  );
  expect(found[short.id]).toMatchObject({
    verdict: 'will_not_survive',
    actor: 'person',
    // Before the run begins: nobody is at work when it ends.
    actBy: window.from,
    reasons: [{ code: 'grant_ends', summary: expect.stringContaining('while the run is under way') }],
  });
  expect(found[unticked.id]).toMatchObject({
    verdict: 'will_not_survive',
    reasons: [{ code: 'scope_missing', facts: { missing: sheets } }],
  });

  const asked = await until('both have been written to', async () => {
    const [toAda, toBob] = [mailsTo('ada'), mailsTo('bob')];
    return toAda.length > 0 && toBob.length > 0 ? { ada: toAda[0]!, bob: toBob[0]! } : null;
  });
  expect(asked.ada.subject).toBe('Please renew access: Short sheet (Google)');
  expect(asked.ada.text).toContain('for a limited time');
  expect(asked.ada.text).toContain('Will need it: Nightly deal report, from ');
  expect(asked.ada.text).toContain('It works still');
  expect(asked.bob.text).toContain(sheets);
  const shown = await tenant.call('GET', `/v1/preflight/${looked.body.id}`);
  expect(shown.body.items.map((item: { reauthUrl: unknown }) => typeof item.reauthUrl)).toEqual([
    'string',
    'string',
  ]);
  const events = await tenant.call('GET', '/v1/events?limit=200');
  const told = events.body.items.filter((event: { type: string }) => event.type === 'agent.auth.expiring');
  expect(told).toHaveLength(2);
  expect(
    told.find((event: { data: { account: string } }) => event.data.account === short.id).data,
  ).toMatchObject({
    reason: 'grant_ends',
    actor: 'person',
    reauthUrl: expect.stringContaining('/connect/'),
    neededByAt: window.from,
    plannedRuns: [{ name: 'Nightly deal report', startsAt: window.from, deadlineAt: window.until }],
  });

  const renewals = [
    await reauthorize(linkIn(asked.ada.text!), { user: person(0) }),
    await reauthorize(linkIn(asked.bob.text!), { user: person(1) }),
  ];
  for (const page of renewals) expect(page.status, page.html).toBe(200);
  const later = await tenant.call('POST', '/v1/preflight', { ...window, run });

  expect(later.body, later.text).toMatchObject({
    state: 'done',
    good: 3,
    atRisk: 0,
    willNotSurvive: 0,
    items: [],
  });
  await until('both are told that nothing is needed any more', async () =>
    ['ada', 'bob'].every((name) => mailsTo(name).length === 2),
  );
  for (const name of ['ada', 'bob']) {
    expect(mailsTo(name).map(({ subject }) => subject!.startsWith('No longer needed'))).toEqual([
      false,
      true,
    ]);
  }
  await recordHistory(temporal.client, 'preflight', `preflight:${tenant.id}:${looked.body.id}`);
  await recordHistory(temporal.client, 'account-foreseen', `account:${tenant.id}:${short.id}`);
});

it('finds by asking what the books do not know, and tells the person what it is needed for', async () => {
  const { tenant, askAbout, nightOf } = dusk;
  const { id, grant } = await importFresh(world, tenant, {
    provider: 'hubspot',
    body: { label: 'Sales portal' },
  });
  await askAbout(id, 'ada');
  await world.sandbox.control.revoke({ grant });
  expect((await tenant.call('GET', `/v1/accounts/${id}`)).body).toMatchObject({ state: 'active' });
  const window = { from: iso(Date.now() + 3 * HOUR), until: iso(Date.now() + 9 * HOUR) };

  const looked = await tenant.call('POST', '/v1/preflight', { ...window, run: nightOf(id, []) });

  expect(looked.body, looked.text).toMatchObject({
    willNotSurvive: 1,
    items: [
      {
        account: id,
        actBy: window.from,
        reasons: [{ code: 'reauth_required' }],
        reauthUrl: expect.any(String),
      },
    ],
  });
  const { body: events } = await tenant.call('GET', '/v1/events?limit=200');
  const required = events.items.find(
    (event: { type: string }) => event.type === 'agent.auth.reauth_required',
  );
  expect(required.data).toMatchObject({
    neededByAt: window.from,
    plannedRuns: [{ name: 'Nightly deal report', deadlineAt: window.until }],
  });

  // The next night's run is attached to the request that is there already.
  const next = { from: iso(Date.now() + 27 * HOUR), until: iso(Date.now() + 33 * HOUR) };
  const tomorrow = await tenant.call('POST', '/v1/preflight', { ...next, run: nightOf(id, []) });

  expect(tomorrow.body).toMatchObject({ willNotSurvive: 1 });
  const again = await until('the request names both runs', async () => {
    const { body } = await tenant.call('GET', '/v1/events?limit=200');
    const all = body.items.filter((event: { type: string }) => event.type === 'agent.auth.reauth_required');
    return all.length === 2 ? all[1] : null;
  });
  expect(again.data.plannedRuns).toHaveLength(2);
  expect(again.data.reauthRequest).toBe(required.data.reauthRequest);
});

/** Its answer to one exchange is lost, before or after the provider has taken it in. */
async function loseAnswer(
  { id, grant }: Connected,
  kind: 'drop_before_commit' | 'drop_after_commit',
): Promise<void> {
  await world.sandbox.control.addFault({ on: 'token', grant, habit: { kind } });
  await temporal.client.workflow
    .getHandle(`account:${dusk.tenant.id}:${id}`)
    .signal('tokenRefused', { version: 1 });
}

it('tells a person at once when a rotation is uncertain, presents nothing again, and asks no second time at dusk', async () => {
  const { tenant, person, mailsTo, askAbout } = dusk;
  const connected = await importFresh(world, tenant, {
    provider: 'salesforce',
    body: { label: 'Sales org' },
  });
  await askAbout(connected.id, 'ada');

  await loseAnswer(connected, 'drop_after_commit');

  const asked = await until('the person has been written to', async () => mailsTo('ada')[0]);
  expect(asked.text).toContain('An answer of the provider was lost');
  const window = { from: iso(Date.now() + 3 * HOUR), until: iso(Date.now() + 9 * HOUR) };
  const looked = await tenant.call('POST', '/v1/preflight', { ...window, accounts: [connected.id] });
  expect(looked.body, looked.text).toMatchObject({
    willNotSurvive: 1,
    items: [{ reasons: [{ code: 'rotation_uncertain' }, { code: 'not_proven' }] }],
  });
  expect((await world.sandbox.control.grants({ grant: connected.grant }))[0]).toMatchObject({
    doubleSpends: 0,
  });

  const page = await reauthorize(linkIn(asked.text!), { user: person(0) });

  expect(page.status, page.html).toBe(200);
  await until('nothing is needed any more', async () => mailsTo('ada').length === 2);
  expect(mailsTo('ada')[1]!.subject).toMatch(/^No longer needed/);
});

it('takes back what it told when the rotation settles after all', async () => {
  const { tenant, mailsTo, askAbout } = dusk;
  const connected = await importFresh(world, tenant, { provider: 'salesforce' });
  await askAbout(connected.id, 'ada');
  await loseAnswer(connected, 'drop_before_commit');
  await until('the person has been written to', async () => mailsTo('ada')[0]);

  // Nothing is left to lose, so the old one is presented once more, and it was never spent.
  await world.sandbox.control.expireAccessTokens({ grant: connected.grant });
  const answer = await tenant.call('POST', `/v1/accounts/${connected.id}/tools/http.request`, {
    input: { method: 'GET', path: '/services/data/v62.0/limits' },
  });

  expect(answer.body).toMatchObject({ status: 'ok' });
  const over = await until('the person is told', async () => mailsTo('ada')[1]);
  expect(over.subject).toMatch(/^No longer needed/);
  const { body } = await tenant.call('GET', '/v1/events?limit=200');
  expect(body.items.at(-1)).toMatchObject({
    type: 'agent.auth.reauth_withdrawn',
    data: { reason: 'rotation_settled', state: 'active' },
  });
});
