// Runs that a model decides: what it is told, what it may do wrong, what ends it, and what is on record of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentWork, workAs } from '../support/agent-stage.ts';
import { canaryMarks, findCanaries, readable, searchDatabase, searchHistories } from '../support/canary.ts';
import { openHistory } from '../support/open-history.ts';
import { recordHistory } from '../support/record-history.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let work: AgentWork;
let hubspot: ConnectedAccount;
let salesforce: ConnectedAccount;
let google: ConnectedAccount;
let accounts: string[];

beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 120, accounts: 60, unmatched: 0 }, { id: 'other' }] },
  });
  acme = await stage.tenant('acme');
  work = workAs(stage, acme);
  hubspot = await acme.connect('hubspot');
  salesforce = await acme.connect('salesforce');
  google = await acme.connect('google');
  accounts = [hubspot, salesforce, google].map(({ account }) => account.id);
});
afterAll(() => stage.stop());

const readDeals = {
  tool: 'hubspot-search_deals',
  args: { properties: ['dealname', 'salesforce_account_id'], pageSize: 50 },
};
const readAccounts = {
  tool: 'salesforce-accounts_by_ids',
  args: { ids: { rowsOf: 't1.1', field: 'salesforce_account_id' }, fields: ['Name'] },
};

describe('an agent’s run', () => {
  it('is complete when its record is: rows go by reference, calls of a turn side by side', async () => {
    const expected = await stage.control.expectedReport({ tenant: 'acme' });
    const { run, script } = await work.start(
      {
        turns: [
          { calls: [readDeals, { tool: 'hubspot-search_deals', args: { pageSize: 100 } }] },
          { calls: [readAccounts, { tool: 'read_rows', args: { of: 't1.1', limit: 5 } }] },
          { say: 'All deals and their accounts were read.' },
        ],
      },
      {
        accounts,
        expects: [
          { tool: 'hubspot.search_deals', rows: { atLeast: expected.deals } },
          { tool: 'salesforce.accounts_by_ids', rows: { exactly: expected.accounts } },
        ],
      },
    );
    expect(await work.ended(run)).toMatchObject({
      verdict: 'complete',
      gaps: [],
      stepsDone: 3,
      stepsTotal: 3,
    });
    const [first, second, third] = await work.steps(run);
    expect(first!.turn.calls.map(({ id, receipt }) => [id, receipt?.rows])).toEqual([
      ['t1.1', expected.deals],
      ['t1.2', expected.deals],
    ]);
    expect(second!.turn.calls[0]).toMatchObject({
      id: 't2.1',
      account: salesforce.account.id,
      receipt: { rows: expected.accounts, announced: expected.accounts },
    });
    expect(third!.turn.calls).toEqual([]);
    const transcript = await work.transcript(run);
    expect(transcript.answer).toBe('All deals and their accounts were read.');
    expect(transcript.items.map(({ turn, from }) => `${turn} ${from}`)).toEqual([
      '0 order',
      '1 model',
      '2 tool',
      '2 tool',
      '2 model',
      '3 tool',
      '3 tool',
      '3 model',
    ]);
    // It saw counts and the first rows, and the page it asked for.
    const requests = await stage.control.modelRequests({ script });
    const told = JSON.parse((requests[1]!.messages as { content: string }[]).at(-2)!.content);
    expect(told).toMatchObject({ status: 'ok', call: 't1.1', rows: expected.deals });
    expect(told.shown).toHaveLength(20);
    const page = JSON.parse((requests[2]!.messages as { content: string }[]).at(-1)!.content);
    expect(page.shown).toHaveLength(5);
    expect(page.more).toContain('"after"');
    await recordHistory(stage.temporal, 'agent-complete', `run:acme:${run}`);
  });

  it('hears of its mistakes in words it can act on, and a mistake made good is no gap', async () => {
    const { run, script } = await work.start(
      {
        turns: [
          {
            calls: [
              { tool: 'hubspot-search_deals', rawArguments: '{"pageSize": ' },
              { tool: 'make_coffee', args: {} },
              {
                tool: 'salesforce-accounts_by_ids',
                args: { ids: { rowsOf: 't9.9', field: 'x' }, fields: ['Name'] },
              },
              { tool: 'hubspot-search_deals', args: { pageSize: 5_000 } },
              { tool: 'read_rows', args: { of: 'nothing' } },
            ],
          },
          { calls: [readDeals] },
          {
            calls: [
              {
                ...readAccounts,
                args: { ...readAccounts.args, ids: { rowsOf: 't2.1', field: 'salesforce_account_id' } },
              },
            ],
          },
          { say: 'Done.' },
        ],
      },
      { accounts },
    );
    expect(await work.ended(run)).toMatchObject({ verdict: 'complete', gaps: [] });
    const told = (await work.transcript(run)).items.filter(({ turn, from }) => turn === 2 && from === 'tool');
    expect(told.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed', 'failed', 'failed']);
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringContaining('not one JSON object'),
      expect.stringContaining('there is no tool of that name; there are'),
      expect.stringContaining('names no call of an earlier turn that has rows'),
      expect.stringContaining('pageSize'),
      expect.stringContaining('names no call of an earlier turn that has rows'),
    ]);
    // Nothing of it reached a provider.
    const [first] = await work.steps(run);
    expect(first!.turn.calls.every(({ receipt, state }) => receipt === null && state === 'failed')).toBe(
      true,
    );
    expect(await work.answered(script, 1)).toBe(1);
  });

  it('is incomplete where a call it never got right is missing, whatever the model says', async () => {
    const { run } = await work.start(
      {
        turns: [
          { calls: [{ tool: 'hubspot-search_deals', args: { pageSize: 0 } }] },
          { say: 'All deals were read.' },
        ],
      },
      { accounts },
    );
    expect(await work.ended(run)).toMatchObject({
      verdict: 'incomplete',
      gaps: [{ step: 't1.1', code: 'step_failed' }],
    });
  });

  it('is incomplete where it says it is done before what the order expects is on record', async () => {
    const { run } = await work.start(
      { turns: [{ calls: [readDeals] }, { say: 'The report is in the sheet.' }] },
      {
        accounts,
        expects: [
          { tool: 'google.write_sheet', rows: { sameAs: 'hubspot.search_deals' } },
          { tool: 'hubspot.search_deals' },
        ],
      },
    );
    expect(await work.ended(run)).toMatchObject({
      verdict: 'incomplete',
      gaps: [{ step: 'expected google.write_sheet', code: 'expectation_unmet', expected: 1, got: 0 }],
    });
    expect((await work.transcript(run)).answer).toBe('The report is in the sheet.');
  });

  it('asks for the ordered form of an answer again, and gives up after three', async () => {
    const answerSchema = {
      type: 'object',
      properties: { deals: { type: 'integer', minimum: 1 } },
      required: ['deals'],
      additionalProperties: false,
    };
    const right = await work.start(
      {
        turns: [
          { say: 'There are many deals.' },
          { calls: [{ tool: 'final_answer', args: { deals: 'many' } }] },
          { calls: [{ tool: 'final_answer', args: { deals: 120 } }] },
        ],
      },
      { accounts, answerSchema },
    );
    expect(await work.ended(right.run)).toMatchObject({ verdict: 'complete', stepsDone: 3 });
    expect((await work.transcript(right.run)).answer).toEqual({ deals: 120 });
    expect(await work.seen(right.script)).toContain('Your answer cannot be taken: deals: ');

    const wrong = await work.start(
      { turns: [{ sayJson: { deals: 0 } }], afterwards: 'repeat_last' },
      { accounts, answerSchema },
    );
    expect(await work.ended(wrong.run)).toMatchObject({
      verdict: 'failed',
      stepsDone: 3,
      gaps: [{ step: 'answer', code: 'no_answer' }],
    });
  });

  it('waits for a model that is away or busy, as long as it is asked to', async () => {
    const began = Date.now();
    const { run, script } = await work.start(
      {
        turns: [
          { calls: [readDeals], refuse: { status: 500, times: 2 } },
          { say: 'Done.', refuse: { status: 429, times: 1, retryAfterSeconds: 2 } },
        ],
      },
      { accounts },
    );
    expect(await work.ended(run)).toMatchObject({ verdict: 'complete', stepsDone: 2 });
    expect(Date.now() - began).toBeGreaterThan(2_000);
    const requests = await stage.control.modelRequests({ script });
    expect(requests.map(({ status }) => status)).toEqual([500, 500, 200, 429, 200]);
  });

  it('ends with its gap on record when the model refuses the request itself', async () => {
    const { run } = await work.start(
      { turns: [{ say: 'never', refuse: { status: 400, times: 100 } }] },
      { accounts },
    );
    const ended = await work.ended(run);
    expect(ended).toMatchObject({ verdict: 'failed', gaps: [{ step: 'answer', code: 'no_answer' }] });
    expect(ended.gaps[0]!.detail).toBe('the model "scripted" refused the request (400)');
  });

  it('needs a person of the installation, and none of the customer’s, when the key is refused', async () => {
    await stage.control.rotateModelKey();
    const { run } = await work.start({ turns: [{ say: 'Done.' }] }, { accounts });
    await until('the run has asked and was refused', async () => {
      const description = await stage.temporal.workflow.getHandle(`run:acme:${run}`).describe();
      return description.raw.pendingActivities?.some(
        ({ lastFailure }) => lastFailure?.applicationFailureInfo?.type === 'model.key_refused',
      );
    });
    expect((await acme.api.run(run)).state).toBe('running');
    await stage.control.restoreModelKey();
    expect(await work.ended(run, 60_000)).toMatchObject({ verdict: 'complete' });
  });

  it.each([
    ['turns', { turns: 3 }, { expected: 3, got: 3 }],
    ['tokens', { tokens: 5_000 }, { expected: 5_000 }],
    ['money', { money: 0.02 }, { expected: 0.02 }],
  ])('ends honestly when the limit of %s is reached', async (limit, limits, numbers) => {
    const { run } = await work.start(
      { turns: [{ calls: [{ tool: 'read_rows', args: { of: 'nothing' } }] }], afterwards: 'repeat_last' },
      { accounts, limits },
    );
    const ended = await work.ended(run);
    expect(ended).toMatchObject({
      verdict: 'failed',
      gaps: [{ step: 'answer', code: 'budget_spent', ...numbers }],
    });
    expect(ended.gaps[0]!.detail).toContain(limit);
    const steps = await work.steps(run);
    const used = steps.reduce((sum, { turn }) => sum + turn.usage.input + turn.usage.output, 0);
    const cost = steps.reduce((sum, { turn }) => sum + (turn.usage.cost ?? 0), 0);
    if (limit === 'tokens') expect(used).toBeLessThanOrEqual(5_000);
    if (limit === 'money') expect(cost).toBeLessThan(0.04);
    if (limit === 'tokens')
      expect(steps.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'run.budget_spent' } });
  });

  it('ends honestly when its time is over, in the middle of a turn', async () => {
    const { run } = await work.start(
      { turns: [{ calls: [readDeals] }, { say: 'too late', delayMs: 60_000 }] },
      { accounts, limits: { minutes: 0.05 } },
    );
    expect(await work.ended(run)).toMatchObject({
      verdict: 'incomplete',
      gaps: [
        {
          step: 'answer',
          code: 'budget_spent',
          detail: 'the time limit was reached before the model had finished',
        },
      ],
    });
  });

  it('is cancelled with what it has', async () => {
    const { run, script } = await work.start(
      { turns: [{ calls: [readDeals] }, { say: 'too late', delayMs: 60_000 }] },
      { accounts },
    );
    await until('the first turn is over', async () => (await acme.api.run(run)).stepsDone === 1);
    await acme.api.cancelRun(run);
    expect(await work.ended(run)).toMatchObject({ verdict: 'cancelled', stepsDone: 1 });
    expect(await work.answered(script, 1)).toBe(0);
  });

  it('keeps what it reads within what the model can, and says what it left out', async () => {
    const everything = { tool: 'read_rows', args: { of: 't1.1', limit: 100 } };
    const { run, script } = await work.start(
      {
        turns: [
          { calls: [readDeals] },
          ...Array.from({ length: 9 }, () => ({ calls: [everything] })),
          { say: 'Done.' },
        ],
      },
      { accounts, model: 'forgetful' },
    );
    expect(await work.ended(run)).toMatchObject({ verdict: 'complete', stepsDone: 11 });
    const steps = await work.steps(run);
    expect(steps.at(-1)!.turn.leftOut).toBeGreaterThan(3);
    const requests = await stage.control.modelRequests({ script });
    expect(Math.max(...requests.map(({ promptTokens }) => promptTokens))).toBeLessThan(16_000);
    expect(JSON.stringify(requests.at(-1)!.messages)).toContain('shows it again');
    // What was left out once stays out.
    const leftOut = steps.map(({ turn }) => turn.leftOut);
    expect([...leftOut].sort((one, other) => one - other)).toEqual(leftOut);
  });

  it('lets nobody see what was said but its own tenant, and keeps it out of histories', async () => {
    const account = hubspot.account.id;
    const get = {
      method: 'GET',
      path: '/crm/v3/objects/deals',
      query: { limit: '1', properties: 'dealname' },
    };
    const { run } = await work.start(
      {
        turns: [
          { calls: [readDeals, { tool: 'http-request', args: { account, ...get } }] },
          { say: 'a word nobody else may read' },
        ],
      },
      {
        accounts,
        tools: ['hubspot.search_deals', 'http.request'],
        task: 'the task nobody else may read',
      },
    );
    await work.ended(run);
    const other = await stage.tenant('other');
    await expect(other.api.transcript(run)).rejects.toThrow(/answered 404/);
    const { items } = await work.transcript(run);
    expect(items.find(({ call }) => call === 't1.2')!.text).toContain('dealname');
    const text = readable((await openHistory(stage.temporal, `run:acme:${run}`)).events);
    expect(text).toContain('hubspot.search_deals');
    for (const secret of ['nobody else may read', 'dealname', 'script: ', ...canaryMarks])
      expect(text).not.toContain(secret);
    const stored = await stage.pool.query<{ text: string }>(
      'select e::text as text from conversation_entries e',
    );
    expect(stored.rows.length).toBeGreaterThanOrEqual(4);
    const rows = stored.rows.map((row) => row.text).join('\n');
    expect(rows).not.toContain(Buffer.from('nobody else may read').toString('hex'));
    const finds = [
      ...(await searchDatabase(stage.pool)).finds,
      ...(await searchHistories(stage.temporal)).finds,
      ...findCanaries('logs', stage.logs()),
    ];
    expect(finds).toEqual([]);
  });

  it('is not asked a second time what it has answered, whatever happens to the run', async () => {
    const { run, script } = await work.start(
      { turns: [{ calls: [readDeals] }, { say: 'Done.' }] },
      { accounts },
    );
    await work.ended(run);
    const workflowId = `run:acme:${run}`;
    const { events } = await stage.temporal.workflow.getHandle(workflowId).fetchHistory();
    const first = events!.find(({ workflowTaskCompletedEventAttributes: task }) => task)!;
    await stage.temporal.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId },
      reason: 'an operator wants it again',
      workflowTaskFinishEventId: first.eventId!,
      requestId: `again-${run}`,
    });
    const again = (await stage.temporal.workflow.getHandle(workflowId).result()) as { verdict: string };
    expect(again.verdict).toBe('complete');
    expect(await stage.control.modelRequests({ script })).toHaveLength(2);
    expect((await work.transcript(run)).items).toHaveLength(4);
  });

  it('is refused with all its mistakes before it begins', async () => {
    const body = {
      kind: 'agent',
      input: {
        model: 'nobody',
        task: 'x',
        accounts: [hubspot.account.id, 'acct_none'],
        tools: ['salesforce.query', 'no.tool'],
        answerSchema: { type: 'object', if: {} },
        expects: [{ tool: 'google.write_sheet' }],
        limits: { money: 1 },
      },
    };
    const error = await acme.api.startRun(body).catch((thrown: Error) => thrown.message);
    expect(error).toContain('answered 422');
    for (const part of [
      '/input/model',
      '/input/accounts/1',
      '/input/tools/0',
      '/input/tools/1',
      '/input/answerSchema',
      '/input/expects/0',
    ])
      expect(String(error)).toContain(part);
  });
});
