// Runs of agents over each kind of model there is a client for, each speaking its own wire to the sandbox, which refuses what the real
// ones refuse: calls side by side, results handed back under their calls, a mistake the model is told of, a structured answer.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AgentWork, workAs } from '../support/agent-stage.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';

let stage: Stage;
let acme: StageTenant;
let work: AgentWork;
let hubspot: ConnectedAccount;
let google: ConnectedAccount;

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 40, accounts: 10, unmatched: 0 }] } });
  acme = await stage.tenant('acme');
  work = workAs(stage, acme);
  hubspot = await acme.connect('hubspot');
  google = await acme.connect('google');
});
afterAll(() => stage?.stop());

it.each([
  { kind: 'openai-compatible', model: 'scripted' },
  { kind: 'openai', model: 'chat' },
  { kind: 'anthropic', model: 'messages' },
])('a run is complete over a model of kind $kind', async ({ model }) => {
  const tab = `of ${model}`;
  const deals = { tool: 'hubspot_search_deals', args: { properties: ['dealname'], pageSize: 20 } };
  const sheet = {
    tool: 'google_write_sheet',
    args: {
      spreadsheetId: stage.sandbox.tenants[0]!.spreadsheetId,
      ...{ tab, rows: { rowsOf: 't1.1' }, columns: [{ header: 'Deal', field: 'dealname' }] },
    },
  };
  const { run, script } = await work.start(
    {
      turns: [
        { say: 'I look twice.', calls: [deals, { tool: 'hubspot_search_deals', args: { pageSize: 30 } }] },
        {
          calls: [
            { tool: 'read_rows', args: { of: 't1.1', limit: 2 } },
            { tool: 'no_such_tool' },
            { tool: 'hubspot_search_deals', rawArguments: '{"pageSize": ' },
          ],
        },
        { calls: [sheet, deals] },
        { calls: [{ tool: 'final_answer', args: { deals: 'forty' } }] },
        { calls: [{ tool: 'final_answer', args: { deals: 40 } }] },
      ],
    },
    {
      model,
      accounts: [hubspot.account.id, google.account.id],
      answerSchema: { type: 'object', properties: { deals: { type: 'integer' } }, required: ['deals'] },
      expects: [{ tool: 'google.write_sheet', rows: { exactly: 40 } }],
    },
  );

  expect(await work.ended(run, 60_000)).toMatchObject({ verdict: 'complete', gaps: [] });
  expect((await work.transcript(run)).answer).toEqual({ deals: 40 });
  const steps = await work.steps(run);
  expect(steps[0]!.turn.calls.map(({ id, receipt }) => [id, receipt?.rows])).toEqual([
    ['t1.1', 40],
    ['t1.2', 40],
  ]);
  expect(steps.every(({ turn }) => turn.usage.input > 0 && turn.usage.output > 0)).toBe(true);
  // Not one request was refused on the way.
  const requests = await stage.control.modelRequests({ script });
  expect(requests.map(({ status, turn }) => [status, turn])).toEqual(
    [0, 1, 2, 3, 4].map((turn) => [200, turn]),
  );
  const seen = await work.seen(script);
  expect(seen).toContain('no_such_tool');
  expect(seen).toContain('I look twice.');
  const { tabs } = await stage.control.readSpreadsheet({
    spreadsheet: stage.sandbox.tenants[0]!.spreadsheetId,
  });
  expect(tabs.find(({ title }) => title === tab)!.rows).toHaveLength(41);
  const writes = steps[2] as unknown as { readonly writes: Readonly<Record<string, number>> };
  expect(Object.keys(writes.writes)).toEqual(['confirmed']);
});
