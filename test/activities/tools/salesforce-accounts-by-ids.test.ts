// Against the sandbox's Salesforce, over real HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { salesforceAccountsByIds } from '../../../activities/tools/salesforce-accounts-by-ids.ts';
import { salesforceQuery } from '../../../activities/tools/salesforce-query.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

const accounts = 450;
const missing = '0015e0000099999AAA'.slice(0, 15);
let sandbox: Sandbox;
let ids: readonly string[];

async function stage() {
  const account = await connectPlainly(sandbox, 'salesforce');
  const run = createMemoryRun();
  const calls = async () => (await sandbox.control.countCalls({ grant: account.grants[0] })).calls;
  return { run, step: run.openStep('accounts'), openFetch: openPlainAccount(account), calls };
}

beforeAll(async () => {
  sandbox = await startSandbox({
    world: { tenants: [{ id: 'acme', deals: 1, accounts }] },
    knobs: [{ scope: { provider: 'salesforce' }, knobs: { approvalsPerUser: 50 } }],
  });
  const { run, step, openFetch } = await stage();
  await callTool(salesforceQuery, { soql: 'SELECT Id FROM Account' }, { step, openFetch });
  ids = run.rowsOf('accounts').map((row) => row.key);
});
afterAll(() => sandbox.stop());

describe('salesforce.accounts_by_ids', () => {
  it('reads the accounts that the rows of another step name, each once', async () => {
    const { run, step, openFetch, calls } = await stage();
    const rows = [...ids, ...ids].map((id, index) => ({ key: `deal-${index}`, value: { account: id } }));
    await run.put('deals', [...rows, { key: 'deal-without', value: { account: null } }]);

    const result = await callTool(
      salesforceAccountsByIds,
      { ids: { rowsOf: 'deals', field: 'account' }, fields: ['Name', 'Owner.Name'] },
      { step, openFetch },
    );

    expect(receiptOf(result)).toMatchObject({ rows: accounts, announced: accounts, unmatched: 0, pages: 3 });
    expect(await calls()).toBe(3);
    expect(run.rowsOf('accounts')[0]!.value).toMatchObject({
      Name: expect.any(String),
      Owner: { Name: expect.any(String) },
    });
  });

  it('counts ids without an account as unmatched, and asks nothing about what is no account id', async () => {
    const { step, openFetch, calls } = await stage();

    const result = await callTool(
      salesforceAccountsByIds,
      { ids: [ids[0]!, missing, 'ACME-17', '005000000000001AAA', ''], fields: ['Name'] },
      { step, openFetch },
    );

    const receipt = receiptOf(result);
    expect(receipt).toMatchObject({ rows: 1, announced: 4, unmatched: 3 });
    expect(receipt.facts.notAnAccountId).toBe(2);
    expect(await calls()).toBe(1);
  });

  it('knows an account by either spelling of its id, and by one that lost its case', async () => {
    const { run, step, openFetch } = await stage();
    const [long] = ids;

    const result = await callTool(
      salesforceAccountsByIds,
      { ids: [long!, long!.slice(0, 15), long!.toUpperCase()], fields: ['Name'] },
      { step, openFetch },
    );

    expect(receiptOf(result)).toMatchObject({ rows: 1, announced: 1, unmatched: 0 });
    expect(run.rowsOf('accounts').map((row) => row.key)).toEqual([long]);
  });

  it('reads a batch to its last page when Salesforce gives smaller ones', async () => {
    const { step, openFetch } = await stage();
    await sandbox.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { pageLimit: 60 } });
    const result = await callTool(
      salesforceAccountsByIds,
      { ids: [...ids], fields: ['Name'] },
      { step, openFetch },
    );
    await sandbox.control.clearKnobs({ scope: { provider: 'salesforce' } });

    expect(receiptOf(result)).toMatchObject({ rows: accounts, announced: accounts, pages: 9 });
  });

  it('goes on with the next batch after a worker died', async () => {
    const { step, openFetch, calls } = await stage();
    const input = { ids: [...ids, missing], fields: ['Name'], batchSize: 100 };
    const death = callTool(salesforceAccountsByIds, input, { step, openFetch, dieAfterPages: 2 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);

    const receipt = receiptOf(await callTool(salesforceAccountsByIds, input, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: accounts, announced: accounts + 1, unmatched: 1, pages: 5 });
    expect(await calls()).toBe(5);
  });

  it('starts over when its ids changed under the checkpoint', async () => {
    const { run, step, openFetch } = await stage();
    await callTool(salesforceAccountsByIds, { ids: ids.slice(0, 9), fields: ['Name'] }, { step, openFetch });

    const other = { ids: ids.slice(9, 12), fields: ['Name'] };
    const receipt = receiptOf(await callTool(salesforceAccountsByIds, other, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: 3, announced: 3 });
    expect(run.rowsOf('accounts').map((row) => row.key)).toEqual(ids.slice(9, 12));
  });

  it('lets no id and no field break out of the query', () => {
    const input = { ids: ["001') OR (Name != '"], fields: ['Name FROM User --'] };

    const parsed = salesforceAccountsByIds.input.safeParse(input);

    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual(['fields.0']);
  });
});
