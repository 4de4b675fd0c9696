// An agent's run through everything around it: as a text to read, by the command line, by a schedule, looked ahead to, started
// after all when its api died in between.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AgentWork, workAs } from '../support/agent-stage.ts';
import { readable } from '../support/canary.ts';
import { firstlight } from '../support/command-line.ts';
import { openHistory } from '../support/open-history.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let work: AgentWork;
let hubspot: ConnectedAccount;
const folder = mkdtempSync(join(tmpdir(), 'firstlight-agent-'));

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 30, accounts: 10 }] } });
  acme = await stage.tenant('acme');
  work = workAs(stage, acme);
  hubspot = await acme.connect('hubspot');
  await stage.control.setModelScript({
    name: 'reads once',
    script: {
      turns: [
        { say: 'I begin.', calls: [{ tool: 'hubspot-search_deals', args: { properties: ['dealname'] } }] },
        { say: 'All was read.' },
      ],
    },
  });
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});

const order = () => ({
  kind: 'agent',
  name: 'by whatever way',
  input: {
    model: 'scripted',
    instructions: 'script: reads once',
    task: 'a task for nobody else’s eyes',
    accounts: [hubspot.account.id],
    expects: [{ tool: 'hubspot.search_deals' }],
  },
});
const historyOf = async (workflowId: string): Promise<string> =>
  readable((await openHistory(stage.temporal, workflowId)).events);

it('is started and read by the command line, and as Markdown', async () => {
  const file = join(folder, 'order.json');
  writeFileSync(file, JSON.stringify(order()));
  const environment = { FIRSTLIGHT_URL: stage.apiUrl, FIRSTLIGHT_TENANT_KEY: acme.apiKey };
  const started = await firstlight(['runs', 'start', file, '--watch', '--json'], environment);
  expect(started.code, started.stderr).toBe(0);
  const run = /run_[0-9a-f]{32}/.exec(started.stdout)![0];
  const shown = await firstlight(['runs', 'transcript', run], environment);
  expect(shown.code, shown.stderr).toBe(0);
  for (const part of [
    '## The order',
    'a task for nobody else’s eyes',
    '## Turn 1',
    'I begin.',
    't1.1 `hubspot-search_deals`',
    '**t1.1** came to ok',
    'All was read.',
  ])
    expect(shown.stdout).toContain(part);
  const asJson = await firstlight(['runs', 'transcript', run, '--json'], environment);
  expect(JSON.parse(asJson.stdout)).toMatchObject({ run, answer: 'All was read.', verdict: 'complete' });

  const answer = await fetch(new URL(`/v1/runs/${run}/transcript`, stage.apiUrl), {
    headers: { authorization: `Bearer ${acme.apiKey}`, accept: 'text/markdown' },
  });
  expect(answer.headers.get('content-type')).toContain('text/markdown');
  expect((await answer.text()).trim()).toBe(shown.stdout.trim());

  // The rows of a call, and the calls of a turn.
  const rows = await firstlight(['runs', 'rows', run, 't1.1', '--json', '--limit', '100'], environment);
  expect((JSON.parse(rows.stdout) as { items: unknown[] }).items).toHaveLength(30);
  const page = await fetch(new URL(`/v1/runs/${run}/transcript?turns=1`, stage.apiUrl), {
    headers: { authorization: `Bearer ${acme.apiKey}` },
  });
  expect(await page.json()).toMatchObject({ items: [{ turn: 0 }], nextCursor: '0' });
});

it('has no transcript where no model speaks', async () => {
  const { id } = await acme.api.startRun({
    kind: 'steps',
    input: { steps: [{ id: 'deals', account: hubspot.account.id, tool: 'hubspot.search_deals' }] },
  });
  await expect(acme.api.transcript(id)).rejects.toThrow(/409.*no model speaks in it/s);
});

it('begins by a schedule, and no history has a word of its order', async () => {
  await acme.api.putSchedule('agents', {
    cron: ['0 2 * * *'],
    timeZone: 'UTC',
    preflightLeadMinutes: 0,
    run: order(),
  });
  const answer = await fetch(new URL('/v1/schedules/agents/trigger', stage.apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${acme.apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.ok, await answer.clone().text()).toBe(true);
  const { pool } = stage;
  const run = await until('the run is there', async () => {
    const found = await pool.query<{ id: string }>("select id from runs where id like 'run_agents-%'");
    return found.rows[0]?.id;
  });
  expect(await work.ended(run)).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(await work.steps(run)).toHaveLength(2);
  for await (const { workflowId } of stage.temporal.workflow.list()) {
    if (!/^(run|scheduled):/.test(workflowId)) continue;
    expect(await historyOf(workflowId), workflowId).not.toContain('nobody else’s eyes');
  }
  // What a schedule shows can be put again.
  const shown = await fetch(new URL('/v1/schedules/agents', stage.apiUrl), {
    headers: { authorization: `Bearer ${acme.apiKey}` },
  });
  const { run: template } = (await shown.json()) as { run: Record<string, unknown> };
  const { deadline: _, ...again } = template;
  await acme.api.putSchedule('agents', { cron: ['0 3 * * *'], timeZone: 'UTC', run: again });
});

it('is looked ahead to: each account needs what the tools it may be used with need', async () => {
  const preflight = await acme.api.startPreflight({
    from: new Date(Date.now() + 60_000).toISOString(),
    until: new Date(Date.now() + 120_000).toISOString(),
    run: order(),
  });
  const done = await until('it is done', async () => {
    const found = await acme.api.preflight(preflight.id);
    return found.state === 'done' ? found : null;
  });
  expect(done).toMatchObject({ accounts: 1, good: 1 });
  const items = await stage.pool.query<{ needed_scopes: string[] }>(
    'select needed_scopes from preflight_items where preflight = $1',
    [preflight.id],
  );
  expect(items.rows[0]!.needed_scopes).toEqual(
    expect.arrayContaining(['crm.objects.deals.read', 'crm.objects.deals.write']),
  );
});

it('is started after all where its api died between writing it down and starting it', async () => {
  const { input } = order();
  const kept = {
    ...input,
    tools: null,
    answerSchema: null,
    limits: { turns: 5, tokens: 100_000, money: null, minutes: 5 },
    expects: [],
  };
  await stage.pool.query(
    `insert into runs (tenant, id, kind, name, input, state, on_deadline, created_at)
     values ('acme', 'run_left', 'agent', 'left', $1, 'running', 'keep_waiting', now() - interval '2 minutes')`,
    [JSON.stringify(kept)],
  );
  // Whatever process looks for such runs first starts it; a new one looks at once.
  await stage.startApi();
  expect(await work.ended('run_left', 60_000)).toMatchObject({ verdict: 'complete' });
  expect(await historyOf('run:acme:run_left')).not.toContain('nobody else’s eyes');
});
