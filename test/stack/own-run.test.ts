// A run kind of the user's own, as one has it: the packed package and the example installed in an empty folder, api and worker
// started from there. Its code decides the steps; how they are made, wait, and are proven is the engine's.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runWorkflowId } from '../../src/domain/ids.ts';
import { bundleOwnRuns } from '../../src/temporal/bundle-own-runs.ts';
import { type InstalledExamples, installExamples } from '../support/examples.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const deals = 120;

/** Kinds that the example does not need to show. */
const others = {
  'firstlight.mjs': `
    import { defineExtension, defineRun, z } from 'firstlight/extension';
    const kind = (kind) => defineRun({
      kind, title: kind, workflow: new URL('./workflows.mjs', import.meta.url),
      input: z.strictObject({ hubspot: z.string() }),
      uses: ({ hubspot }) => [{ account: hubspot, tool: 'hubspot.search_deals' }],
    });
    export default defineExtension({ name: 'others', runs: ['greedy', 'idle', 'asleep', 'mistaken'].map(kind) });
  `,
  'workflows.mjs': `
    import { defineRunWorkflow } from 'firstlight/workflow';
    const read = (run, hubspot, id = 'deals') => run.step(id, { account: hubspot, tool: 'hubspot.search_deals' });
    export const greedy = defineRunWorkflow(async (run, { hubspot }) => {
      await read(run, hubspot);
      await run.step('more', { account: hubspot, tool: 'http.request', input: { method: 'GET', path: '/' } });
    });
    export const idle = defineRunWorkflow(async () => {});
    export const asleep = defineRunWorkflow(async (run, { hubspot }) => {
      await read(run, hubspot);
      await run.sleep(3_600_000);
      await read(run, hubspot, 'again');
    });
    export const mistaken = defineRunWorkflow(async (run, { hubspot }) => {
      await read(run, hubspot);
      await read(run, hubspot);
    });
  `,
};

let stage: Stage;
let examples: InstalledExamples;
let acme: StageTenant;
let spreadsheet: string;
let hubspot: ConnectedAccount;
let input: Readonly<Record<string, unknown>>;
let extensions: string;

beforeAll(async () => {
  examples = await installExamples(['own-run']);
  mkdirSync(join(examples.folder, 'others'));
  for (const [name, text] of Object.entries(others))
    writeFileSync(join(examples.folder, 'others', name), text);
  extensions = ['own-run', 'others'].map((name) => join(examples.folder, name, 'firstlight.mjs')).join(',');
  stage = await startStage(
    {
      world: { tenants: [{ id: 'acme', deals, accounts: 4, unmatched: 0 }] },
      knobs: [{ scope: {}, knobs: { secondsPerCall: 0.15 } }],
    },
    undefined,
    undefined,
    undefined,
    { scriptOf: examples.scriptOf, environment: { FIRSTLIGHT_EXTENSIONS: extensions } },
  );
  acme = await stage.tenant('acme');
  spreadsheet = stage.sandbox.tenants[0]!.spreadsheetId;
}, 300_000);
afterAll(async () => {
  await stage?.stop();
  examples?.remove();
});

let tab = 0;
beforeEach(async () => {
  const [first, slack, google] = [
    await acme.connect('hubspot'),
    await acme.connect('slack'),
    await acme.connect('google'),
  ];
  hubspot = first;
  tab += 1;
  input = {
    hubspot: hubspot.account.id,
    slack: slack.account.id,
    google: google.account.id,
    spreadsheetId: spreadsheet,
    tab: `Deals ${tab}`,
  };
});

const start = (kind: string, body: object = { input: { hubspot: hubspot.account.id } }) =>
  acme.api.startRun({ kind, ...body });
const ended = (run: string) =>
  until('the run has ended', async () => {
    const state = await acme.api.run(run);
    return state.state === 'ended' ? state : null;
  });
const stepOf = async (run: string, id: string) => (await acme.api.steps(run)).find((step) => step.id === id)!;
const dataCalls = async (): Promise<number> =>
  (await stage.control.countCalls({ grant: hubspot.grant.grant, kind: 'data' })).calls;
const rowsInTab = async (): Promise<number> => {
  const { tabs } = await stage.control.readSpreadsheet({ spreadsheet });
  const { rows } = tabs.find(({ title }) => title === input.tab)!;
  return rows.filter(([key]) => /^\d{6,}$/.test(String(key))).length;
};
async function bringBack(run: string): Promise<void> {
  const event = await until('a person is asked', async () =>
    (await acme.api.events()).find(
      ({ type, data }) =>
        type === 'agent.auth.reauth_required' && data.account === hubspot.account.id && data.reauthUrl,
    ),
  );
  expect((event.data as { affectedRuns: string[] }).affectedRuns).toContain(run);
  const page = await reauthorize(String(event.data.reauthUrl), { user: hubspot.user });
  expect(page.status, page.html).toBe(200);
}

describe('the example', () => {
  it('is ordered by a program, side by side where it says so, and writes what it has proven', async () => {
    const google = await acme.connect('google');
    expect(google.account.state).toBe('active');
    const { status, text } = await examples.play('own-run', {
      FIRSTLIGHT_URL: stage.apiUrl,
      FIRSTLIGHT_TENANT_KEY: acme.key,
      SPREADSHEET_ID: spreadsheet,
    });
    expect({ status, text }).toEqual({ status: 0, text: 'Deals of the week: complete, 3 steps, 0 gaps\n' });
  });

  it('pauses when an account dies, lets the rest go on, and resumes the exact call; its history replays', async () => {
    const { id: run } = await start('weeklyDeals', { input });
    await until('some pages were read', async () => (await dataCalls()) >= 2);
    await stage.control.revoke({ grant: hubspot.grant.grant });
    await until('the run is paused', async () => (await acme.api.run(run)).pausedOn.length > 0);
    await until('the other step is over', async () => (await stepOf(run, 'channels'))?.state === 'done');
    await bringBack(run);

    expect(await ended(run)).toMatchObject({ verdict: 'complete', gaps: [], stepsDone: 3, stepsTotal: 3 });
    expect((await stepOf(run, 'deals')).receipt).toMatchObject({ rows: deals, announced: deals, pages: 6 });
    expect((await stepOf(run, 'channels')).pauses).toEqual([]);
    expect(await rowsInTab()).toBe(deals);

    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
    const workflowPath = join(examples.folder, 'own-run/workflows.mjs');
    const code = await bundleOwnRuns([{ kind: 'weeklyDeals', workflowPath }]);
    const history = await stage.temporal.workflow
      .getHandle(runWorkflowId(acme.id as never, run as never))
      .fetchHistory();
    await recordHistory(
      stage.temporal,
      'own-run-paused-and-resumed',
      runWorkflowId(acme.id as never, run as never),
    );
    const { loadedDataConverter: dataConverter } = stage.temporal.options;
    await Worker.runReplayHistory({ workflowBundle: { code }, dataConverter }, history);
  });

  it('delivers at its deadline with the gaps marked, and is filled in late', async () => {
    await stage.control.revoke({ grant: hubspot.grant.grant });
    const deadline = new Date(Date.now() + 4_000).toISOString();
    const { id: run } = await start('weeklyDeals', { input, deadline });

    expect(await ended(run)).toMatchObject({ verdict: 'incomplete' });
    expect((await acme.api.run(run)).gaps.map(({ step, code }) => [step, code])).toEqual([
      ['deals', 'waiting_for_account'],
      ['sheet', 'delivered_with_gaps'],
    ]);
    await bringBack(run);
    await until('it was filled in', async () => (await acme.api.run(run)).verdict === 'complete_late');
    expect(await rowsInTab()).toBe(deals);
  });

  it('gives up in its own words', async () => {
    const { id: run } = await start('weeklyDeals', { name: 'few', input: { ...input, mostDeals: 10 } });
    expect(await ended(run)).toMatchObject({
      verdict: 'incomplete',
      gaps: [{ step: 'the run', code: 'step_failed', detail: '120 deals are more than one tab is to hold' }],
    });
  });
});

describe('an order', () => {
  it('is described by the api, and checked by the schema of its kind', async () => {
    const document = (await (await fetch(new URL('/openapi.json', stage.apiUrl))).json()) as {
      paths: {
        '/v1/runs': { post: { requestBody: { content: { 'application/json': { schema: object } } } } };
      };
    };
    const { schema } = document.paths['/v1/runs'].post.requestBody.content['application/json'];
    expect(JSON.stringify(schema)).toMatch(/"weeklyDeals".*"mostDeals":\{[^}]*"default":10000/);

    await expect(start('weeklyDeals', { input: { ...input, mostDeals: 0, extra: 1 } })).rejects.toThrow(
      /422.*\/input\/mostDeals.*extra|422.*extra.*\/input\/mostDeals/s,
    );
    await expect(start('weeklyDeals', { input: { ...input, google: 'acct_none' } })).rejects.toThrow(
      /422.*there is no account \\"acct_none\\"/,
    );
    await expect(start('weeklyDeals', { input: { ...input, google: hubspot.account.id } })).rejects.toThrow(
      /google\.write_sheet needs an account of google/,
    );
    await expect(start('monthlyDeals', { input })).rejects.toThrow(/422.*\/kind/);
  });

  it('may be a schedule’s, and a preflight’s', async () => {
    const run = { kind: 'weeklyDeals', input };
    const preflight = await acme.api.startPreflight({
      run,
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const done = await until('it was looked ahead', async () => {
      const found = await acme.api.preflight(preflight.id);
      return found.state === 'done' ? found : null;
    });
    expect(done.accounts).toBe(3);

    const shown = await acme.api.putSchedule('weekly', { cron: ['0 2 * * 1'], timeZone: 'UTC', run });
    expect(shown).toMatchObject({ run: { kind: 'weeklyDeals', input: { ...input, mostDeals: 10_000 } } });
    const triggered = await fetch(new URL('/v1/schedules/weekly/trigger', stage.apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${acme.key}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(triggered.ok, await triggered.clone().text()).toBe(true);
    const night = await until('its run is there', async () => {
      const answer = await fetch(new URL('/v1/runs', stage.apiUrl), {
        headers: { authorization: `Bearer ${acme.key}` },
      });
      const { items } = (await answer.json()) as { items: { id: string }[] };
      return items.find(({ id }) => id.startsWith('run_weekly-'));
    });
    expect(await ended(night.id)).toMatchObject({ verdict: 'complete', stepsDone: 3 });
    expect(await rowsInTab()).toBe(deals);
  });
});

describe('code that is not as it should be', () => {
  it('does not use what it did not say', async () => {
    const { id: run } = await start('greedy');
    expect(await ended(run)).toMatchObject({ verdict: 'incomplete', gaps: [{ step: 'more' }] });
    expect((await stepOf(run, 'more')).problem).toMatchObject({
      code: 'plan.invalid',
      message: expect.stringMatching(/did not say beforehand that it would use http\.request on acct_/),
    });
  });

  it('proves nothing by doing nothing', async () => {
    const { id: run } = await start('idle');
    expect(await ended(run)).toMatchObject({
      verdict: 'failed',
      gaps: [{ detail: 'the run made no step, so nothing is proven' }],
    });
  });

  it('is not waited for when the run is cancelled', async () => {
    const { id: run } = await start('asleep');
    await until('its first step is done', async () => (await stepOf(run, 'deals'))?.state === 'done');
    await acme.api.cancelRun(run);
    expect(await ended(run)).toMatchObject({ verdict: 'cancelled', stepsDone: 1, stepsTotal: 1 });
  });

  it('stands still until a worker has better code, and goes on from where it was', async () => {
    const { id: run } = await start('mistaken');
    await until('its first step is done', async () => (await stepOf(run, 'deals'))?.state === 'done');
    const before = await dataCalls();
    await until('the worker says so', async () => stage.logs().includes('there is a step'));

    const path = join(examples.folder, 'others/workflows.mjs');
    writeFileSync(path, others['workflows.mjs'].replace(/await read\(run, hubspot\);\s*\}\);\s*$/, '});'));
    await stage.worker().stop();
    await stage.startWorker();

    expect(await ended(run)).toMatchObject({ verdict: 'complete', stepsDone: 1 });
    expect(await dataCalls()).toBe(before);
  });

  it('is waited for where no worker has it, and refused at the start where it is not there', async () => {
    await stage.worker().stop();
    await stage.startWorker({ environment: { FIRSTLIGHT_EXTENSIONS: '' } });
    const { id: run } = await start('weeklyDeals', { input });
    await until('the worker says what it lacks', async () =>
      stage.logs().includes('has no workflow \\"weeklyDeals\\"'),
    );
    expect((await acme.api.run(run)).state).toBe('running');
    await stage.worker().stop();

    const path = join(examples.folder, 'others/workflows.mjs');
    writeFileSync(path, others['workflows.mjs'].replace('export const idle', 'const idle'));
    await expect(stage.startWorker()).rejects.toThrow(/cannot be bundled.*export 'idle'.*was not found/s);
    writeFileSync(path, `import 'node:fs';\n${others['workflows.mjs']}`);
    await expect(stage.startWorker()).rejects.toThrow(/cannot be bundled.*node:fs/s);
    writeFileSync(path, others['workflows.mjs']);

    await stage.startWorker();
    expect(await ended(run)).toMatchObject({ verdict: 'complete' });
  });
});

it('carries declarations that a user’s compiler takes', async () => {
  const { text } = await examples.compile(`
    import { defineRun, z } from 'firstlight/extension';
    import { defineRunWorkflow } from 'firstlight/workflow';
    defineRun({
      kind: 'a', title: 'A', workflow: new URL('file:///a'), input: z.strictObject({ crm: z.string() }),
      uses: ({ crm }) => [{ account: crm, tool: 'hubspot.search_deals' }],
    });
    export const a = defineRunWorkflow(async (run, input: { readonly crm: string }) => {
      const deals = await run.step('deals', { account: input.crm, tool: 'hubspot.search_deals' });
      if (deals.state === 'done') deals.receipt.rows.toFixed();
      deals.receipt;
    });
  `);
  const errors = text.split('\n').filter((line) => line.includes('error TS'));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/\(11,\d+\).*Property 'receipt' does not exist/);
});
