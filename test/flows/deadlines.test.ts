// At the deadline a run that waits for a person does what it was told: delivers what there is with the rest marked as missing,
// goes on waiting and says so, or fails and says why. Nothing that is missing looks like nothing (promises 1 and 5).
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { decline } from '../../workflows/messages.ts';
import { type DealNight, type DealStage, dealsIn, inSeconds, startDealStage } from '../support/deal-night.ts';
import { recordHistory } from '../support/record-history.ts';
import { until } from '../support/until.ts';

const world = { deals: 120, accounts: 60, unmatched: 3 };
let stage: DealStage;
let night: DealNight;

beforeAll(async () => {
  stage = await startDealStage(world);
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  night = await stage.newNight();
});

it('delivers with gaps: every deal is in the sheet, and what nobody has read says so, above, in and below the rows', async () => {
  await night.kill('salesforce');
  const run = await night.startReport('gaps', {
    deadline: inSeconds(6),
    onDeadline: 'deliver_with_gaps',
  });
  await night.whenRun(run, 'it waits', ({ pausedOn }) => pausedOn.length > 0);
  expect(await night.readTab('gaps')).toBeNull();

  const ended = await night.whenEnded(run);

  expect(ended).toMatchObject({ verdict: 'incomplete', stepsDone: 2, stepsTotal: 3 });
  expect(ended.gaps).toMatchObject([
    { step: 'accounts', code: 'waiting_for_account', account: night.accounts.salesforce.account.id },
    { step: 'sheet', code: 'delivered_with_gaps' },
  ]);
  expect(ended.lateFill).toMatchObject({
    state: 'waiting',
    waitsFor: [night.accounts.salesforce.account.id],
  });
  const days = (Date.parse(ended.lateFill!.untilAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThanOrEqual(7);

  const rows = (await night.readTab('gaps'))!;
  expect(String(rows[0]![0])).toMatch(
    /^⚠ INCOMPLETE: accounts \(salesforce of the test\) missing since \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\), waiting for salesforce of the test to be connected again\./,
  );
  const header = rows[1]!;
  const [account, note, read] = ['Account', 'Note', 'Deal read (UTC)'].map((name) => header.indexOf(name));
  const deals = dealsIn(rows);
  expect(new Set(deals.map(([key]) => key)).size).toBe(world.deals);
  // A deal that names no account has none; of every other, nobody knows yet.
  expect(new Set(deals.map((row) => row[account!]))).toEqual(new Set(['not collected']));
  expect(new Set(deals.map((row) => row[note!]))).toEqual(new Set(['not collected, see ⚠ MISSING']));
  for (const row of deals) expect(row[read!]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  expect(rows.at(-1)!.slice(0, 2)).toEqual([
    '⚠ MISSING: accounts (salesforce of the test)',
    expect.stringMatching(/^not collected since .*: waiting for salesforce of the test/),
  ]);

  const events = await until('its events are there', async () => {
    const found = await night.eventsOf(run);
    return found.some((event) => event.type === 'agent.run.completed') ? found : null;
  });
  expect(events.map((event) => event.type)).toEqual([
    'agent.run.started',
    'agent.run.paused',
    'agent.run.delivered_with_gaps',
    'agent.run.completed',
  ]);
  expect(events[2]!.data).toMatchObject({
    waitsFor: [night.accounts.salesforce.account.id],
    lateFillUntilAt: ended.lateFill!.untilAt,
  });
  expect(events[3]!.data).toMatchObject({ verdict: 'incomplete' });
  await night.whenOver(`run:acme:${run}`);
  await recordHistory(stage.temporal, 'deal-report-delivered-with-gaps', `run:acme:${run}`);
});

it('delivers the deals that were read when the rest of them is what is missing', async () => {
  await stage.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { secondsPerCall: 0.5 } });
  const run = await night.startReport('half', { deadline: inSeconds(6) });
  await until('a page was read', async () => {
    const { calls } = await stage.control.countCalls({
      grant: night.accounts.hubspot.grant.grant,
      kind: 'data',
    });
    return calls >= 1;
  });
  await stage.control.revoke({ grant: night.accounts.hubspot.grant.grant });
  await stage.control.clearKnobs({ scope: { provider: 'hubspot' } });

  const ended = await night.whenEnded(run);

  expect(ended.gaps).toMatchObject([
    { step: 'deals', code: 'waiting_for_account' },
    { step: 'accounts', code: 'step_skipped' },
    { step: 'sheet', code: 'delivered_with_gaps' },
  ]);
  const rows = (await night.readTab('half'))!;
  expect(dealsIn(rows).length).toBeLessThan(world.deals);
  expect(String(rows[0]![0])).toMatch(/⚠ INCOMPLETE: deals \(hubspot of the test\) missing since/);
});

it('keeps waiting past the deadline and says so once; the person is never too late', async () => {
  await night.kill('salesforce');
  const run = await night.startReport('kept', {
    deadline: inSeconds(4),
    onDeadline: 'keep_waiting',
  });
  const overdue = await until('it says that it is overdue', async () =>
    (await night.eventsOf(run)).find((event) => event.type === 'agent.run.overdue'),
  );
  expect(overdue.data).toMatchObject({ pausedOn: [night.accounts.salesforce.account.id], state: 'paused' });
  expect(await night.api.run(run)).toMatchObject({ state: 'paused', verdict: null });

  await night.bringBack('salesforce');

  expect(await night.whenEnded(run)).toMatchObject({ verdict: 'complete', gaps: [], lateFill: null });
  const types = (await night.eventsOf(run)).map((event) => event.type);
  expect(types.filter((type) => type === 'agent.run.overdue')).toHaveLength(1);
  await night.whenOver(`run:acme:${run}`);
  await recordHistory(stage.temporal, 'deal-report-overdue', `run:acme:${run}`);
});

it('fails at the deadline when told to, with the reason, and writes nothing', async () => {
  await night.kill('salesforce');
  const run = await night.startReport('failed', {
    deadline: inSeconds(4),
    onDeadline: 'fail',
  });

  const ended = await night.whenEnded(run);

  expect(ended).toMatchObject({ verdict: 'failed', lateFill: null });
  expect(ended.gaps).toMatchObject([
    {
      step: 'accounts',
      code: 'waiting_for_account',
      detail: expect.stringContaining('when the deadline came'),
    },
    { step: 'sheet', code: 'step_skipped' },
  ]);
  expect(await night.readTab('failed')).toBeNull();
  const failed = await until('the event is there', async () =>
    (await night.eventsOf(run)).find((event) => event.type === 'agent.run.failed'),
  );
  expect(failed.data).toMatchObject({ reason: 'the deadline came while it waited for accounts' });
  await night.whenOver(`run:acme:${run}`);
  await recordHistory(stage.temporal, 'deal-report-failed-at-deadline', `run:acme:${run}`);
});

it('delivers as soon as the person declines: there is nothing to wait for any more', async () => {
  await night.kill('salesforce');
  const run = await night.startReport('declined', { deadline: inSeconds(3_600) });
  await night.whenRun(run, 'it waits', ({ pausedOn }) => pausedOn.length > 0);

  await stage.temporal.workflow
    .getHandle(`run:acme:${run}`)
    .signal(decline, { account: night.accounts.salesforce.account.id });

  const ended = await night.whenEnded(run);
  expect(ended).toMatchObject({ verdict: 'incomplete' });
  expect(ended.gaps).toMatchObject([
    { step: 'accounts', code: 'declined' },
    { step: 'sheet', code: 'delivered_with_gaps' },
  ]);
  const rows = (await night.readTab('declined'))!;
  expect(rows[0]![0]).toContain('because whoever was asked to connect salesforce of the test again declined');
  expect(dealsIn(rows)).toHaveLength(world.deals);
});

it('skips what cannot say itself what it lacks, and goes on with everything else', async () => {
  await night.kill('hubspot');
  const { id: run } = await night.api.startRun({
    kind: 'steps',
    name: 'a plan',
    deadline: inSeconds(4),
    input: {
      steps: [
        {
          id: 'deals',
          account: night.accounts.hubspot.account.id,
          tool: 'hubspot.search_deals',
          input: { properties: ['salesforce_account_id'] },
        },
        {
          id: 'accounts',
          account: night.accounts.salesforce.account.id,
          tool: 'salesforce.accounts_by_ids',
          input: { ids: { rowsOf: 'deals', field: 'salesforce_account_id' }, fields: ['Name'] },
        },
        {
          id: 'query',
          account: night.accounts.salesforce.account.id,
          tool: 'salesforce.query',
          input: { soql: 'SELECT Id, Name FROM Account' },
        },
      ],
    },
  });

  const ended = await night.whenEnded(run);

  expect(ended.verdict).toBe('incomplete');
  const steps = await night.api.steps(run);
  expect(steps.map(({ id, state }) => [id, state])).toEqual([
    ['deals', 'paused'],
    ['accounts', 'skipped'],
    ['query', 'done'],
  ]);
  expect(ended.lateFill).toMatchObject({ waitsFor: [night.accounts.hubspot.account.id] });
  const types = (await night.eventsOf(run)).map((event) => event.type);
  expect(types).not.toContain('agent.run.delivered_with_gaps');
});

it('waits for nothing any more when the account it waits for is disconnected, deadline or not', async () => {
  await night.kill('salesforce');
  const run = await night.startReport('gone');
  await night.whenRun(run, 'it waits', ({ pausedOn }) => pausedOn.length > 0);

  await night.api.disconnectAccount(night.accounts.salesforce.account.id);

  const ended = await night.whenEnded(run);
  expect(ended).toMatchObject({ verdict: 'incomplete', lateFill: null });
  expect(ended.gaps[0]).toMatchObject({ step: 'accounts', detail: 'its account was disconnected' });
});

it('takes a deadline by the clocks of a zone and shows the instant it means', async () => {
  const run = await night.startReport('zone', {
    deadline: { at: '07:30', timeZone: 'Asia/Kathmandu' },
  });
  const { deadline } = await night.whenEnded(run);
  const shown = new Date(deadline!).toLocaleTimeString('en-GB', { timeZone: 'Asia/Kathmandu' });
  expect(shown).toBe('07:30:00');
  const header = (await night.readTab('zone'))![0]!;
  expect(header).toContain('Deal read (Asia/Kathmandu)');
});
