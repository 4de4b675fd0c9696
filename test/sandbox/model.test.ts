// The sandbox's model over the wire, as any client of the Chat Completions API meets it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

interface Message {
  readonly role: string;
  readonly content: string;
}

async function ask(messages: readonly Message[], key = sandbox.model.apiKey, more: object = {}) {
  const response = await fetch(`${sandbox.model.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'any', messages, ...more }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test is about.
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

const system = (script: string): Message => ({
  role: 'system',
  content: `You are helpful.\nscript: ${script}\nMore.`,
});
const said: Message = { role: 'assistant', content: 'before' };

describe('the model', () => {
  it('plays the turn the conversation has come to, and remembers nothing', async () => {
    await sandbox.control.setModelScript({
      name: 'two turns',
      script: {
        turns: [
          {
            say: 'I look.',
            calls: [
              { tool: 'look', args: { at: 1 } },
              { tool: 'look', rawArguments: '{' },
            ],
          },
          { sayJson: { a: 1 } },
        ],
      },
    });
    const first = await ask([system('two turns')]);
    expect(first.body.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: 'I look.',
        tool_calls: [
          { id: 'call_1_1', function: { name: 'look', arguments: '{"at":1}' } },
          { id: 'call_1_2', function: { name: 'look', arguments: '{' } },
        ],
      },
    });
    expect((await ask([system('two turns')])).body.choices).toEqual(first.body.choices);
    const second = await ask([system('two turns'), said]);
    expect(second.body.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: '{"a":1}' } });
    expect((await ask([system('two turns'), said, said])).body.choices[0].message.content).toBe('Done.');
    const { usage } = second.body;
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
    expect(usage.prompt_tokens).toBeGreaterThan(10);
  });

  it('takes a script from its own line, and goes on for ever if it is told to', async () => {
    const script = JSON.stringify({ turns: [{ say: 'again' }], afterwards: 'repeat_last' });
    expect((await ask([system(script), said, said, said])).body.choices[0].message.content).toBe('again');
  });

  it('refuses so many requests of a turn, and counts anew when the script is set again', async () => {
    const name = 'busy';
    const script = { turns: [{ say: 'at last', refuse: { status: 429, times: 1, retryAfterSeconds: 7 } }] };
    for (let round = 0; round < 2; round++) {
      await sandbox.control.setModelScript({ name, script });
      const refused = await ask([system(name)]);
      expect(refused).toMatchObject({ status: 429, body: { error: { code: 'rate_limit_exceeded' } } });
      expect(refused.headers.get('retry-after')).toBe('7');
      expect((await ask([system(name)])).body.choices[0].message.content).toBe('at last');
    }
    const requests = await sandbox.control.modelRequests({ script: name });
    expect(requests.map(({ status, turn }) => [status, turn])).toEqual([
      [429, 0],
      [200, 0],
      [429, 0],
      [200, 0],
    ]);
  });

  it('wants its key, quotes a wrong one, and takes the first one back', async () => {
    const refused = await ask([system('two turns')], 'sbxmk-wrong');
    expect(refused).toMatchObject({ status: 401, body: { error: { code: 'invalid_api_key' } } });
    expect(refused.body.error.message).toContain('sbxmk-wrong');
    const { apiKey } = await sandbox.control.rotateModelKey();
    expect((await ask([system('two turns')])).status).toBe(401);
    expect((await ask([system('two turns')], apiKey)).status).toBe(200);
    await sandbox.control.restoreModelKey();
    expect((await ask([system('two turns')])).status).toBe(200);
  });

  it('says what it has where a script is none of its own, and that it does not stream', async () => {
    const unknown = await ask([system('nobody')]);
    expect(unknown).toMatchObject({ status: 400, body: { error: { code: 'unknown_script' } } });
    expect(unknown.body.error.message).toContain('two turns');
    expect((await ask([said], undefined, { stream: true })).status).toBe(400);
    expect((await ask([{ role: 'user', content: 'no script' }])).body.choices[0].message.content).toBe(
      'Done.',
    );
  });
});

describe('the model, as Anthropic speaks', () => {
  const task = { role: 'user', content: 'a task' };
  const used = {
    role: 'assistant',
    content: [{ type: 'tool_use', id: 'toolu_1_1', name: 'look', input: {} }],
  };
  const told = (id: string) => ({
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: id, content: 'seen' }],
  });
  const askMessages = async (messages: readonly object[], more: object = {}, headers: object = {}) => {
    const response = await fetch(`${sandbox.model.baseUrl}/messages`, {
      method: 'POST',
      headers: {
        ...{ 'x-api-key': sandbox.model.apiKey, 'anthropic-version': '2023-06-01' },
        ...{ 'content-type': 'application/json', ...headers },
      },
      body: JSON.stringify({ model: 'any', max_tokens: 100, messages, ...more }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test is about.
    return { status: response.status, body: (await response.json()) as any };
  };
  const script = (...turns: readonly object[]) => ({
    system: `Be kind.\nscript: ${JSON.stringify({ turns })}`,
  });

  it('uses tools side by side, and goes on when it is told what they came to', async () => {
    const look = { tool: 'look', args: { at: 1 } };
    const both = script({ say: 'I look.', calls: [look, look] }, { say: 'Seen.' });
    const first = await askMessages([task], both);
    expect(first.body).toMatchObject({
      stop_reason: 'tool_use',
      content: [
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'toolu_1_1', name: 'look', input: { at: 1 } },
        { type: 'tool_use', id: 'toolu_1_2' },
      ],
    });
    const results = { role: 'user', content: [...told('toolu_1_1').content, ...told('toolu_1_2').content] };
    const said = { role: 'assistant', content: first.body.content };
    const second = await askMessages([task, said, results], both);
    expect(second.body).toMatchObject({ stop_reason: 'end_turn', content: [{ text: 'Seen.' }] });
    expect(second.body.usage.input_tokens).toBeGreaterThan(first.body.usage.input_tokens);
  });

  it.each([
    [
      'a call nobody answered',
      [task, used, { role: 'user', content: 'and now?' }],
      {},
      /without `tool_result`/,
    ],
    ['an answer to no call', [task, told('toolu_9_9')], {}, /unexpected `tool_use_id`/],
    [
      'a conversation that the model begins',
      [used, told('toolu_1_1')],
      {},
      /first message must use the "user"/,
    ],
    ['a text of nothing', [{ role: 'user', content: [{ type: 'text', text: ' ' }] }], {}, /non-whitespace/],
    ['no limit of its answer', [task], { max_tokens: undefined }, /max_tokens/],
    ['a tool whose input is no object', [task], { tools: [{ name: 'a', input_schema: {} }] }, /input_schema/],
    [
      'a tool without a proper name',
      [task],
      { tools: [{ name: 'a.b', input_schema: { type: 'object' } }] },
      /name/,
    ],
  ])('refuses %s', async (_, messages, more, words) => {
    expect(await askMessages(messages, more)).toMatchObject({
      ...{ status: 400, body: { type: 'error', error: { type: 'invalid_request_error' } } },
    });
    expect((await askMessages(messages, more)).body.error.message).toMatch(words);
  });

  it('takes its key from its own header, and wants a version', async () => {
    expect((await askMessages([task], {}, { 'x-api-key': 'wrong' })).status).toBe(401);
    expect(await askMessages([task])).toMatchObject({ status: 200, body: { content: [{ text: 'Done.' }] } });
    const response = await fetch(`${sandbox.model.baseUrl}/messages`, {
      ...{ method: 'POST', headers: { 'x-api-key': sandbox.model.apiKey }, body: '{}' },
    });
    expect(await response.text()).toContain('anthropic-version');
  });
});
