// Against the sandbox's Salesforce, over real HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { salesforceQuery } from '../../../activities/tools/salesforce-query.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

const accounts = 1_000;
const soql = 'SELECT Id, Name, Owner.Name FROM Account ORDER BY Id';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    world: { tenants: [{ id: 'acme', deals: 1, accounts }] },
    knobs: [{ scope: { provider: 'salesforce' }, knobs: { pageLimit: 200, approvalsPerUser: 50 } }],
  });
});
afterAll(() => sandbox.stop());

async function stage() {
  const account = await connectPlainly(sandbox, 'salesforce');
  const run = createMemoryRun();
  const calls = async () => (await sandbox.control.countCalls({ grant: account.grants[0] })).calls;
  return { run, step: run.openStep('accounts'), openFetch: openPlainAccount(account), calls };
}
const setCursorLifetime = (cursorLifetimeSeconds: number) =>
  sandbox.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { cursorLifetimeSeconds } });

describe('salesforce.query', () => {
  it('reads all pages and strips what Salesforce adds to each record', async () => {
    const { run, step, openFetch, calls } = await stage();

    const receipt = receiptOf(await callTool(salesforceQuery, { soql }, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: accounts, announced: accounts, pages: 5, lastPageSeen: true });
    expect(await calls()).toBe(5);
    const { key, value } = run.rowsOf('accounts')[0]!;
    expect(value).toEqual({ Id: key, Name: expect.any(String), Owner: { Name: expect.any(String) } });
  });

  it('goes on from the next page after a worker died', async () => {
    const { step, openFetch, calls } = await stage();
    const death = callTool(salesforceQuery, { soql }, { step, openFetch, dieAfterPages: 3 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);

    const receipt = receiptOf(await callTool(salesforceQuery, { soql }, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: accounts, announced: accounts, pages: 5 });
    expect(await calls()).toBe(5);
  });

  it('starts the query over when Salesforce has forgotten the cursor', async () => {
    const { step, openFetch } = await stage();
    const death = callTool(salesforceQuery, { soql }, { step, openFetch, dieAfterPages: 2 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);
    await setCursorLifetime(0);
    const restarted = callTool(salesforceQuery, { soql }, { step, openFetch, dieAfterPages: 1 });
    await expect(restarted).rejects.toBeInstanceOf(WorkerDied);
    await setCursorLifetime(3600);

    const receipt = receiptOf(await callTool(salesforceQuery, { soql }, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: accounts, announced: accounts, facts: { restarts: 1 } });
  });

  it('gives up in words when the cursor is lost at every try', async () => {
    const { step, openFetch } = await stage();
    await setCursorLifetime(0);

    const result = await callTool(salesforceQuery, { soql }, { step, openFetch });
    await setCursorLifetime(3600);

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.refused' } });
    expect(JSON.stringify(result)).toContain('ask for fewer records');
  });

  it('proves that a query has no records', async () => {
    const { step, openFetch } = await stage();

    const result = await callTool(
      salesforceQuery,
      { soql: "SELECT Id FROM Account WHERE Name = 'nobody'" },
      { step, openFetch },
    );

    expect(result).toMatchObject({ status: 'empty', receipt: { rows: 0, announced: 0 } });
  });

  it('tells the caller what Salesforce finds wrong with a query', async () => {
    const { step, openFetch } = await stage();

    const result = await callTool(
      salesforceQuery,
      { soql: 'SELECT Id, NoSuchField FROM Account' },
      { step, openFetch },
    );

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'tool.refused', facts: { status: 400, providerCode: 'INVALID_FIELD' } },
    });
  });

  it.each([
    ['an update', 'UPDATE Account SET Name = 1', 'must be one SELECT'],
    ['two statements', 'SELECT Id FROM Account; SELECT Id FROM User', 'without a semicolon'],
    ['a query without Id', 'SELECT Name FROM Account', 'must have Id'],
    ['a query within the query', 'SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'query within'],
    ['a locking query', 'SELECT Id FROM Account FOR UPDATE', 'only reads'],
  ])('refuses %s before anything is sent', (_, text, words) => {
    const parsed = salesforceQuery.input.safeParse({ soql: text });

    expect(parsed.error?.issues.map((issue) => issue.message).join(' ')).toContain(words);
  });
});
