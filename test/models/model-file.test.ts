// Models as they are configured, and what becomes of a provider's refusal. A real HTTP server, nothing else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askModel } from '../../src/models/ask-model.ts';
import { type ModelSettings, readModelFiles } from '../../src/models/model-file.ts';
import { createModels } from '../../src/models/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'firstlight-models-'));
const kinds = ['openai', 'openai-compatible', 'anthropic'] as const;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

function fileOf(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('a model file', () => {
  it('says what is wrong with all of them at once, and quotes no value', () => {
    const files = [
      fileOf('{"models": [{"apiKey": "sk-secret"'),
      fileOf({ models: [{ name: 'a', kind: 'openai', model: 'x', apiKey: { env: 'NOT_SET' }, colour: 1 }] }),
      fileOf({ models: [{ name: 'b', kind: 'openai-compatible', model: 'x', apiKey: 'sk-secret' }] }),
    ];
    let message = '';
    try {
      readModelFiles([...files, join(folder, 'none.json')], {});
    } catch (error) {
      message = (error as Error).message;
    }
    for (const part of ['It is not JSON', 'NOT_SET', 'colour: no such field', 'baseUrl', 'ENOENT'])
      expect(message).toContain(part);
    expect(message).not.toContain('sk-secret');
  });

  it('refuses two models of one name', () => {
    const model = { name: 'a', kind: 'openai', model: 'x', apiKey: 'k' };
    expect(() => readModelFiles([fileOf({ models: [model] }), fileOf({ models: [model] })], {})).toThrow(
      /named a/,
    );
  });
});

describe('a model that is asked', () => {
  const ask = async (kind: ModelSettings['kind'], script: string, apiKey = sandbox.model.apiKey) => {
    const [settings] = readModelFiles(
      [
        fileOf({
          models: [
            { name: 'm', kind, model: 'scripted', baseUrl: sandbox.model.baseUrl, apiKey: { env: 'KEY' } },
          ],
        }),
      ],
      { KEY: apiKey },
    );
    return askModel(createModels([settings!]).find('m')!, {
      system: `script: ${script}`,
      messages: [{ role: 'user', content: 'a task' }],
      tools: [{ name: 'look', description: 'looks', inputSchema: { type: 'object', properties: {} } }],
      maxOutputTokens: 100,
      signal: new AbortController().signal,
    });
  };
  const inline = (turn: object) => JSON.stringify({ turns: [turn] });

  it.each(kinds)('answers with its calls, as %s', async (kind) => {
    const answer = await ask(
      kind,
      inline({
        calls: [
          { tool: 'look', args: { at: 1 } },
          { tool: 'look', rawArguments: '{' },
        ],
      }),
    );
    expect(answer.calls.map(({ name, input }) => ({ name, input }))).toEqual([
      { name: 'look', input: { at: 1 } },
      { name: 'look', input: null },
    ]);
    expect(answer.inputTokens).toBeGreaterThan(10);
    expect(answer.finish).toBe('tool-calls');
  });

  it.each(kinds)('says that it was cut off, as %s', async (kind) => {
    const answer = await ask(kind, inline({ say: 'and th', finish: 'length' }));
    expect(answer).toMatchObject({ text: 'and th', calls: [], finish: 'length' });
  });

  describe.each(kinds)('as %s', (kind) => {
    it.each([
      [400, 'model.refused', null],
      [429, 'model.rate_limited', 3_000],
      [503, 'model.unavailable', 3_000],
      [529, 'model.unavailable', 3_000],
    ])('fails with %i as %s', async (status, code, retryAfterMs) => {
      const failed = ask(kind, inline({ refuse: { status, times: 9, retryAfterSeconds: 3 } }));
      await expect(failed).rejects.toMatchObject({ code, retryAfterMs });
    });
  });

  it.each(kinds)('quotes no key, whatever the provider quotes, as %s', async (kind) => {
    const failure = await ask(kind, inline({ say: 'x' }), 'sbxmk-wrong').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'model.key_refused' });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('sbxmk');
  });
});
