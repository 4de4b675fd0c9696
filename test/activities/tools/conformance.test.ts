// The same claims of every tool in the list, against the sandbox over real HTTP.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToolDefinition } from '../../../activities/tools/define-tool.ts';
import { describeTool } from '../../../activities/tools/describe-tool.ts';
import { tools } from '../../../activities/tools/index.ts';
import { runTool } from '../../../activities/tools/run-tool.ts';
import type { Json } from '../../../src/domain/tool.ts';
import { builtInProviders } from '../../../src/providers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { startServer } from '../../support/http-server.ts';
import { createMemoryRun } from '../../support/memory-run.ts';
import { connectPlainly, openPlainAccount, testAccount } from '../../support/plain-fetch.ts';
import { callTool } from '../../support/tool-call.ts';

const folder = new URL('../../../activities/tools/', import.meta.url);
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 20 }] } });
});
afterAll(() => sandbox.stop());

/** A call of each tool that ends well; a new tool adds its own here. */
const examples: Readonly<Record<string, () => Json>> = {
  'google.write_sheet': () => ({
    spreadsheetId: sandbox.tenants[0]!.spreadsheetId,
    tab: 'conformance',
    columns: [{ header: 'Id', field: 'id' }],
    rows: [{ key: '1', value: { id: '1' } }],
  }),
  'http.request': () => ({ method: 'GET', path: '/account-info/v3/details' }),
  'hubspot.search_deals': () => ({ properties: ['dealname'] }),
  'salesforce.accounts_by_ids': () => ({ ids: ['001000000000001'], fields: ['Name'] }),
  'salesforce.query': () => ({ soql: 'SELECT Id, Name FROM Account' }),
  'hubspot.upsert_deals': () => ({
    idProperty: 'external_key',
    rows: [{ key: 'conformance', value: { name: 'A deal' } }],
    properties: { dealname: 'name' },
  }),
  'salesforce.upsert': () => ({
    object: 'Account',
    externalIdField: 'External_Key__c',
    rows: [{ key: 'conformance', value: { name: 'An account' } }],
    fields: { Name: 'name' },
  }),
  'slack.list_channels': () => ({}),
  'slack.post_message': () => ({ channel: 'C0SBX000001', text: 'Good morning' }),
};
/** Examples that write what must not be written twice: after an outage they can only say that they do not know. */
const writesOnce = new Set(['slack.post_message']);
const providerOf = (tool: ToolDefinition): string => (tool.provider === 'any' ? 'hubspot' : tool.provider);

function isTool(exported: unknown): exported is ToolDefinition {
  return typeof exported === 'object' && exported !== null && 'effect' in exported && 'run' in exported;
}

describe('the list of tools', () => {
  it('has every tool that a file of the folder defines', async () => {
    const files = readdirSync(fileURLToPath(folder)).filter(
      (name) => name.endsWith('.ts') && name !== 'index.ts',
    );
    const modules = await Promise.all(files.map((name) => import(new URL(name, folder).href)));
    const defined = modules.flatMap((module) => Object.values(module)).filter(isTool);

    expect(defined.map((tool) => tool.name).sort()).toEqual(tools.map((tool) => tool.name).sort());
  });

  it('has no name twice', () => {
    expect(new Set(tools.map((tool) => tool.name)).size).toBe(tools.length);
  });
});

describe.each(tools)('$name', (tool) => {
  it('says whose it is, what it needs and what repeating it does', () => {
    const provider = builtInProviders.find((candidate) => candidate.id === tool.provider);

    expect(tool.name).toMatch(/^[a-z]+\.[a-z_]+$/);
    expect(['read', 'keyed', 'once']).toContain(tool.effect);
    expect(provider !== undefined || tool.provider === 'any').toBe(true);
    for (const scope of tool.scopes) expect(provider!.scopes).toContain(scope);
    expect(tool.description).toMatch(/^[A-Z].{20,}\.$/s);
  });

  it('shows its input as a JSON Schema that knows no other fields', () => {
    const { inputSchema } = describeTool(tool);

    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(JSON.parse(JSON.stringify(inputSchema))).toEqual(inputSchema);
  });

  it.each([[null], ['text'], [[]], [{ fieldNobodyKnows: 1 }]])('refuses the input %j', async (bad) => {
    const openFetch = () => Promise.reject(new Error('the account was opened for a bad input'));
    const step = createMemoryRun().openStep('step');

    const result = await callTool(tool, bad, { openFetch, step });

    expect(result).toMatchObject({ status: 'failed', problem: { code: 'tool.input_invalid' } });
  });

  it('ends well with proof, and shows no token in result, rows or checkpoint', async () => {
    const account = await connectPlainly(sandbox, providerOf(tool));
    const run = createMemoryRun();
    const step = run.openStep('step');

    const result = await callTool(tool, examples[tool.name]!(), {
      openFetch: openPlainAccount(account),
      step,
    });

    expect(result).toMatchObject({ status: 'ok', receipt: { lastPageSeen: true, tokenVersions: [1, 1] } });
    const shown = JSON.stringify([result, run.rowsOf('step'), await step.loadCheckpoint()]);
    expect(shown).not.toMatch(/sbx(at|rt|cs|ac)/);
    expect(shown).not.toContain(account.tokens[0]);
  });

  it('begins nothing when its signal is aborted already', async () => {
    const openFetch = () => Promise.reject(new Error('the account was opened after the end'));
    const reason = new Error('cancelled');
    const deps = {
      openFetch,
      step: createMemoryRun().openStep('step'),
      callKey: 'key',
      signal: AbortSignal.abort(reason),
      heartbeat: () => {},
    };

    await expect(runTool(tool, deps, { ...testAccount, input: examples[tool.name]!() })).rejects.toBe(reason);
  });

  it('ends at once when it is cancelled while the provider thinks', async () => {
    const cancelling = new AbortController();
    const reason = new Error('cancelled');
    const server = await startServer(() => cancelling.abort(reason));
    const account = { apiBaseUrl: server.url, apiOrigins: [server.url], tokens: ['t'] };
    const deps = {
      openFetch: openPlainAccount({ provider: providerOf(tool), ...account }),
      step: createMemoryRun().openStep('step'),
      callKey: 'key',
      signal: cancelling.signal,
      heartbeat: () => {},
    };

    const call = runTool(tool, deps, { ...testAccount, input: examples[tool.name]!() });

    await expect(call).rejects.toBe(reason);
    await server.stop();
  });

  it('leaves an outage to be tried again unless it may have written, and never calls it an answer', async () => {
    const account = await connectPlainly(sandbox, providerOf(tool));
    await sandbox.control.addFault({
      provider: account.provider,
      on: 'data',
      habit: { kind: 'drop_after_commit' },
      times: null,
    });

    const call = callTool(tool, examples[tool.name]!(), {
      openFetch: openPlainAccount(account),
      step: createMemoryRun().openStep('step'),
    });

    if (writesOnce.has(tool.name)) {
      await expect(call).resolves.toMatchObject({
        status: 'failed',
        problem: { code: 'tool.outcome_unknown' },
      });
    } else {
      await expect(call).rejects.toMatchObject({ code: 'provider.unavailable', disposition: 'retry' });
    }
    await sandbox.control.clearFaults();
  });
});
