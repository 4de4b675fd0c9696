// The keyed writes against the sandbox's HubSpot and Salesforce, over real HTTP: what an answer looks like is not what counts.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ToolDefinition } from '../../../activities/tools/define-tool.ts';
import { hubspotUpsertDeals } from '../../../activities/tools/hubspot-upsert-deals.ts';
import { salesforceUpsert } from '../../../activities/tools/salesforce-upsert.ts';
import type { Json } from '../../../src/domain/tool.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { answerJson, startServer } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    world: { tenants: [{ id: 'acme', deals: 10, accounts: 10 }] },
    knobs: [{ knobs: { approvalsPerUser: null } }],
  });
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control.clearFaults());

interface Case {
  readonly tool: ToolDefinition;
  /** `good` makes a row the provider takes, `bad` one that it refuses. */
  readonly good: (name: string) => Record<string, Json>;
  readonly bad: Record<string, Json>;
  readonly refusedAs: string;
  readonly largestBatch: number;
  input(rows: Json, more?: Record<string, Json>): Json;
  /** How many records hold a key that begins so. */
  count(prefix: string): Promise<number>;
}

const hubspotCase: Case = {
  tool: hubspotUpsertDeals,
  good: (name) => ({ name, value: 12.5 }),
  bad: { name: 'bad', value: 'much' },
  refusedAs: 'VALIDATION_ERROR',
  largestBatch: 100,
  input: (rows, more = {}) => ({
    idProperty: 'external_key',
    rows,
    properties: { dealname: 'name', amount: 'value' },
    ...more,
  }),
  async count(prefix) {
    const account = await connectPlainly(sandbox, 'hubspot');
    const keys = await readAll(account.apiBaseUrl, account.tokens[0]!);
    return keys.filter((key) => key?.startsWith(prefix)).length;
  },
};

/** By the list, which reads the store: search may lag behind a write. */
async function readAll(base: string, token: string): Promise<(string | null)[]> {
  const keys: (string | null)[] = [];
  for (let after = '0'; ; ) {
    const url = `${base}/crm/v3/objects/deals?limit=100&properties=external_key&after=${after}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const body = (await response.json()) as {
      results: { properties: { external_key: string | null } }[];
      paging?: { next: { after: string } };
    };
    keys.push(...body.results.map(({ properties }) => properties.external_key));
    if (!body.paging) return keys;
    after = body.paging.next.after;
  }
}

const salesforceCase: Case = {
  tool: salesforceUpsert,
  good: (name) => ({ name, value: 12 }),
  bad: { name: 'x'.repeat(300), value: 1 },
  refusedAs: 'STRING_TOO_LONG',
  largestBatch: 200,
  input: (rows, more = {}) => ({
    object: 'Account',
    externalIdField: 'External_Key__c',
    rows,
    fields: { Name: 'name', AnnualRevenue: 'value' },
    ...more,
  }),
  async count(prefix) {
    const account = await connectPlainly(sandbox, 'salesforce');
    const soql = `SELECT COUNT() FROM Account WHERE External_Key__c LIKE '${prefix}%'`;
    const url = `${account.apiBaseUrl}/services/data/v62.0/query?q=${encodeURIComponent(soql)}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${account.tokens[0]}` } });
    return ((await response.json()) as { totalSize: number }).totalSize;
  },
};

describe.each([
  ['hubspot.upsert_deals', hubspotCase],
  ['salesforce.upsert', salesforceCase],
])('%s', (_, { tool, good, bad, refusedAs, largestBatch, input, count }) => {
  const stage = async () => {
    const account = await connectPlainly(sandbox, tool.provider);
    const grant = account.grants[0]!;
    const run = createMemoryRun();
    const calls = async () => (await sandbox.control.countCalls({ grant })).calls;
    return { run, step: run.openStep('write'), openFetch: openPlainAccount(account), grant, calls };
  };
  const rows = (prefix: string, length: number) =>
    Array.from({ length }, (_row, index) => ({
      key: `${prefix}${String(index).padStart(4, '0')}`,
      value: good(`Row ${index}`),
    }));

  it('writes another step’s rows in batches, and each is confirmed by its key', async () => {
    const { run, step, openFetch, calls } = await stage();
    await run.put('source', rows('whole-', 2 * largestBatch + 10));

    const receipt = receiptOf(await callTool(tool, input({ rowsOf: 'source' }), { step, openFetch }));

    const total = 2 * largestBatch + 10;
    expect(receipt).toMatchObject({ rows: total, announced: total, pages: 3 });
    expect(receipt.facts).toEqual({ created: total, updated: 0, refused: 0, refusals: null });
    expect([await calls(), await count('whole-')]).toEqual([3, total]);
    expect(run.rowsOf('write')[0]).toEqual({
      key: 'whole-0000',
      value: { id: expect.any(String), isNew: true },
    });
  });

  it('makes nothing twice when it is called again', async () => {
    const { openFetch } = await stage();
    const run = createMemoryRun();
    const call = (id: string) =>
      callTool(tool, input(rows('again-', 3)), { step: run.openStep(id), openFetch });
    await call('first');
    const receipt = receiptOf(await call('second'));
    expect(receipt).toMatchObject({ rows: 3, announced: 3, facts: { created: 0, updated: 3 } });
    expect(await count('again-')).toBe(3);
  });

  it('does not take a batch with refused rows for success', async () => {
    const { run, step, openFetch } = await stage();
    const mixed = [...rows('mixed-', 2), { key: 'mixed-bad', value: bad }];

    const receipt = receiptOf(await callTool(tool, input(mixed), { step, openFetch }));

    expect(receipt).toMatchObject({ rows: 2, announced: 3 });
    expect(receipt.facts).toMatchObject({ refused: 1, refusals: `mixed-bad: ${refusedAs}` });
    expect(run.rowsOf('write').map(({ key }) => key)).toEqual(['mixed-0000', 'mixed-0001']);
    expect(await count('mixed-')).toBe(2);
  });

  it('has written nothing when every row is refused, whatever the status said', async () => {
    const { step, openFetch } = await stage();
    const receipt = receiptOf(
      await callTool(tool, input([{ key: 'none', value: bad }]), { step, openFetch }),
    );
    expect(receipt).toMatchObject({ rows: 0, announced: 1, facts: { refused: 1 } });
  });

  it('goes on after a worker died without sending a batch again', async () => {
    const { step, openFetch, calls } = await stage();
    const wish = input(rows('died-', 12), { batchSize: 4 });
    const death = callTool(tool, wish, { step, openFetch, dieAfterPages: 2 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);

    const receipt = receiptOf(await callTool(tool, wish, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: 12, announced: 12, pages: 3, facts: { created: 12 } });
    expect(await calls()).toBe(3);
  });

  it('sends a batch whose answer was lost again, and nothing is there twice', async () => {
    const { step, openFetch, grant } = await stage();
    await sandbox.control.addFault({ on: 'data', grant, habit: { kind: 'drop_after_commit' } });
    const wish = input(rows('lost-', 5));
    await expect(callTool(tool, wish, { step, openFetch })).rejects.toMatchObject({ disposition: 'retry' });

    const receipt = receiptOf(await callTool(tool, wish, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: 5, announced: 5 });
    expect(await count('lost-')).toBe(5);
  });

  it('starts over when its input is another', async () => {
    const { run, step, openFetch } = await stage();
    await callTool(tool, input(rows('before-', 3)), { step, openFetch });
    const receipt = receiptOf(await callTool(tool, input(rows('after-', 2)), { step, openFetch }));
    expect(receipt).toMatchObject({ rows: 2, announced: 2 });
    expect(run.rowsOf('write').map(({ key }) => key)).toEqual(['after-0000', 'after-0001']);
  });
});

it('counts a row that HubSpot neither confirms nor names as not written', async () => {
  const server = await startServer((_, response) =>
    answerJson(response, 200, {
      status: 'COMPLETE',
      results: [{ id: '1', new: true, properties: { external_key: 'a' } }],
    }),
  );
  const account = { provider: 'hubspot', apiBaseUrl: server.url, apiOrigins: [server.url], tokens: ['t'] };
  const both = ['a', 'b'].map((key) => ({ key, value: { name: key } }));
  const result = await callTool(hubspotUpsertDeals, hubspotCase.input(both), {
    step: createMemoryRun().openStep('write'),
    openFetch: openPlainAccount(account),
  });
  await server.stop();
  expect(receiptOf(result)).toMatchObject({ rows: 1, announced: 2, facts: { refusals: 'b: unconfirmed' } });
});

it('does not guess which rows Salesforce answered for', async () => {
  const server = await startServer((_, response) =>
    answerJson(response, 200, [{ success: true, id: '1', errors: [] }]),
  );
  const account = { provider: 'salesforce', apiBaseUrl: server.url, apiOrigins: [server.url], tokens: ['t'] };
  const both = ['a', 'b'].map((key) => ({ key, value: { name: key } }));
  const call = callTool(salesforceUpsert, salesforceCase.input(both), {
    step: createMemoryRun().openStep('write'),
    openFetch: openPlainAccount(account),
  });
  await expect(call).rejects.toMatchObject({ code: 'provider.answer_unreadable' });
  await server.stop();
});
