// How a call ends, for every way it can. The tools are a few lines each; the HTTP is real where a provider is asked.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDirectCaller } from '../../../activities/tools/call-directly.ts';
import { defineTool, type ToolContext, type ToolOutcome } from '../../../activities/tools/define-tool.ts';
import { hubspotSearchDeals } from '../../../activities/tools/hubspot-search-deals.ts';
import { createInMemoryStep } from '../../../activities/tools/in-memory-step.ts';
import { salesforceQuery } from '../../../activities/tools/salesforce-query.ts';
import { AccountBlocked, Failure, type FailureCode } from '../../../src/domain/failures.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount, testAccount } from '../../support/plain-fetch.ts';
import { callTool, receiptOf, WorkerDied } from '../../support/tool-call.ts';

const receipt = { rows: 2, announced: 2, unmatched: 0, pages: 1, lastPageSeen: true, facts: {} };
type Run = (context: ToolContext<{ count: number; name: string }>) => Promise<ToolOutcome>;
const toolThat = (run: Run) =>
  defineTool({
    name: 'test.tool',
    provider: 'hubspot',
    scopes: [],
    effect: 'read',
    description: 'Does what the test says.',
    input: z.strictObject({ count: z.int(), name: z.string() }),
    run,
  });
const input = { count: 1, name: 'n' };
const nowhere = { provider: 'hubspot', apiBaseUrl: 'http://127.0.0.1:9', apiOrigins: [], tokens: ['t'] };
const openFetch = openPlainAccount(nowhere);
const newStep = () => createMemoryRun().openStep('step');
const throwing = (error: unknown) => toolThat(() => Promise.reject(error));

describe('runTool', () => {
  it('adds times and token versions to what the tool proves', async () => {
    const before = Date.now();

    const result = await callTool(
      toolThat(async () => ({ status: 'ok', receipt, value: { n: 1 } })),
      input,
      { openFetch, step: newStep() },
    );

    expect(result).toEqual({
      status: 'ok',
      value: { n: 1 },
      receipt: {
        ...receipt,
        tokenVersions: null,
        startedAt: expect.any(Number),
        finishedAt: expect.any(Number),
      },
    });
    expect(receiptOf(result).startedAt).toBeGreaterThanOrEqual(before);
  });

  it('names everything that is wrong with an input, each with its place', async () => {
    const tool = toolThat(() => Promise.reject(new Error('it ran all the same')));

    const result = await callTool(tool, { count: 'many', extra: true }, { openFetch, step: newStep() });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.input_invalid' } });
    for (const word of ['count', 'name', 'extra']) expect(JSON.stringify(result)).toContain(word);
  });

  it('returns blocked, with the number to wait for, when the account cannot be used', async () => {
    const tool = throwing(new AccountBlocked('reauth_required', 12));

    const result = await callTool(tool, input, { openFetch, step: newStep() });

    expect(result).toEqual({
      status: 'blocked',
      account: testAccount.account,
      state: 'reauth_required',
      seq: 12,
    });
  });

  it.each<FailureCode>(['tool.refused', 'grant.permission_missing', 'tool.origin_not_allowed'])(
    'returns %s as a problem the caller can act on',
    async (code) => {
      const tool = throwing(new Failure(code, 'in words', { facts: { status: 404 } }));

      const result = await callTool(tool, input, { openFetch, step: newStep() });

      expect(result).toEqual({
        status: 'failed',
        problem: { code, message: 'in words', facts: { status: 404 } },
      });
    },
  );

  it.each<FailureCode>(['provider.unavailable', 'provider.rate_limited', 'app.misconfigured', 'bug'])(
    'throws %s for whoever retries or reports it',
    async (code) => {
      const failure = new Failure(code, 'in words');

      await expect(callTool(throwing(failure), input, { openFetch, step: newStep() })).rejects.toBe(failure);
    },
  );

  it('throws what is no Failure as it is', async () => {
    const bug = new TypeError('undefined is not what it was');

    await expect(callTool(throwing(bug), input, { openFetch, step: newStep() })).rejects.toBe(bug);
  });

  it('refuses a tool of another provider', async () => {
    const result = await callTool(
      salesforceQuery,
      { soql: 'SELECT Id FROM Account' },
      { openFetch, step: newStep() },
    );

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'account.wrong_provider' } });
  });

  it('tells a tool nothing of the checkpoint but what the tool saved', async () => {
    const step = newStep();
    const seen: unknown[] = [];
    const tool = toolThat(async (context) => {
      seen.push(await context.step.loadCheckpoint());
      await context.step.savePage({ rows: [], checkpoint: { page: seen.length } });
      return { status: 'ok', receipt };
    });

    await callTool(tool, input, { openFetch, step });
    await callTool(tool, input, { openFetch, step });

    expect(seen).toEqual([null, { page: 1 }]);
  });
});

describe('a call against the sandbox', () => {
  it('keeps the token versions and the beginning of the executions before it', async () => {
    const sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 600 }] } });
    const account = await connectPlainly(sandbox, 'hubspot', { versions: 2 });
    const open = openPlainAccount(account);
    const step = newStep();
    const death = callTool(hubspotSearchDeals, {}, { openFetch: open, step, dieAfterPages: 1 });
    await expect(death).rejects.toBeInstanceOf(WorkerDied);
    const restartedAt = Date.now();
    await sandbox.control.expireAccessTokens({ grant: account.grants[0] });

    const proof = receiptOf(await callTool(hubspotSearchDeals, {}, { openFetch: open, step }));
    await sandbox.stop();

    expect(proof).toMatchObject({ rows: 600, announced: 600, pages: 3, tokenVersions: [1, 2] });
    expect(proof.startedAt).toBeLessThanOrEqual(restartedAt);
  });

  it('pauses in the middle, and after the pause goes on from the page it was at', async () => {
    const sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 600 }] } });
    const account = await connectPlainly(sandbox, 'hubspot');
    const step = newStep();

    const paused = await callTool(hubspotSearchDeals, {}, { openFetch: openPlainAccount(account, 2), step });
    const resumed = await callTool(hubspotSearchDeals, {}, { openFetch: openPlainAccount(account), step });
    const { calls } = await sandbox.control.countCalls({ provider: 'hubspot' });
    await sandbox.stop();

    expect(paused).toMatchObject({ status: 'blocked', state: 'reauth_required', seq: 7 });
    expect(receiptOf(resumed)).toMatchObject({ rows: 600, announced: 600, pages: 3 });
    expect(calls).toBe(3);
  });

  it('names a permission when a fresh token is refused too, and does not loop', async () => {
    const sandbox = await startSandbox();
    const account = await connectPlainly(sandbox, 'hubspot', { versions: 3 });
    await sandbox.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { rejectEveryToken: true } });

    const result = await callTool(
      hubspotSearchDeals,
      {},
      { openFetch: openPlainAccount(account), step: newStep() },
    );
    const { calls, unauthorized } = await sandbox.control.countCalls({ provider: 'hubspot' });
    await sandbox.stop();

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'grant.permission_missing', facts: { status: 401 } },
    });
    expect([calls, unauthorized]).toEqual([2, 2]);
  });

  it('names the scope’s absence as a matter for the administrator', async () => {
    const sandbox = await startSandbox();
    const account = await connectPlainly(sandbox, 'hubspot');
    await sandbox.control.removeScope({ grant: account.grants[0]!, scope: 'crm.objects.deals.read' });

    const result = await callTool(
      hubspotSearchDeals,
      {},
      { openFetch: openPlainAccount(account), step: newStep() },
    );
    await sandbox.stop();

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'grant.permission_missing', facts: { status: 403, providerCode: 'MISSING_SCOPES' } },
    });
  });

  it.each([
    [{ kind: 'server_error', status: 502 }, 'provider.unavailable', null],
    [{ kind: 'unavailable' }, 'provider.unavailable', null],
    [{ kind: 'drop_after_commit' }, 'provider.unavailable', null],
    [{ kind: 'rate_limited', retryAfterSeconds: 7 }, 'provider.rate_limited', 7_000],
    [{ kind: 'rate_limited', retryAfterSeconds: null }, 'provider.rate_limited', 1_000],
  ] as const)('throws what passes by itself, to be tried again: %j', async (habit, code, retryAfterMs) => {
    const sandbox = await startSandbox();
    const open = openPlainAccount(await connectPlainly(sandbox, 'hubspot'));
    await sandbox.control.addFault({ provider: 'hubspot', on: 'data', habit });

    const call = callTool(hubspotSearchDeals, {}, { openFetch: open, step: newStep() });

    await expect(call).rejects.toMatchObject({ code, retryAfterMs });
    await sandbox.stop();
  });
});

describe('a direct call', () => {
  const call = { ref: testAccount, callKey: 'k', signal: new AbortController().signal };
  const rows = [
    { key: 'b', value: { n: 2 } },
    { key: 'a', value: { n: 1 } },
  ];

  it('brings its rows back with the result', async () => {
    const tool = toolThat(async ({ step }) => {
      await step.savePage({ rows, checkpoint: null });
      return { status: 'ok', receipt };
    });

    const answer = await createDirectCaller([tool], { openFetch })({ ...call, tool: tool.name, input });

    expect(answer.result.status).toBe('ok');
    expect(answer.rows.map((row) => row.key)).toEqual(['a', 'b']);
  });

  it('says that a run is the place for more rows than it holds', async () => {
    const step = createInMemoryStep(1);

    const result = await callTool(
      toolThat(async (context) => {
        await context.step.savePage({ rows, checkpoint: null });
        return { status: 'ok', receipt };
      }),
      input,
      { openFetch, step },
    );

    expect(result).toMatchObject({
      status: 'failed',
      problem: { code: 'tool.refused', facts: { mostRows: 1 } },
    });
  });

  it('says that it has no other steps to take rows from', async () => {
    const tool = toolThat(async ({ step }) => {
      for await (const slice of step.readRowsOf('deals')) expect(slice).toBeDefined();
      return { status: 'ok', receipt };
    });

    const { result } = await createDirectCaller([tool], { openFetch })({ ...call, tool: tool.name, input });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.input_invalid' } });
  });

  it('names the tools there are when it is asked for another', async () => {
    const unknown = createDirectCaller([hubspotSearchDeals], { openFetch })({ ...call, tool: 'x', input });

    await expect(unknown).rejects.toMatchObject({
      code: 'tool.unknown',
      message: expect.stringContaining('hubspot.search_deals'),
    });
  });
});
