// An agent's run outlives its worker: killed in a turn of the model it is asked again and no turn is lost; killed in a write the
// write is finished and nothing is written twice. A long run goes on in histories of its own, and nothing is lost between them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AgentWork, workAs } from '../support/agent-stage.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let work: AgentWork;
let hubspot: ConnectedAccount;
let google: ConnectedAccount;

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 120, accounts: 60, unmatched: 0 }] } });
  acme = await stage.tenant('acme');
  work = workAs(stage, acme);
  hubspot = await acme.connect('hubspot');
  google = await acme.connect('google');
});
afterAll(() => stage.stop());

async function killWorker(environment: Record<string, string> = {}): Promise<void> {
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.startWorker({ environment });
}

const readDeals = { tool: 'hubspot-search_deals', args: { properties: ['dealname'], pageSize: 60 } };
const writeSheet = (tab: string) => ({
  tool: 'google-write_sheet',
  args: {
    spreadsheetId: stage.sandbox.tenants[0]!.spreadsheetId,
    tab,
    columns: [{ header: 'Deal', field: 'dealname' }],
    rows: { rowsOf: 't1.1' },
    rowsPerRequest: 10,
  },
});

it('asks the model again when its worker was killed in a turn, and tells it everything once', async () => {
  const { run, script } = await work.start(
    { turns: [{ calls: [readDeals] }, { calls: [readDeals], delayMs: 3_000 }, { say: 'Done.' }] },
    { accounts: [hubspot.account.id] },
  );
  await until('the first turn is over', async () => (await acme.api.run(run)).stepsDone === 1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await killWorker();
  expect(await work.ended(run)).toMatchObject({ verdict: 'complete', stepsDone: 3, stepsTotal: 3 });
  const { items } = await work.transcript(run);
  expect(items.map(({ turn, from }) => `${turn} ${from}`)).toEqual([
    '0 order',
    '1 model',
    '2 tool',
    '2 model',
    '3 tool',
    '3 model',
  ]);
  expect(await work.answered(script, 0)).toBe(1);
  expect(await work.answered(script, 2)).toBe(1);
});

it('finishes a write in whose middle its worker was killed, and doubles no row', async () => {
  await stage.control.setKnobs({ scope: { provider: 'google' }, knobs: { secondsPerCall: 0.3 } });
  const { run } = await work.start(
    { turns: [{ calls: [readDeals] }, { calls: [writeSheet('killed')] }, { say: 'Done.' }] },
    {
      accounts: [hubspot.account.id, google.account.id],
      expects: [{ tool: 'google.write_sheet', rows: { sameAs: 'hubspot.search_deals' } }],
    },
  );
  const rowsIn = async () => {
    const { tabs } = await stage.control.readSpreadsheet({
      spreadsheet: stage.sandbox.tenants[0]!.spreadsheetId,
    });
    return tabs.find(({ title }) => title === 'killed')?.rows ?? [];
  };
  await until('a part of the rows is written', async () => (await rowsIn()).length > 30);
  expect((await rowsIn()).length).toBeLessThan(121);
  await killWorker();
  await stage.control.clearKnobs({ scope: { provider: 'google' } });
  expect(await work.ended(run, 60_000)).toMatchObject({ verdict: 'complete', gaps: [] });
  const rows = (await rowsIn()).slice(1).map(([deal]) => deal);
  expect(rows).toHaveLength(120);
  const ledgerRows = (await work.call(run, 't2.1')).receipt!.rows;
  expect(ledgerRows).toBe(120);
});

it('goes on in other histories after so many turns, with its ledger, its watches, its refusals and its limits', async () => {
  await killWorker({ FIRSTLIGHT_AGENT_TURNS_PER_HISTORY: '2' });
  const salesforce = await acme.connect('salesforce');
  const gone = await acme.connect('salesforce', { person: 1 });
  await stage.control.revoke({ grant: gone.grant.grant });
  const query = (account: string) => ({
    tool: 'salesforce-query',
    args: { account, soql: 'SELECT Id FROM Account' },
  });
  const { run, script } = await work.start(
    {
      turns: [
        { calls: [readDeals] },
        { calls: [query(gone.account.id)] },
        ...Array.from({ length: 4 }, () => ({ calls: [readDeals] })),
        { calls: [query(salesforce.account.id)], delayMs: 1_000 },
        { calls: [query(gone.account.id), { tool: 'read_rows', args: { of: 't1.1', limit: 3 } }] },
        { say: 'Done.' },
      ],
    },
    { accounts: [hubspot.account.id, salesforce.account.id, gone.account.id] },
  );
  await until('it waits for the one', async () =>
    (await acme.api.run(run)).pausedOn.includes(gone.account.id),
  );
  const workflowId = `run:acme:${run}`;
  await stage.temporal.workflow.getHandle(workflowId).signal('decline', { account: gone.account.id });
  await until('five turns are over', async () => (await acme.api.run(run)).stepsDone >= 5);
  await stage.control.revoke({ grant: salesforce.grant.grant });
  await until('it waits for the other', async () =>
    (await acme.api.run(run)).pausedOn.includes(salesforce.account.id),
  );
  const { reauthUrl } = await until('a person is asked', async () => {
    const account = await acme.api.account(salesforce.account.id);
    return account.reauthUrl ? account : null;
  });
  await reauthorize(reauthUrl!, { user: salesforce.user });

  const ended = await work.ended(run);
  expect(ended).toMatchObject({ verdict: 'incomplete', stepsDone: 9, stepsTotal: 9 });
  // The same call was declined twice, in two histories: one gap.
  expect(ended.gaps.map(({ step, code }) => [step, code])).toEqual([['t8.1', 'declined']]);
  const steps = await work.steps(run);
  expect(steps.map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, index) => `turn-${index + 1}`));
  expect((await work.call(run, 't7.1')).pauses).toHaveLength(1);
  const requests = await stage.control.modelRequests({ script });
  expect(requests).toHaveLength(9);

  const histories = [];
  for await (const execution of stage.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    histories.push(execution.status.name);
  expect(histories.filter((status) => status === 'CONTINUED_AS_NEW').length).toBeGreaterThanOrEqual(4);
  await recordHistory(stage.temporal, 'agent-went-on', workflowId);
  // One start, one end, and numbers that never repeat.
  const events = (await acme.api.events()).filter(({ data }) => data.name === script);
  expect(events.filter(({ type }) => type === 'agent.run.started')).toHaveLength(1);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['agent.run.paused', 'agent.run.resumed', 'agent.run.completed']),
  );
});

it('is cancelled in whatever history it is', async () => {
  const { run } = await work.start(
    { turns: [{ calls: [readDeals] }], afterwards: 'repeat_last' },
    { accounts: [hubspot.account.id], limits: { turns: 500 } },
  );
  await until('some histories are over', async () => (await acme.api.run(run)).stepsDone >= 7);
  await acme.api.cancelRun(run);
  const ended = await work.ended(run);
  expect(ended).toMatchObject({ verdict: 'cancelled' });
  expect(ended.stepsDone).toBeLessThan(100);
});
