// Against the sandbox's HubSpot, over real HTTP; where a provider must lie, a server of a few lines does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubspotSearchDeals } from '../../../activities/tools/hubspot-search-deals.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { answerJson, startServer } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

const deals = 10_500;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals }] } });
});
afterAll(() => sandbox.stop());

async function stage() {
  const account = await connectPlainly(sandbox, 'hubspot');
  const run = createMemoryRun();
  const calls = async () => (await sandbox.control.countCalls({ grant: account.grants[0] })).calls;
  return { run, step: run.openStep('deals'), openFetch: openPlainAccount(account), calls };
}

describe('hubspot.search_deals', () => {
  it('reads every deal past the 10,000 a search shows, each page once', async () => {
    const { run, step, openFetch, calls } = await stage();

    const result = await callTool(hubspotSearchDeals, { properties: ['dealname'] }, { step, openFetch });

    const receipt = receiptOf(result);
    expect(receipt).toMatchObject({ rows: deals, announced: deals, pages: 53, lastPageSeen: true });
    expect(receipt.facts).toMatchObject({ drifts: 0, recounted: null });
    expect(receipt.tokenVersions).toEqual([1, 1]);
    expect(await calls()).toBe(53);
    const [first] = run.rowsOf('deals');
    expect(first!.value).toMatchObject({ id: first!.key, dealname: expect.any(String) });
  });

  it('goes on after a worker died without asking for a page again', async () => {
    const { run, step, openFetch, calls } = await stage();

    const death = callTool(hubspotSearchDeals, {}, { step, openFetch, dieAfterPages: 20 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);
    expect(run.rowsOf('deals')).toHaveLength(4_000);
    const receipt = receiptOf(await callTool(hubspotSearchDeals, {}, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: deals, announced: deals, pages: 53 });
    expect(await calls()).toBe(53);
  });

  it('asks nothing at all when only its answer was lost', async () => {
    const { step, openFetch, calls } = await stage();
    const first = receiptOf(await callTool(hubspotSearchDeals, {}, { step, openFetch }));
    const before = await calls();

    const second = receiptOf(await callTool(hubspotSearchDeals, {}, { step, openFetch }));

    expect(await calls()).toBe(before);
    expect(second).toEqual({ ...first, finishedAt: expect.any(Number) });
  });

  it('proves that there is nothing by the provider’s own zero', async () => {
    const { step, openFetch } = await stage();
    const filters = [{ propertyName: 'dealname', operator: 'EQ', value: 'nobody calls a deal this' }];

    const result = await callTool(hubspotSearchDeals, { filters }, { step, openFetch });

    expect(result).toMatchObject({ status: 'empty', receipt: { rows: 0, announced: 0, pages: 1 } });
  });

  it('takes smaller pages than it asked for as pages, not as the end', async () => {
    const { step, openFetch } = await stage();
    await sandbox.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { pageLimit: 90 } });
    const receipt = receiptOf(await callTool(hubspotSearchDeals, {}, { step, openFetch }));
    await sandbox.control.clearKnobs({ scope: { provider: 'hubspot' } });

    expect(receipt).toMatchObject({ rows: deals, announced: deals });
  });

  it('counts again when deals were added while it read, and holds them', async () => {
    const { step, openFetch } = await stage();
    const death = callTool(hubspotSearchDeals, {}, { step, openFetch, dieAfterPages: 3 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);
    await sandbox.control.addDeals({ tenant: 'acme', count: 5 });

    const receipt = receiptOf(await callTool(hubspotSearchDeals, {}, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: deals + 5, announced: deals + 5 });
    expect(receipt.facts).toEqual({ announcedFirst: deals, recounted: deals + 5, drifts: 1 });
  });

  it('reports both numbers when the provider gives less than it announces', async () => {
    const searches: unknown[] = [];
    const server = await startServer((request, response) => {
      const { limit, filterGroups } = JSON.parse(request.body);
      searches.push(limit);
      const isFirst = filterGroups.length === 0 && limit > 1;
      const results = ['1', '2', '3'].map((id) => ({ id, properties: { dealname: `Deal ${id}` } }));
      answerJson(response, 200, { total: isFirst || limit === 1 ? 5 : 2, results: isFirst ? results : [] });
    });
    const openFetch = openPlainAccount({
      provider: 'hubspot',
      apiBaseUrl: server.url,
      apiOrigins: [server.url],
      tokens: ['t'],
    });
    const step = createMemoryRun().openStep('deals');

    const result = await callTool(hubspotSearchDeals, {}, { step, openFetch });
    await server.stop();

    expect(result).toMatchObject({ status: 'ok', receipt: { rows: 3, announced: 5 } });
    expect(searches).toEqual([200, 200, 1]);
  });
});
