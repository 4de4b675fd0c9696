// Models as they are configured, and what becomes of a provider's refusal. A real HTTP server, nothing else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askModel } from '../../src/models/ask-model.ts';
import { type ModelSettings, readModelFiles } from '../../src/models/model-file.ts';
import { openPackagedModel } from '../../src/models/model-package.ts';
import { createModels } from '../../src/models/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'firstlight-models-'));
const kinds = ['openai', 'openai-compatible', 'anthropic', 'ai-sdk'] as const;
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

describe('a model of a package', () => {
  const settings = (more: object) =>
    readModelFiles(
      [fileOf({ models: [{ name: 'm', kind: 'ai-sdk', package: 'pino', model: 'x', ...more }] })],
      { AWS_KEY: 'sk-secret' },
    )[0]!;
  const anything = (specificationVersion: string) => () => () => ({ specificationVersion });

  it.each([
    ['is not there', { package: 'no-such-package' }, undefined, /npm install no-such-package/],
    ['is of another kind', {}, undefined, /exports no create/],
    [
      'has several and none is named',
      {},
      { createOne: anything('v3'), createTwo: anything('v3') },
      /"factory" must be one of what pino exports: createOne, createTwo/,
    ],
    ['is made for another AI SDK', {}, { createOne: anything('v9') }, /not made for AI SDK 6/],
  ])('that %s is said when the process starts', async (_what, more, exported, message) => {
    const opening = exported
      ? openPackagedModel(settings(more), async () => exported)
      : createModels([settings(more)]);
    await expect(opening).rejects.toMatchObject({
      code: 'app.misconfigured',
      message: expect.stringMatching(message),
    });
  });

  it('is given its options, and nobody else sees them', async () => {
    const given: unknown[] = [];
    const one = settings({ options: { region: 'eu', secret: { env: 'AWS_KEY' } }, factory: 'createOne' });
    const createOne = (options: unknown) => {
      given.push(options);
      return anything('v3')();
    };
    await openPackagedModel(one, async () => ({ createOne, createTwo: createOne }));
    expect(given).toEqual([{ apiKey: '', region: 'eu', secret: 'sk-secret' }]);
    expect(`${JSON.stringify(one)} ${inspect(one)}`).not.toContain('sk-secret');
  });

  it('has what belongs to it, and other kinds have not', () => {
    const { package: _, ...none } = { name: 'm', kind: 'ai-sdk', package: 'pino', model: 'x' };
    expect(() => readModelFiles([fileOf({ models: [none] })], {})).toThrow(/package/);
    const other = { name: 'm', kind: 'openai', apiKey: 'k', model: 'x', options: {} };
    expect(() => readModelFiles([fileOf({ models: [other] })], {})).toThrow(/ai-sdk alone/);
  });
});

describe('a model that is asked', () => {
  const ask = async (kind: ModelSettings['kind'], script: string, apiKey = sandbox.model.apiKey) => {
    const [settings] = readModelFiles(
      [
        fileOf({
          models: [
            {
              name: 'm',
              kind,
              // A provider nothing here knows of, by its own package.
              ...(kind === 'ai-sdk' && { package: '@ai-sdk/mistral' }),
              model: 'scripted',
              baseUrl: sandbox.model.baseUrl,
              apiKey: { env: 'KEY' },
            },
          ],
        }),
      ],
      { KEY: apiKey },
    );
    return askModel((await createModels([settings!])).find('m')!, {
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
