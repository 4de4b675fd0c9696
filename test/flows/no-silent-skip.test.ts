// Promise 1: a run is complete only if the evidence says so; otherwise the gaps are listed, with their numbers.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordHistory } from '../support/record-history.ts';
import { type ShortChange, startShortChange } from '../support/short-change.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let shortChange: ShortChange;

beforeAll(async () => {
  stage = await startStage(
    { world: { tenants: [{ id: 'acme', deals: 260, accounts: 90, unmatched: 4 }] } },
    async (overrides) => {
      shortChange = await startShortChange(overrides.hubspot!.apiOrigins[0]!);
      return { ...overrides, hubspot: { ...overrides.hubspot!, apiOrigins: [shortChange.url] } };
    },
  );
  acme = await stage.tenant('acme');
});
afterAll(async () => {
  await stage.stop();
  await shortChange.stop();
});

const ended = (run: string) =>
  until('the run has ended', async () => {
    const state = await acme.api.run(run);
    return state.state === 'ended' ? state : null;
  });

it('completes a report whose every row is accounted for, and the sheet holds them all', async () => {
  const accounts = {
    hubspot: (await acme.connect('hubspot')).account.id,
    salesforce: (await acme.connect('salesforce')).account.id,
    google: (await acme.connect('google')).account.id,
  };
  const spreadsheetId = stage.sandbox.tenants[0]!.spreadsheetId;
  const { id } = await acme.api.startRun({
    kind: 'dealReport',
    name: 'the night',
    input: {
      accounts,
      spreadsheetId,
      tab: 'whole',
      dealsPerPage: 50,
      accountsPerBatch: 20,
      rowsPerWrite: 100,
    },
  });
  const run = await ended(id);

  expect(run).toMatchObject({ verdict: 'complete', gaps: [], stepsDone: 3, stepsTotal: 3 });
  const expected = await stage.control.expectedReport({ tenant: 'acme' });
  const steps = await acme.api.steps(id);
  expect(steps.map((step) => step.receipt)).toMatchObject([
    { rows: 260, announced: 260, unmatched: 0 },
    { rows: expected.accounts, unmatched: 4 },
    { rows: 260, announced: 260 },
  ]);
  await recordHistory(stage.temporal, 'deal-report-complete', `run:acme:${id}`);
  const { tabs } = await stage.control.readSpreadsheet({ spreadsheet: spreadsheetId });
  const rows = tabs.find((tab) => tab.title === 'whole')!.rows.slice(1);
  expect(new Set(rows.map((row) => row[0])).size).toBe(expected.rows);
  // A deal whose account does not exist is in the sheet, and says so.
  expect(rows.filter((row) => row.includes('no Salesforce account'))).toHaveLength(4);
});

it('is incomplete, with both numbers, when the provider gives fewer rows than it announced', async () => {
  const { account } = await acme.connect('hubspot');
  shortChange.isOn = true;
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: 'a mismatch',
    input: {
      steps: [{ id: 'deals', account: account.id, tool: 'hubspot.search_deals', input: { pageSize: 100 } }],
    },
  });
  const run = await ended(id);
  shortChange.isOn = false;

  expect(run.verdict).toBe('incomplete');
  expect(run.gaps).toMatchObject([{ step: 'deals', code: 'count_mismatch', expected: 260, got: 259 }]);
});

it('fails a step that was refused and says why, instead of finding nothing', async () => {
  const { account, grant } = await acme.connect('hubspot');
  await stage.control.removeScope({ grant: grant.grant, scope: 'crm.objects.deals.read' });
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: 'refused',
    input: { steps: [{ id: 'deals', account: account.id, tool: 'hubspot.search_deals', input: {} }] },
  });
  const run = await ended(id);

  expect(run.verdict).toBe('failed');
  expect(run.gaps).toMatchObject([{ step: 'deals', code: 'step_failed' }]);
  expect(run.gaps[0]!.detail.length).toBeGreaterThan(20);
});

it('does not take an error of the provider for an empty answer', async () => {
  const { account } = await acme.connect('hubspot');
  await stage.control.addFault({ provider: 'hubspot', on: 'data', habit: { kind: 'unavailable' }, times: 3 });
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: 'stormy',
    input: { steps: [{ id: 'deals', account: account.id, tool: 'hubspot.search_deals', input: {} }] },
  });
  const run = await ended(id);

  expect(run.verdict).toBe('complete');
  expect((await acme.api.steps(id))[0]!.receipt!.rows).toBe(260);
});
