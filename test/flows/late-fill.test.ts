// What a run was delivered without is filled in when the person has reauthorized: the same calls from their checkpoints, into
// the tab as people have it by then, each row once (promises 1 and 5). What never comes is on record.
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { taskQueues } from '../../src/domain/task-queues.ts';
import { lateFillWorkflow } from '../../workflows/late-fill.ts';
import type { LateFillInput } from '../../workflows/late-fill-input.ts';
import { decline, runStatus } from '../../workflows/messages.ts';
import {
  type Cells,
  type DealNight,
  type DealStage,
  dealsIn,
  inSeconds,
  startDealStage,
} from '../support/deal-night.ts';
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

/** A report that was delivered without its Salesforce accounts. */
async function deliverWithGaps(tab: string): Promise<string> {
  await night.kill('salesforce');
  const run = await night.startReport(tab, { deadline: inSeconds(3) });
  expect(await night.whenEnded(run)).toMatchObject({
    verdict: 'incomplete',
    lateFill: { state: 'waiting', waitsFor: [night.accounts.salesforce.account.id] },
  });
  return run;
}

/** What a person does with the tab in the browser. */
async function edit(tab: string, change: (rows: Cells) => Cells): Promise<void> {
  const spreadsheet = stage.sandbox.tenants[0]!.spreadsheetId;
  const before = (await night.readTab(tab))!;
  const width = Math.max(...before.map((row) => row.length));
  const after = change(before).map((row) => [...row, ...Array(Math.max(0, width - row.length)).fill('')]);
  const ask = (method: string, path: string, body: unknown) =>
    night.api.callTool(night.accounts.google.account.id, 'http.request', {
      method,
      path: `/v4/spreadsheets/${spreadsheet}${path}`,
      body,
    });
  const range = `'${tab}'!A1`;
  const answer = await ask('PUT', `/values/${encodeURIComponent(range)}?valueInputOption=RAW`, {
    range,
    values: after,
  });
  expect(answer, JSON.stringify(answer)).toMatchObject({
    status: 'ok',
    result: { value: { status: 200 } },
  });
}

it('fills the same tab in by key after people have sorted it, and the verdict says complete, and late', async () => {
  const run = await deliverWithGaps('filled');
  const [before] = await night.api.steps(run);
  await edit('filled', ([banner, header, ...rows]) => [header!, ...rows.toReversed(), banner!]);
  const sorted = dealsIn((await night.readTab('filled'))!).map(([key]) => key);

  await night.bringBack('salesforce');

  const filled = await night.whenLate(run);
  expect(filled).toMatchObject({
    state: 'ended',
    verdict: 'complete_late',
    gaps: [],
    stepsDone: 3,
    lateFill: { state: 'filled', reason: null },
  });
  const rows = (await night.readTab('filled'))!;
  await night.expectWhole(rows);
  expect(dealsIn(rows).map(([key]) => key)).toEqual(sorted);
  expect(rows.flat().filter((cell) => String(cell).includes('Completed late at'))).toHaveLength(1);
  const header = rows.find((row) => row[0] === 'Deal')!;
  const read = header.indexOf('Account read (UTC)');
  for (const row of dealsIn(rows).filter((one) => !one.includes('no Salesforce account'))) {
    expect(row[read]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  }

  // What was complete was not read again; what was delivered first is still on record.
  const steps = await night.api.steps(run);
  expect(steps[0]!.receipt).toEqual(before!.receipt);
  expect(steps[2]).toMatchObject({
    receipt: { rows: world.deals, facts: { rowsAdded: 0 } },
    receiptWithGaps: { rows: world.deals, facts: { gapRows: 1 } },
  });
  const events = await until('its events are there', async () => {
    const found = await night.eventsOf(run);
    return found.at(-1)?.type === 'agent.run.filled_late' ? found : null;
  });
  expect(events.map((event) => event.type).slice(-3)).toEqual([
    'agent.run.delivered_with_gaps',
    'agent.run.completed',
    'agent.run.filled_late',
  ]);
  expect(events.at(-1)!.data).toMatchObject({
    verdict: 'complete_late',
    gaps: [],
    steps: ['accounts', 'sheet'],
  });
  await night.whenOver(`latefill:acme:${run}`);
  await recordHistory(stage.temporal, 'late-fill-completed', `latefill:acme:${run}`);
});

it('leaves a tab alone whose keys people have edited, and writes the whole report into one of its own', async () => {
  const run = await deliverWithGaps('edited');
  await edit('edited', (rows) =>
    rows.map((row, place) => (place === 7 ? [`deal ${row[0]}`, ...row.slice(1)] : row)),
  );

  await night.bringBack('salesforce');

  expect(await night.whenLate(run)).toMatchObject({ verdict: 'complete_late' });
  const late = (await night.readTab('edited (late)'))!;
  await night.expectWhole(late);
  expect(late[0]![0]).toContain('in a tab of its own because 1 of the keys written into the tab "edited"');
  expect((await night.readTab('edited'))![0]![0]).toContain('in the tab "edited (late)"');
});

it('delivers nothing while the sheet’s own account is dead, and everything when it is back', async () => {
  await night.kill('google');
  const run = await night.startReport('output', { deadline: inSeconds(3) });
  const ended = await night.whenEnded(run);
  expect(ended).toMatchObject({
    verdict: 'incomplete',
    lateFill: { waitsFor: [night.accounts.google.account.id] },
  });
  expect(ended.gaps).toMatchObject([{ step: 'sheet', code: 'waiting_for_account' }]);
  expect(await night.readTab('output')).toBeNull();
  const types = (await night.eventsOf(run)).map((event) => event.type);
  expect(types).not.toContain('agent.run.delivered_with_gaps');

  await night.bringBack('google');

  expect(await night.whenLate(run)).toMatchObject({ verdict: 'complete_late', gaps: [] });
  await night.expectWhole(await night.readTab('output'));
});

it('goes on with the report an output account died in the middle of', async () => {
  await stage.control.setKnobs({ scope: { provider: 'google' }, knobs: { secondsPerCall: 0.4 } });
  const run = await night.startReport('middle', { deadline: inSeconds(8) });
  await until('some rows were written', async () => {
    const calls = await stage.control.calls({ grant: night.accounts.google.grant.grant });
    return calls.filter((call) => call.method === 'PUT' && call.status === 200).length >= 3;
  });
  await stage.control.revoke({ grant: night.accounts.google.grant.grant });
  await stage.control.clearKnobs({ scope: { provider: 'google' } });
  expect(await night.whenEnded(run)).toMatchObject({ verdict: 'incomplete' });
  const half = dealsIn((await night.readTab('middle'))!).length;
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(world.deals);

  await night.bringBack('google');

  expect(await night.whenLate(run)).toMatchObject({ verdict: 'complete_late', gaps: [] });
  await night.expectWhole(await night.readTab('middle'));
  expect(await night.readTab('middle (late)')).toBeNull();
});

it('comes to the same sheet although its worker is killed while it fills', async () => {
  const run = await deliverWithGaps('killed');
  await stage.control.setKnobs({ scope: { provider: 'google' }, knobs: { secondsPerCall: 0.3 } });
  const since = Date.now();
  await night.bringBack('salesforce');
  await until('it has begun to fill', async () => {
    const calls = await stage.control.calls({ grant: night.accounts.google.grant.grant, since });
    return calls.some((call) => call.path.includes('values:batchUpdate'));
  });

  const worker = stage.worker();
  worker.kill('SIGKILL');
  await worker.exited;
  await stage.startWorker();
  await stage.control.clearKnobs({ scope: { provider: 'google' } });

  expect(await night.whenLate(run)).toMatchObject({ verdict: 'complete_late', gaps: [] });
  await night.expectWhole(await night.readTab('killed'));
  expect(await night.readTab('killed (late)')).toBeNull();
});

it('asks nobody who has declined, and fills in all the same when they change their mind', async () => {
  await night.kill('salesforce');
  const run = await night.startReport('declined', { deadline: inSeconds(3_600) });
  await night.whenRun(run, 'it waits', ({ pausedOn }) => pausedOn.length > 0);
  const workflow = stage.temporal.workflow.getHandle(`run:acme:${run}`);
  await workflow.signal(decline, { account: night.accounts.salesforce.account.id });
  expect((await night.whenEnded(run)).gaps[0]).toMatchObject({ step: 'accounts', code: 'declined' });

  await night.bringBack('salesforce');

  expect(await night.whenLate(run)).toMatchObject({ verdict: 'complete_late', gaps: [] });
});

it('ends when nobody came in time, with a record of it, and asks the account no more', async () => {
  const run = await deliverWithGaps('never');
  const id = `latefill:acme:${run}`;
  const first = stage.temporal.workflow.getHandle(id);
  const { events } = await until('it has begun', () => first.fetchHistory().catch(() => null));
  const given = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads;
  const [input] = (await decodeArrayFromPayloads(stage.temporal.options.loadedDataConverter, given)) as [
    LateFillInput,
  ];
  // The same week, nearly over.
  await first.terminate('the test begins it again with less time');
  await stage.temporal.workflow.start(lateFillWorkflow, {
    workflowId: id,
    taskQueue: taskQueues.workflows,
    args: [
      {
        ...input,
        ledger: { ...input.ledger, lateFill: { ...input.ledger.lateFill!, untilAt: Date.now() + 2_000 } },
      },
    ],
  });

  const givenUp = await night.whenLate(run);

  expect(givenUp).toMatchObject({
    verdict: 'incomplete',
    lateFill: { state: 'given_up', reason: 'nobody brought the accounts back in time' },
  });
  expect(givenUp.gaps).toMatchObject([
    { step: 'accounts', code: 'waiting_for_account' },
    { step: 'sheet', code: 'delivered_with_gaps' },
  ]);
  const told = await until('the event is there', async () =>
    (await night.eventsOf(run)).find((event) => event.type === 'agent.run.not_filled'),
  );
  expect(told.data).toMatchObject({ reason: 'nobody brought the accounts back in time' });
  const late = stage.temporal.workflow.getHandle(id);
  await night.whenOver(id);
  expect(await late.query(runStatus)).toMatchObject({ state: 'ended', pausedOn: [] });
  await recordHistory(stage.temporal, 'late-fill-given-up', id);
  // The sheet says what it said.
  expect((await night.readTab('never'))![0]![0]).toContain('⚠ INCOMPLETE');
});

it('gives up at once when the account it waits for is disconnected', async () => {
  const run = await deliverWithGaps('gone');
  await night.api.disconnectAccount(night.accounts.salesforce.account.id);

  expect(await night.whenLate(run)).toMatchObject({
    verdict: 'incomplete',
    lateFill: { state: 'given_up', reason: 'accounts: its account was disconnected' },
  });
});

it('is given up when the run is cancelled once more, and the run stays as it ended', async () => {
  const run = await deliverWithGaps('cancelled');
  await until('it is told', () => night.api.cancelRun(run).catch(() => null));

  expect(await night.whenLate(run)).toMatchObject({
    verdict: 'incomplete',
    lateFill: { state: 'given_up', reason: 'it was cancelled' },
  });
});
