// The MCP server, visited by the protocol's own TypeScript client over HTTP, on a whole Firstlight.
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCanaries } from '../support/canary.ts';
import { type McpVisitor, mcpVisitors } from '../support/mcp-client.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const deals = 900;
let stage: Stage;
let acme: StageTenant;
let birch: StageTenant;
let hubspot: ConnectedAccount;
let plain: McpVisitor;
let opener: McpVisitor;
const { visit, leave, answers } = mcpVisitors();

beforeAll(async () => {
  stage = await startStage({
    world: {
      tenants: [
        { id: 'acme', deals, accounts: 4, unmatched: 0 },
        { id: 'birch', deals: 4, accounts: 4, unmatched: 0 },
      ],
    },
  });
  acme = await stage.tenant('acme');
  birch = await stage.tenant('birch');
  hubspot = await acme.connect('hubspot');
  plain = await visit(stage.apiUrl, acme.key);
  opener = await visit(stage.apiUrl, acme.key, { opensUrls: true });
});
afterAll(async () => {
  await leave();
  await stage?.stop();
});

const post = (body: unknown, headers: Record<string, string> = {}, at = stage.apiUrl) =>
  fetch(new URL('/mcp', at), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${acme.key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

async function killGrant(tenant: StageTenant, { account, grant }: ConnectedAccount): Promise<string> {
  await stage.control.revoke({ grant: grant.grant });
  await tenant.api.checkAccount(account.id);
  return until('the account shows its link', async () => (await tenant.api.account(account.id)).reauthUrl);
}

describe('the list', () => {
  it('holds the tools of the connected accounts, with schemas and honest hints', async () => {
    const { tools } = await plain.client.listTools();

    expect(tools.map(({ name }) => name)).toEqual(
      ['hubspot-search_deals', 'hubspot-upsert_deals', 'http-request'].sort(),
    );
    const search = tools.find(({ name }) => name === 'hubspot-search_deals')!;
    expect(search.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(search.inputSchema.required ?? []).not.toContain('account');
    expect(search.inputSchema.properties!.account).toMatchObject({ enum: [hubspot.account.id] });
    expect(search._meta).toMatchObject({ 'firstlight/tool': 'hubspot.search_deals' });
    const upsert = tools.find(({ name }) => name === 'hubspot-upsert_deals')!;
    expect(upsert.annotations).toMatchObject({ readOnlyHint: false, idempotentHint: true });
    const request = tools.find(({ name }) => name === 'http-request')!;
    expect(request.annotations).toMatchObject({ readOnlyHint: false, idempotentHint: false });
    expect(plain.client.getServerCapabilities()?.tools?.listChanged).toBeUndefined();
  });

  it('refuses a cursor it did not give out', async () => {
    await expect(plain.client.listTools({ cursor: '!' })).rejects.toMatchObject({ code: -32602 });
  });
});

describe('a call', () => {
  it('answers rows with a receipt, tells progress a page at a time, and says what it left out and how to get it', async () => {
    const told: { progress: number; message?: string }[] = [];
    const first = await plain.client.callTool(
      { name: 'hubspot-search_deals', arguments: { properties: ['dealname', 'amount', 'dealstage'] } },
      undefined,
      { onprogress: (progress) => told.push(progress) },
    );

    const answer = first.structuredContent as never as Awaited<
      ReturnType<McpVisitor['call']>
    >['structuredContent'];
    expect(first.isError).toBe(false);
    expect(answer).toMatchObject({
      status: 'ok',
      account: hubspot.account.id,
      receipt: { rows: deals, announced: deals, lastPageSeen: true },
    });
    expect(told.length).toBeGreaterThan(2);
    expect(told.map(({ progress }) => progress)).toEqual(told.map((_, at) => at + 1));
    const keys = answer.rows!.map(({ key }) => key);
    expect(answer.leftOut).toMatchObject({ rows: deals - keys.length, rowsAfter: keys.at(-1) });
    expect(JSON.stringify(first.content)).toContain(`${deals - keys.length} more rows were read`);
    let left = answer.leftOut;
    while (left) {
      const next = await plain.call('hubspot-search_deals', {
        properties: ['dealname', 'amount', 'dealstage'],
        rowsAfter: left.rowsAfter,
      });
      keys.push(...next.structuredContent.rows!.map(({ key }) => key));
      left = next.structuredContent.leftOut;
    }
    expect(new Set(keys).size).toBe(deals);
  });

  it('says "empty" where the provider did, and that it is the provider’s word', async () => {
    const none = await plain.call('hubspot-search_deals', {
      filters: [{ propertyName: 'dealname', operator: 'EQ', value: 'no deal has this name' }],
    });

    expect(none).toMatchObject({ isError: false, structuredContent: { status: 'empty' } });
    expect(none.structuredContent.receipt).toMatchObject({ rows: 0, announced: 0 });
  });

  it('with a key is answered from the record when it comes again, and does not take another call for it', async () => {
    const meta = { 'firstlight/idempotencyKey': 'a-write-of-the-tests' };
    const name = `Deal ${Date.now()}`;
    const write = { method: 'POST', path: '/crm/v3/objects/deals', body: { properties: { dealname: name } } };

    const first = await plain.call('http-request', write, meta);
    const calls = await stage.control.countCalls({ provider: 'hubspot' });
    const again = await opener.call(
      'http-request',
      { body: write.body, path: write.path, method: write.method },
      meta,
    );
    const other = await plain.call('http-request', { ...write, path: '/crm/v3/objects/other' }, meta);

    expect(first.structuredContent.status).toBe('ok');
    expect(again.structuredContent).toEqual(first.structuredContent);
    expect(again._meta).toEqual({ 'firstlight/replayed': true });
    expect(first._meta).toBeUndefined();
    expect(other.structuredContent.problem?.code).toBe('idempotency.other_request');
    expect(await stage.control.countCalls({ provider: 'hubspot' })).toEqual(calls);
  });

  it('with mistakes is told what is wrong as the protocol says: a model sees its own mistakes, a client those of the protocol', async () => {
    const bad = await plain.call('hubspot-search_deals', { pageSize: 0 });
    const alien = await plain.call('hubspot-search_deals', { account: 'acct_nobody' });

    expect(bad).toMatchObject({
      isError: true,
      structuredContent: { status: 'failed', problem: { code: 'tool.input_invalid' } },
    });
    expect(bad.structuredContent.problem!.message).toContain('pageSize');
    expect(alien.structuredContent.problem!.code).toBe('account.unknown');
    const unknown = await plain.call('hubspot-dance', {}).catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(McpError);
    expect(unknown).toMatchObject({ code: -32602, message: expect.stringContaining('hubspot-dance') });
  });

  it('is cut off at the provider when the client cancels it', async () => {
    await stage.control.addFault({
      on: 'data',
      provider: 'hubspot',
      habit: { kind: 'answer_after_client_left' },
    });
    const since = Date.now();
    const abort = new AbortController();
    const calling = plain.client
      .callTool(
        { name: 'http-request', arguments: { method: 'GET', path: '/crm/v3/objects/deals' } },
        undefined,
        {
          signal: abort.signal,
        },
      )
      .catch((error: unknown) => error);
    await until('the request is there', async () => (await dataCalls(since)).length === 1);
    expect((await dataCalls(since))[0]!.status).toBe(0);

    abort.abort('not wanted any more');

    await calling;
    await until('the provider saw its client leave', async () => (await dataCalls(since))[0]!.status !== 0);
  });

  it('is cut off at the provider when the cancellation reaches another api process', async () => {
    const other = await stage.startApi();
    try {
      await stage.control.addFault({
        on: 'data',
        provider: 'hubspot',
        habit: { kind: 'answer_after_client_left' },
      });
      const since = Date.now();
      const headers = { 'mcp-session-id': plain.transport.sessionId! };
      const order = { name: 'http-request', arguments: { method: 'GET', path: '/crm/v3/objects/deals' } };
      const answer = await post({ jsonrpc: '2.0', id: 'far', method: 'tools/call', params: order }, headers);
      await until('the request is there', async () => (await dataCalls(since)).length === 1);

      const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'far' } };
      expect((await post(cancelled, headers, other.url)).status).toBe(202);

      await until('the provider saw its client leave', async () => (await dataCalls(since))[0]!.status !== 0);
      expect(await answer.text()).not.toContain('result');
    } finally {
      await other.api.stop();
    }
  });

  it('is cut off at the provider when the connection is dropped', async () => {
    await stage.control.addFault({
      on: 'data',
      provider: 'hubspot',
      habit: { kind: 'answer_after_client_left' },
    });
    const since = Date.now();
    const leaver = await visit(stage.apiUrl, acme.key);
    const calling = leaver
      .call('http-request', { method: 'GET', path: '/crm/v3/objects/deals' })
      .catch((error: unknown) => error);
    await until('the request is there', async () => (await dataCalls(since)).length === 1);

    await leaver.client.close();

    await calling;
    await until('the provider saw its client leave', async () => (await dataCalls(since))[0]!.status !== 0);
  });
});

it('says that the outcome of a write is unknown when its key comes again after it was cut off', async () => {
  await stage.control.addFault({
    on: 'data',
    provider: 'hubspot',
    habit: { kind: 'answer_after_client_left' },
  });
  const since = Date.now();
  const leaver = await visit(stage.apiUrl, acme.key);
  const meta = { 'firstlight/idempotencyKey': 'cut-off' };
  const write = {
    method: 'POST',
    path: '/crm/v3/objects/deals',
    body: { properties: { dealname: 'Cut off' } },
  };
  const calling = leaver.call('http-request', write, meta).catch((error: unknown) => error);
  await until('the request is there', async () => (await dataCalls(since)).length === 1);
  await leaver.client.close();
  await calling;

  const again = await until('its end is on record', async () => {
    const { structuredContent } = await plain.call('http-request', write, meta);
    return structuredContent.problem?.code === 'idempotency.under_way' ? undefined : structuredContent;
  });

  expect(again).toMatchObject({ status: 'failed', problem: { code: 'tool.outcome_unknown' } });
  expect(again.whatToDo).toContain('Find out at the provider');
  expect(await dataCalls(since)).toHaveLength(1);
});

const dataCalls = (since: number) => stage.control.calls({ provider: 'hubspot', kind: 'data', since });

describe('a dead grant', () => {
  it('is shown to the person by a client that opens links, told to one that does not, and the same call works afterwards', async () => {
    const dead = await birch.connect('hubspot');
    const [telling, showing] = [
      await visit(stage.apiUrl, birch.key),
      await visit(stage.apiUrl, birch.key, { opensUrls: true }),
    ];
    const meta = { 'firstlight/idempotencyKey': 'blocked-and-back' };
    const call = (visitor: McpVisitor) => visitor.call('hubspot-search_deals', {}, meta);
    const reauthUrl = await killGrant(birch, dead);

    const told = await call(telling);
    const shown = await call(showing).catch((error: unknown) => error);

    expect(told).toMatchObject({
      isError: true,
      structuredContent: { status: 'blocked', state: 'reauth_required', whoMustAct: 'person', reauthUrl },
    });
    expect(told.structuredContent.whatToDo).toContain('nothing is known of its data');
    expect(shown).toBeInstanceOf(McpError);
    expect(shown).toMatchObject({
      code: -32042,
      data: { elicitations: [{ mode: 'url', url: reauthUrl, elicitationId: expect.any(String) }] },
    });

    await reauthorize(reauthUrl, { user: dead.user });
    await until('it is back', async () => (await birch.api.account(dead.account.id)).state === 'active');

    expect((await call(showing)).structuredContent).toMatchObject({ status: 'ok', receipt: { rows: 4 } });
    expect((await call(telling)).structuredContent).toMatchObject({ status: 'ok', receipt: { rows: 4 } });
  });

  it('that was disconnected, or is held, says who must act and when to come again', async () => {
    const gone = await birch.connect('slack');
    const visitor = await visit(stage.apiUrl, birch.key, { opensUrls: true });
    await stage.control.setKnobs({
      scope: { grant: gone.grant.grant },
      knobs: { refuseRefreshAs: 'client_secret_wrong' },
    });
    await stage.control.expireAccessTokens({ grant: gone.grant.grant });

    const held = await visitor.call('slack-list_channels', {});

    expect(held).toMatchObject({ isError: true, structuredContent: { status: 'blocked', state: 'held' } });
    expect(Date.parse(held.structuredContent.retryAt!)).toBeGreaterThan(Date.now());
    await birch.api.disconnectAccount(gone.account.id);
    const after = await visitor.call('slack-list_channels', { account: gone.account.id });
    expect(after.structuredContent).toMatchObject({ status: 'blocked', state: 'disconnected' });
    expect((await visitor.client.listTools()).tools.map(({ name }) => name)).not.toContain(
      'slack-list_channels',
    );
  });
});

describe('several accounts of a provider', () => {
  it('have to be named, and are described by their labels', async () => {
    const both = [await acme.connect('salesforce'), await acme.connect('salesforce', { person: 1 })];
    const { tools } = await plain.client.listTools();
    const query = tools.find(({ name }) => name === 'salesforce-query')!;

    expect(query.inputSchema.required).toContain('account');
    const argument = query.inputSchema.properties!.account as { enum: string[]; description: string };
    expect(argument.enum.toSorted()).toEqual(both.map(({ account }) => account.id).toSorted());
    for (const { account } of both) expect(argument.description).toContain(account.label);
    const soql = 'SELECT Id FROM Account';
    const unsaid = await plain.call('salesforce-query', { soql });
    expect(unsaid).toMatchObject({ isError: true });
    expect(unsaid.structuredContent.problem!.message).toContain(both[1]!.account.id);
    const said = await plain.call('salesforce-query', { soql, account: both[1]!.account.id });
    expect(said.structuredContent).toMatchObject({ status: 'ok', account: both[1]!.account.id });
  });
});

describe('the door', () => {
  it('opens to a tenant’s key alone, and says where one is come by', async () => {
    const none = await post(ping, { authorization: '' });
    const wrong = await post(ping, { authorization: 'Bearer not-a-key' });

    expect([none.status, wrong.status]).toEqual([401, 401]);
    const challenge = none.headers.get('www-authenticate')!;
    expect(wrong.headers.get('www-authenticate')).toContain('error="invalid_token"');
    const [, metadataUrl] = /resource_metadata="([^"]+)"/.exec(challenge)!;
    const metadata = (await (await fetch(metadataUrl!)).json()) as Record<string, string>;
    expect(metadata.resource).toBe(new URL('/mcp', stage.apiUrl).href);
    expect(metadata).not.toHaveProperty('authorization_servers');
    expect(await (await fetch(metadata.resource_documentation!)).text()).toContain('POST /v1/tenants');
    await expect(visit(stage.apiUrl, 'not-a-key')).rejects.toThrow(/401|API key/);
  });

  it('does not take one tenant’s session with another’s key, nor another tenant’s account', async () => {
    const headers = { 'mcp-session-id': plain.transport.sessionId! };

    expect((await post(ping, headers)).status).toBe(200);
    expect((await post(ping, { ...headers, authorization: `Bearer ${birch.key}` })).status).toBe(404);
    expect((await post(ping, { 'mcp-session-id': `${plain.transport.sessionId!}x` })).status).toBe(404);
    const stranger = await visit(stage.apiUrl, birch.key);
    const theirs = await stranger.call('http-request', {
      account: hubspot.account.id,
      method: 'GET',
      path: '/crm/v3/objects/deals',
    });
    expect(theirs.structuredContent.problem!.code).toBe('account.unknown');
  });

  it('takes requests from no other origin, none that is too large, and one message at a time', async () => {
    expect((await post(ping, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await post(ping, { origin: new URL(stage.apiUrl).origin })).status).toBe(200);
    expect((await post('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await post([ping, ping])).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    const listening = await fetch(new URL('/mcp', stage.apiUrl), {
      headers: { authorization: `Bearer ${acme.key}`, accept: 'text/event-stream' },
    });
    expect([listening.status, listening.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

it('lets no token, secret or code into any answer', () => {
  expect(answers.length).toBeGreaterThan(30);
  expect(answers.flatMap((text) => findCanaries('MCP answer', text))).toEqual([]);
});
