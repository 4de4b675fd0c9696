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
