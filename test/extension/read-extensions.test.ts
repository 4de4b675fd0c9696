// What becomes of the modules that FIRSTLIGHT_EXTENSIONS names: read, or refused in words that say what to correct.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finalAnswerName, readRowsName } from '../../activities/agent/offered-tools.ts';
import { createInMemoryStep } from '../../activities/tools/in-memory-step.ts';
import { tools as builtInTools } from '../../activities/tools/index.ts';
import { namesForModels } from '../../src/extension/check-tool.ts';
import { contractVersion } from '../../src/extension/define-extension.ts';
import { takenKinds } from '../../src/extension/own-run.ts';
import { readExtensions } from '../../src/extension/read-extensions.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-extensions-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const zod = new URL('../../node_modules/zod/index.js', import.meta.url).href;
let count = 0;

function write(text: string, path = `${++count}.mjs`): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `import { z } from ${JSON.stringify(zod)};\n${text}`);
  return `./${path}`;
}

const tool = (change = ''): string => `{
  name: 'acme.list_orders', provider: 'hubspot', scopes: [], effect: 'read', description: 'Reads orders.',
  input: z.strictObject({ limit: z.int() }), run: async () => ({}), ${change} }`;
const provider = (change = ''): string => `{
  id: 'acme', name: 'Acme', authorizeUrl: 'https://id.acme.example/a', tokenUrl: 'https://id.acme.example/t',
  apiOrigins: ['https://api.acme.example'], scopes: ['orders'], clientAuth: 'basic', pkce: true,
  refreshTokens: 'single-use', ${change} }`;
const run = (change = ''): string => `{
  kind: 'weekly', title: 'Weekly', workflow: new URL(import.meta.url), input: z.strictObject({ crm: z.string() }),
  uses: ({ crm }) => [{ account: crm, tool: 'http.request' }], ${change} }`;
const extension = (parts: string, name = 'acme'): string =>
  `export default { contract: ${contractVersion}, name: '${name}', providers: [], tools: [], runs: [], ${parts} };`;

const read = (...specifiers: string[]) => readExtensions(specifiers, { folder });
const refusal = async (...specifiers: string[]): Promise<string> => {
  const outcome = await read(...specifiers).catch((error: Error & { code?: string }) => error);
  if (!(outcome instanceof Error)) throw new Error('it was taken');
  expect(outcome).toMatchObject({ code: 'app.misconfigured' });
  expect(outcome.message).toMatch(/^FIRSTLIGHT_EXTENSIONS cannot be used\. Nothing was started\.\n/);
  return outcome.message;
};

describe('a run', () => {
  it('keeps what it will use with its input, defaults filled in', async () => {
    const path = write(
      extension(`runs: [${run('input: z.strictObject({ crm: z.string(), most: z.int().default(3) })')}]`),
    );
    const [weekly] = (await read(path)).runs;
    expect(weekly!.findMistakes({ crm: 1 })).toMatchObject([{ path: ['crm'] }]);
    expect(weekly!.order({ crm: 'acct_1' })).toEqual({
      uses: [{ account: 'acct_1', tool: 'http.request' }],
      input: { crm: 'acct_1', most: 3 },
    });
  });

  it('says so where what it will use is no list of accounts and tools', async () => {
    const path = write(extension(`runs: [${run('uses: () => ["acct_1"]')}]`));
    const [weekly] = (await read(path)).runs;
    expect(() => weekly!.order({ crm: 'a' })).toThrow(/`uses` of run kind weekly must answer a list/);
  });
});

describe('an extension', () => {
  it('brings its tools and providers, from a path or a package', async () => {
    const path = write(extension(`tools: [${tool()}], providers: [${provider()}]`));
    writeFileSync(join(folder, 'package.json'), '{}');
    write(
      extension(`tools: [${tool(`name: 'other.list', provider: 'acme'`)}]`, 'other'),
      'node_modules/other-tools/index.mjs',
    );
    writeFileSync(
      join(folder, 'node_modules/other-tools/package.json'),
      '{"name": "other-tools", "exports": "./index.mjs"}',
    );

    const { names, tools, providers } = await read(path, 'other-tools');

    expect(names).toEqual(['acme', 'other']);
    expect(tools.map(({ name }) => name)).toEqual(['acme.list_orders', 'other.list']);
    const context = { input: { limit: 1 }, fetch, step: createInMemoryStep() };
    await expect(tools[0]!.run(context as never)).rejects.toThrow(/ended without evidence/);
    expect(providers).toMatchObject([
      {
        id: 'acme',
        lifetime: 'expires_in',
        accessTokenLifetimeSeconds: 3600,
        grantIdleLimitDays: null,
        refusals: [],
      },
    ]);
  });

  it('may have a tool for a provider that a file describes', async () => {
    const path = write(extension(`tools: [${tool(`provider: 'pied-piper'`)}]`));
    const { tools } = await readExtensions([path], { folder, otherProviders: () => ['pied-piper'] });
    expect(tools).toHaveLength(1);
  });
});

it('knows what every agent’s model is offered', () => {
  expect(namesForModels.toSorted()).toEqual([readRowsName, finalAnswerName].toSorted());
});

it('knows which names of runs are taken', () => {
  const index = readFileSync(new URL('../../workflows/index.ts', import.meta.url), 'utf8');
  const exported = [...index.matchAll(/^export \{ (\w+) \}/gm)].map(([, name]) => name);
  expect(takenKinds.toSorted()).toEqual(exported.toSorted());
});

describe('is refused', () => {
  it.each<[string, () => string, RegExp]>([
    ['that is not there', () => './nowhere.mjs', /\.\/nowhere\.mjs: there is no file \S+nowhere\.mjs\./],
    ['that is no package', () => 'nowhere', /nowhere: no package of that name is installed/],
    [
      'that fails to load',
      () => write('throw new TypeError("no orders today");'),
      /cannot be loaded \(TypeError: no orders today\)/,
    ],
    [
      'that lacks a package',
      () => write('await import("no-such-package");'),
      /cannot be loaded \(\w*Error: Cannot find package 'no-such-package'/,
    ],
    [
      'without a default export',
      () => write('export const tools = [];'),
      /no default export that defineExtension/,
    ],
    [
      'that was not defined',
      () => write('export default { name: "x", tools: [] };'),
      /no default export that defineExtension/,
    ],
    [
      'of another version',
      () => write('export default { contract: 7, name: "x", tools: [], providers: [], runs: [] };'),
      /its contract is 7, this one's 1/,
    ],
    [
      'whose tools are no list',
      () => write(extension('tools: {}')),
      /`providers`, `tools` and `runs` must be lists/,
    ],
    ['with a mistaken name', () => write(extension('', 'a:b')), /name: must be letters/],
    [
      'with a name for a tool that nobody can call',
      () => write(extension(`tools: [${tool(`name: 'List-Orders'`)}]`)),
      /tool "List-Orders": name: must be two words/,
    ],
    [
      'with a tool there is already',
      () => write(extension(`tools: [${tool(`name: '${builtInTools[0]!.name}'`)}]`)),
      /there is a tool "\S+" already/,
    ],
    [
      'with one tool twice',
      () => write(extension(`tools: [${tool()}, ${tool()}]`)),
      /there is a tool "acme\.list_orders" already/,
    ],
    [
      'with a tool for nobody',
      () => write(extension(`tools: [${tool(`provider: 'hubsport'`)}]`)),
      /no provider "hubsport"; there are google, hubspot/,
    ],
    [
      'with a tool that does not say its effect',
      () => write(extension(`tools: [${tool('effect: undefined')}]`)),
      /effect: must be "read", "keyed" or "once"/,
    ],
    [
      'with a tool that says more than there is',
      () => write(extension(`tools: [${tool('marksGaps: true')}]`)),
      /marksGaps: no such field/,
    ],
    [
      'with a tool whose input is no schema',
      () => write(extension(`tools: [${tool('input: {}')}]`)),
      /input: must be a zod schema/,
    ],
    [
      'with a tool whose input cannot be described',
      () => write(extension(`tools: [${tool('input: z.strictObject({ at: z.date() })')}]`)),
      /input: cannot be shown as JSON Schema/,
    ],
    [
      'with a tool whose input is no object',
      () => write(extension(`tools: [${tool('input: z.string()')}]`)),
      /input: must be an object/,
    ],
    [
      'with a tool whose input names the account',
      () => write(extension(`tools: [${tool('input: z.strictObject({ account: z.string() })')}]`)),
      /a field cannot be called "account"/,
    ],
    [
      'with a provider there is already',
      () => write(extension(`providers: [${provider(`id: 'google'`)}]`)),
      /there is a provider "google" already/,
    ],
    [
      'with a provider over plain http',
      () => write(extension(`providers: [${provider(`tokenUrl: 'http://id.acme.example/t'`)}]`)),
      /provider "acme": tokenUrl: must be https/,
    ],
    [
      'with a provider whose habit is left open',
      () => write(extension(`providers: [${provider('refreshTokens: undefined')}]`)),
      /refreshTokens: must be "reusable" or/,
    ],
    [
      'with a provider whose refusals mean nothing we know',
      () =>
        write(
          extension(`providers: [${provider(`refusals: [{ error: 'x', diagnosis: { cause: 'rain' } }]`)}]`),
        ),
      /refusals\.0\.diagnosis\.cause/,
    ],
    [
      'with a tool that a model cannot tell from another',
      () => write(extension(`tools: [${tool(`name: 'hubspot_search.deals'`)}]`)),
      /a model sees it as hubspot_search_deals, like "hubspot\.search_deals"/,
    ],
    [
      'with a tool that a model cannot tell from what it has anyway',
      () => write(extension(`tools: [${tool(`name: 'read.rows'`)}]`)),
      /a model sees it as read_rows, like a tool that every agent has/,
    ],
    [
      'with a run of a kind that is built in',
      () => write(extension(`runs: [${run(`kind: 'steps'`)}]`)),
      /run "steps": kind: there is a run of kind "steps" already/,
    ],
    [
      'with a run that cannot be named',
      () => write(extension(`runs: [${run(`kind: 'my-run'`)}]`)),
      /kind: must be letters and digits/,
    ],
    [
      'with a run whose workflow is not there',
      () => write(extension(`runs: [${run(`workflow: new URL('./none.mjs', import.meta.url)`)}]`)),
      /run "weekly": workflow: there is no file \S+none\.mjs/,
    ],
    [
      'with a run that does not say what it uses',
      () => write(extension(`runs: [${run('uses: undefined')}]`)),
      /uses: must be a function/,
    ],
    [
      'with a client secret in it',
      () => write(extension(`providers: [${provider(`clientSecret: 'sbxcs-1'`)}]`)),
      /clientSecret: no such field/,
    ],
  ])('one %s', async (_, path, says) => {
    expect(await refusal(path())).toMatch(says);
  });

  it('with everything that is wrong with all of them', async () => {
    const one = write(extension(`tools: [${tool('effect: 1, scopes: 1')}]`));
    const message = await refusal(one, './nowhere.mjs');
    expect(message.split('\n')).toHaveLength(4);
    expect(message).not.toContain('sbxcs');
  });

  it('a second one of the same name', async () => {
    const [one, other] = [write(extension('')), write(extension(''))];
    expect(await refusal(one, other)).toMatch(/there is an extension "acme" already/);
  });
});
