// What a model is offered of a tenant's accounts, against a server that answers as the API does.
import { describe, expect, it } from 'vitest';
import { firstlightTools as forAiSdk } from '../../src/sdk/ai-sdk.ts';
import { createFirstlight, type Firstlight } from '../../src/sdk/client.ts';
import { firstlightTools as forLangChain } from '../../src/sdk/langchain.ts';
import { offerTools, type Refusal } from '../../src/sdk/offer-tools.ts';
import { answerJson, serve } from '../support/http-server.ts';

const accounts = [
  { id: 'acct_1', provider: 'hubspot', label: 'Sales', state: 'active' },
  { id: 'acct_2', provider: 'hubspot', label: 'Partners', state: 'reauth_required' },
  { id: 'acct_3', provider: 'slack', label: 'Chat', state: 'held' },
  { id: 'acct_4', provider: 'google', label: 'Gone', state: 'disconnected' },
];
const inputSchema = { type: 'object', properties: { limit: { type: 'number' } }, required: ['limit'] };
const tools = [
  ...['hubspot.search_deals', 'slack.post_message', 'google.read_sheet'].map((name) => ({
    name,
    provider: name.split('.')[0],
  })),
  { name: 'http.request', provider: 'any' },
].map((tool) => ({ ...tool, scopes: [], effect: 'read', description: `about ${tool.name}`, inputSchema }));
const blocked = { status: 'blocked', state: 'reauth_required', reauthUrl: 'https://f.example/connect/2' };

async function begin(): Promise<{ client: Firstlight; calls: { path: string; body: string }[] }> {
  const calls: { path: string; body: string }[] = [];
  const { url } = await serve((request, response) => {
    const path = new URL(request.url!, 'http://127.0.0.1').pathname;
    if (path === '/v1/tools') return answerJson(response, 200, { items: tools, nextCursor: null });
    if (path === '/v1/accounts') return answerJson(response, 200, { items: accounts, nextCursor: null });
    const named = accounts.find(({ id }) => path === `/v1/accounts/${id}`);
    if (named) return answerJson(response, 200, named);
    calls.push({ path, body: request.body });
    const isDead = path.includes('acct_2');
    answerJson(response, 200, isDead ? blocked : { status: 'empty', receipt: { rows: 0 } });
  });
  return { client: createFirstlight({ url, key: 'k', retries: 0 }), calls };
}

describe('the tools offered', () => {
  it('are those of accounts that are not gone, without the one that can do anything', async () => {
    const { client } = await begin();
    expect((await offerTools(client)).map(({ name }) => name)).toEqual([
      'hubspot-search_deals',
      'slack-post_message',
    ]);
    const named = await offerTools(client, { tools: ['http.request'], accounts: ['acct_1'] });
    expect(named.map(({ name }) => name)).toEqual(['http-request']);
  });

  it('have an account to choose only where there is a choice', async () => {
    const { client } = await begin();
    const [hubspot, slack] = await offerTools(client);
    expect(hubspot!.inputSchema).toMatchObject({
      properties: { limit: { type: 'number' }, account: { enum: ['acct_1', 'acct_2'] } },
      required: ['limit', 'account'],
    });
    expect(slack!.inputSchema).toEqual(inputSchema);
  });

  it('go to the account that was chosen, and to no other', async () => {
    const { client, calls } = await begin();
    const [hubspot] = await offerTools(client);
    expect(await hubspot!.call({ limit: 1, account: 'acct_1' })).toMatchObject({ status: 'empty' });
    expect(calls).toEqual([
      { path: '/v1/accounts/acct_1/tools/hubspot.search_deals', body: '{"input":{"limit":1}}' },
    ]);
    for (const account of ['acct_3', undefined]) {
      await expect(hubspot!.call({ limit: 1, account })).rejects.toThrow('must be one of acct_1, acct_2');
    }
    expect(calls).toHaveLength(1);
  });

  it('that are misspelled are an error, not an agent without tools', async () => {
    const { client } = await begin();
    await expect(offerTools(client, { tools: ['hubspot.serch_deals'] })).rejects.toThrow(
      'hubspot.serch_deals',
    );
  });

  it('and that no account can use are an error, too', async () => {
    const { client } = await begin();
    const without = [
      { tools: ['google.read_sheet'] },
      { accounts: ['acct_1'], tools: ['slack.post_message', 'hubspot.search_deals'] },
    ];
    for (const options of without) {
      await expect(offerTools(client, options)).rejects.toThrow(`can use ${options.tools[0]}. Connect one`);
    }
    await expect(offerTools(client, { accounts: [] })).rejects.toThrow('can use any tool. Connect one');
  });
});

it('a dead account is a refusal with its link in both libraries, for the model and for the program', async () => {
  const { client } = await begin();
  const told: Refusal[] = [];
  const options = { accounts: ['acct_2'], onBlocked: (refusal: Refusal) => void told.push(refusal) };
  const refusal = {
    ...blocked,
    account: 'acct_2',
    tool: 'hubspot.search_deals',
    whatToDo: expect.stringMatching(/^This says nothing about the data.*https:\/\/f\.example\/connect\/2/),
  };

  const ofAiSdk = (await forAiSdk(client, options))['hubspot-search_deals']!;
  expect(await ofAiSdk.execute!({ limit: 1 }, { toolCallId: 'c1', messages: [] })).toEqual(refusal);

  const [ofLangChain] = await forLangChain(client, options);
  const message = await ofLangChain!.invoke({
    id: 'c1',
    name: 'hubspot-search_deals',
    args: { limit: 1 },
    type: 'tool_call',
  });
  expect(JSON.parse(message.content)).toEqual(refusal);
  expect(message.artifact).toEqual(refusal);
  expect(told).toEqual([refusal, refusal]);
});
