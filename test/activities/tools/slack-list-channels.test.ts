// Against the sandbox's Slack, over real HTTP; where a provider must forget, a server of a few lines does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slackListChannels } from '../../../activities/tools/slack-list-channels.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { answerJson, startServer } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 1, channels: 40 }] } });
});
afterAll(() => sandbox.stop());

async function stage() {
  const account = await connectPlainly(sandbox, 'slack');
  const run = createMemoryRun();
  const calls = async () => (await sandbox.control.countCalls({ grant: account.grants[0] })).calls;
  return { run, account, step: run.openStep('channels'), openFetch: openPlainAccount(account), calls };
}

describe('slack.list_channels', () => {
  it('reads on through short and empty pages until Slack says it is the end', async () => {
    const { run, step, openFetch, calls } = await stage();

    const receipt = receiptOf(await callTool(slackListChannels, { pageSize: 1 }, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: 30, announced: null, pages: 40, lastPageSeen: true });
    expect(await calls()).toBe(40);
    const [first] = run.rowsOf('channels');
    expect(first).toMatchObject({
      value: { id: first!.key, name: 'general', isArchived: false, isMember: true },
    });
  });

  it('has archived channels too when it is asked for them', async () => {
    const { step, openFetch } = await stage();
    const result = await callTool(slackListChannels, { includeArchived: true }, { step, openFetch });
    expect(receiptOf(result).rows).toBe(40);
  });

  it('goes on from its cursor after a worker died', async () => {
    const { step, openFetch, calls } = await stage();
    const death = callTool(slackListChannels, { pageSize: 10 }, { step, openFetch, dieAfterPages: 2 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);

    const receipt = receiptOf(await callTool(slackListChannels, { pageSize: 10 }, { step, openFetch }));

    expect(receipt).toMatchObject({ rows: 30, pages: 4 });
    expect(await calls()).toBe(4);
  });

  it('goes on with a newer token when Slack refuses the old one in a 200', async () => {
    const account = await connectPlainly(sandbox, 'slack', { versions: 2 });
    await sandbox.control.expireAccessTokens({ grant: account.grants[0]! });
    const step = createMemoryRun().openStep('channels');

    const result = await callTool(slackListChannels, {}, { step, openFetch: openPlainAccount(account) });

    expect(receiptOf(result)).toMatchObject({ rows: 30, tokenVersions: [1, 2] });
  });

  it('names the scope it lacks, and does not call it an empty list', async () => {
    const { account, step, openFetch } = await stage();
    await sandbox.control.removeScope({ grant: account.grants[0]!, scope: 'channels:read' });

    const result = await callTool(slackListChannels, {}, { step, openFetch });

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'grant.permission_missing', facts: { providerCode: 'missing_scope' } },
    });
    expect(JSON.stringify(result)).toContain('channels:read');
  });

  it('says when to come back after a rate limit', async () => {
    const { account, step, openFetch } = await stage();
    await sandbox.control.addFault({
      on: 'data',
      grant: account.grants[0],
      habit: { kind: 'rate_limited', retryAfterSeconds: 7 },
    });
    const call = callTool(slackListChannels, {}, { step, openFetch });
    await expect(call).rejects.toMatchObject({ code: 'provider.rate_limited', retryAfterMs: 7_000 });
  });

  it('starts over when Slack has forgotten the cursor', async () => {
    let forgotten = 0;
    const channel = (id: string) => ({ id, name: id.toLowerCase() });
    const page = (id: string, next: string) => ({
      ok: true,
      channels: [channel(id)],
      response_metadata: { next_cursor: next },
    });
    const server = await startServer((request, response) => {
      const cursor = new URL(request.url!, 'http://x').searchParams.get('cursor');
      if (cursor === null) return answerJson(response, 200, page(forgotten === 0 ? 'COLD' : 'CNEW', 'next'));
      if (forgotten++ === 0) return answerJson(response, 200, { ok: false, error: 'invalid_cursor' });
      return answerJson(response, 200, page('CLAST', ''));
    });
    const account = { apiBaseUrl: server.url, apiOrigins: [server.url], tokens: ['t'] };
    const run = createMemoryRun();

    const result = await callTool(
      slackListChannels,
      {},
      { step: run.openStep('channels'), openFetch: openPlainAccount({ provider: 'slack', ...account }) },
    );
    await server.stop();

    expect(receiptOf(result)).toMatchObject({ rows: 2, facts: { restarts: 1 } });
    expect(run.rowsOf('channels').map(({ key }) => key)).toEqual(['CLAST', 'CNEW']);
  });
});
