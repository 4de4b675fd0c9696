// A tool of the user's own, as one has it: the packed package and the example installed in an empty folder, api and worker
// started from there with FIRSTLIGHT_EXTENSIONS. It is everywhere where the built-in ones are, and keeps their promises.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workAs } from '../support/agent-stage.ts';
import { findCanaries } from '../support/canary.ts';
import { type InstalledExamples, installExamples } from '../support/examples.ts';
import { mcpVisitors } from '../support/mcp-client.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const deals = 120;
const pageSize = 10;

let stage: Stage;
let examples: InstalledExamples;
let acme: StageTenant;
let hubspot: ConnectedAccount;
const mcp = mcpVisitors();

beforeAll(async () => {
  examples = await installExamples(['own-tool']);
  stage = await startStage(
    {
      world: { tenants: [{ id: 'acme', deals, accounts: 4, unmatched: 0 }] },
      knobs: [{ scope: {}, knobs: { secondsPerCall: 0.15 } }],
    },
    undefined,
    undefined,
    undefined,
    {
      scriptOf: examples.scriptOf,
      environment: { FIRSTLIGHT_EXTENSIONS: join(examples.folder, 'own-tool/firstlight.mjs') },
    },
  );
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
}, 300_000);
afterAll(async () => {
  await mcp.leave();
  await stage?.stop();
  examples?.remove();
});

const startRun = (input: object) =>
  acme.api.startRun({
    kind: 'steps',
    name: 'large deals',
    input: { steps: [{ id: 'large', account: hubspot.account.id, tool: 'acme.large_deals', input }] },
  });
const ended = (run: string) =>
  until('the run has ended', async () => {
    const state = await acme.api.run(run);
    return state.state === 'ended' ? state : null;
  });
const stepOf = async (run: string) => (await acme.api.steps(run))[0]!;

it('is in the catalogue, with the JSON Schema of its input', async () => {
  const answer = await fetch(new URL('/v1/tools', stage.apiUrl), {
    headers: { authorization: `Bearer ${acme.key}` },
  });
  const { items } = (await answer.json()) as { items: { name: string }[] };
  expect(items.find(({ name }) => name === 'acme.large_deals')).toMatchObject({
    provider: 'hubspot',
    effect: 'read',
    inputSchema: { type: 'object', required: ['atLeast'], additionalProperties: false },
  });
});

it('is called at once by the example’s program', async () => {
  const { status, text } = await examples.play('own-tool', {
    FIRSTLIGHT_URL: stage.apiUrl,
    FIRSTLIGHT_TENANT_KEY: acme.key,
  });
  const [, rows, announced] = /^(\d+) large deals of (\d+)\n$/.exec(text) ?? [];
  expect({ status, text, isProven: rows !== undefined && rows === announced }).toMatchObject({
    status: 0,
    isProven: true,
  });
  expect(Number(rows)).toBeGreaterThan(0);
  expect(Number(rows)).toBeLessThan(deals);
});

it('is offered to and called by an MCP client', async () => {
  const visitor = await mcp.visit(stage.apiUrl, acme.key);
  const { tools } = await visitor.client.listTools();
  expect(tools.find(({ name }) => name === 'acme-large_deals')).toMatchObject({
    annotations: { readOnlyHint: true },
    inputSchema: { properties: { atLeast: { type: 'number' }, account: {} } },
  });
  const { structuredContent } = await visitor.call('acme-large_deals', { atLeast: 1e9 });
  expect(structuredContent).toMatchObject({ status: 'empty', receipt: { rows: 0, announced: 0 } });
  expect((await visitor.call('acme-large_deals', { atLeast: 'much' })).structuredContent).toMatchObject({
    status: 'failed',
  });
});

it('pauses in a run when its account dies, and goes on from its checkpoint', async () => {
  const { id: run } = await startRun({ atLeast: 0, pageSize });
  const calls = () => stage.control.countCalls({ grant: hubspot.grant.grant, kind: 'data' });
  const before = (await calls()).calls;
  await until('some pages were read', async () => (await calls()).calls >= before + 4);
  await stage.control.revoke({ grant: hubspot.grant.grant });
  await until('the run is paused', async () => (await acme.api.run(run)).pausedOn.length > 0);
  const event = await until('a person is asked', async () =>
    (await acme.api.events()).find((one) => one.type === 'agent.auth.reauth_required'),
  );
  const page = await reauthorize(String(event.data.reauthUrl), { user: hubspot.user });
  expect(page.status, page.html).toBe(200);

  expect(await ended(run)).toMatchObject({ verdict: 'complete', gaps: [] });
  const step = await stepOf(run);
  expect(step.receipt).toMatchObject({ rows: deals, announced: deals, pages: deals / pageSize });
  expect(step.receipt!.tokenVersions![1]).toBeGreaterThan(step.receipt!.tokenVersions![0]);
  expect(step.pauses).toHaveLength(1);
});

it('is called by a run’s model, and counts as evidence there', async () => {
  const work = workAs(stage, acme);
  const { run } = await work.start(
    { turns: [{ calls: [{ tool: 'acme_large_deals', args: { atLeast: 0 } }] }, { say: 'Done.' }] },
    {
      accounts: [hubspot.account.id],
      expects: [{ tool: 'acme.large_deals', rows: { exactly: deals } }],
    },
  );
  expect(await work.ended(run)).toMatchObject({ verdict: 'complete', gaps: [] });
});

it('is refused in words where its input is not right', async () => {
  await expect(startRun({ atLeast: -1, page: 2 })).rejects.toThrow(/atLeast.*page|page.*atLeast/s);
});

it('fails a run in words where the worker does not have it', async () => {
  const first = stage.worker();
  await first.stop();
  await stage.startWorker({ environment: { FIRSTLIGHT_EXTENSIONS: '' } });

  const { id: run } = await startRun({ atLeast: 0 });

  expect(await ended(run)).toMatchObject({ verdict: 'failed' });
  expect((await stepOf(run)).problem).toMatchObject({
    code: 'plan.invalid',
    message: expect.stringMatching(/there is no tool "acme\.large_deals"; there are google\.write_sheet/),
  });
});

it('carries declarations that hold a tool to its evidence', async () => {
  const { text } = await examples.compile(`
    import { defineExtension, defineTool, proven, z } from 'firstlight/extension';
    const declared = { provider: 'hubspot', scopes: [], effect: 'read', description: 'd' } as const;
    const good = defineTool({
      ...declared,
      name: 'acme.good',
      input: z.strictObject({ limit: z.int() }),
      async run({ input, fetch, step }) {
        const response = await fetch('/x?limit=' + input.limit.toFixed());
        await step.savePage({ rows: [{ key: 'a', value: { ok: response.ok } }], checkpoint: null });
        return proven({ rows: await step.countRows(), announced: 1, pages: 1 });
      },
    });
    const described = defineTool({
      ...declared,
      name: 'acme.described',
      input: { type: 'object', properties: { limit: { type: 'integer' } } },
      run: async ({ input }) => proven({ rows: Number(input.limit), announced: null, pages: 1 }),
    });
    export default defineExtension({ name: 'acme', tools: [good, described] });
    defineTool({ ...declared, name: 'acme.bad', input: z.strictObject({}), run: async () => ({}) });
    defineTool({ ...declared, name: 'acme.worse', input: z.strictObject({}), run: async ({ token }) => proven({ rows: 1, announced: 1, pages: 1 }) });
  `);
  const lines = text.split('\n').filter((line) => line.includes('error TS'));
  expect(lines.map((line) => Number(/mts\((\d+),/.exec(line)?.[1]))).toEqual([21, 22]);
  expect(lines[0]).toContain("Type 'Promise<{}>' is not assignable to type 'Promise<ToolOutcome>'");
  expect(lines[1]).toContain("'token' does not exist");
});

it('sees and shows no token', () => {
  expect(findCanaries('the logs', stage.logs())).toEqual([]);
  expect(mcp.answers.flatMap((text) => findCanaries('an answer', text))).toEqual([]);
});
