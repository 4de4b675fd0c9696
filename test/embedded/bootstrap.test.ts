// The commands in bin, on a small project of their own that borrows this one's bin and node_modules.

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function makeProject(files: Readonly<Record<string, string>> = {}): string {
  const project = temporaryFolder();
  cpSync(join(root, 'bin'), join(project, 'bin'), { recursive: true });
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.sdk.json', 'biome.json'];
  const copied = ['package.json', 'package-lock.json', ...settings];
  for (const file of [...copied, '.gitignore']) cpSync(join(root, file), join(project, file));
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const own = {
    'src/one.ts': "export const one: string = 'one';\n",
    'src/sdk/client.ts': "export const client: string = 'client';\n",
    'src/demo/main.ts': "console.log(['demo', ...process.argv.slice(2)].join(' '));\nprocess.exit(3);\n",
    'workflows/index.ts': 'export const none = 0;\n',
    'workflows/tsconfig.json': '{ "extends": "../tsconfig.json", "include": ["."] }\n',
    'vitest.config.ts': vitestConfig,
    ...files,
  };
  for (const [path, content] of Object.entries(own)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  }
  return project;
}

const vitestConfig = `import { defineConfig } from 'vitest/config';

const project = (name: string) => ({ test: { name, include: [\`test/\${name}/*.test.ts\`] } });

const names = ['fast', 'flows', 'browser', 'night'];

export default defineConfig({ test: { projects: names.map(project) } });
`;

const testFile = (body: string) => `import { expect, it } from 'vitest';\n\n${body}\n`;

interface Ended {
  readonly status: number;
  readonly output: string;
}

function run(project: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const clean = {
    ...process.env,
    FIRSTLIGHT_TEST_COUNTS: undefined,
    VITEST: undefined,
    npm_execpath: undefined,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(project, 'bin/run.mjs'), ...args],
      { env: { ...clean, ...environment } },
      (error, stdout, stderr) => {
        const status = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
        resolve({ status, output: `${stdout}${stderr}` });
      },
    );
  });
}

it('tells an old Node what to do, in one paragraph', async () => {
  const project = makeProject();
  const preload = join(project, 'old-node.cjs');
  writeFileSync(preload, "Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } });\n");

  const { status, output } = await run(project, ['demo'], { NODE_OPTIONS: `--require ${preload}` });

  expect(status).toBe(1);
  expect(output).toMatch(/^Firstlight needs Node 20\.19 or newer, and this is Node 18\.20\.4 .*\n$/);
});

it('says that npm is missing when dependencies are to be installed without it', async () => {
  const project = makeProject();
  rmSync(join(project, 'node_modules'));

  const { status, output } = await run(project, ['build'], { PATH: '/nowhere' });

  expect(status).toBe(1);
  expect(output).toContain('there is no npm on the PATH');
});

it('names the commands there are when it is given another', async () => {
  const { status, output } = await run(makeProject(), ['lift-off']);

  expect(status).toBe(1);
  expect(output).toBe(
    'Unknown command "lift-off". There are: build, api-types, demo, start, bench, chaos, check, test.\n',
  );
});

it('compiles what changed, once, and removes what was compiled from a file that is gone', async () => {
  const project = makeProject({ 'src/two.ts': 'export const two = 2;\n' });
  const output = (name: string) => join(project, 'dist/src', name);

  expect((await run(project, ['build'])).output).toBe('compiling\n');
  expect((await run(project, ['build'])).output).toBe('');
  const firstWrittenAt = statSync(output('one.js')).mtimeMs;
  rmSync(join(project, 'src/two.ts'));
  rmSync(output('one.js'));
  expect((await run(project, ['build'])).output).toBe('compiling\n');

  expect(existsSync(output('two.js'))).toBe(false);
  expect(existsSync(output('two.js.map'))).toBe(false);
  expect(statSync(output('one.js')).mtimeMs).toBeGreaterThan(firstWrittenAt);
});

it('fails with the compiler’s words when the sources do not compile, and again until they do', async () => {
  const project = makeProject({ 'src/one.ts': 'export const one: string = 1;\n' });

  for (const time of ['first', 'second']) {
    const { status, output } = await run(project, ['build']);
    expect({ time, status }).toEqual({ time, status: 1 });
    expect(output).toContain(
      "src/one.ts(1,14): error TS2322: Type 'number' is not assignable to type 'string'.",
    );
  }
  writeFileSync(join(project, 'src/one.ts'), 'export const one: number = 1;\n');
  expect((await run(project, ['build'])).status).toBe(0);
});

it('lets copies that start together wait for one another', async () => {
  const project = makeProject();

  const ended = await Promise.all([1, 2, 3].map(() => run(project, ['build'])));

  expect(ended.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(ended.filter(({ output }) => /^compiling$/m.test(output))).toHaveLength(1);
  expect(existsSync(join(project, 'dist/.preparing'))).toBe(false);
});

it('takes over the lock of a copy that was killed', async () => {
  const project = makeProject();
  mkdirSync(join(project, 'dist/.preparing'), { recursive: true });
  // Above the largest pid of any system.
  writeFileSync(join(project, 'dist/.preparing/pid'), '99999999');

  expect((await run(project, ['build'])).status).toBe(0);
});

it('hands the demo its arguments and takes over its exit status', async () => {
  const { status, output } = await run(makeProject(), ['demo', '--json', '--keep']);

  expect(status).toBe(3);
  expect(output).toContain('demo --json --keep\n');
});

it('ends a test run with the counts of all projects and their exit status', async () => {
  const project = makeProject({
    'test/fast/a.test.ts': testFile("it('holds', () => expect(1).toBe(1));\n\nit.skip('waits', () => {});"),
    'test/flows/b.test.ts': testFile("it('breaks', () => expect(1).toBe(2));"),
    'test/flows/c.test.ts': testFile("throw new Error('cannot load');"),
  });

  const { status, output } = await run(project, ['test']);

  const stdout = output.slice(0, output.indexOf('1 passed, 2 failed, 1 skipped\n'));
  expect(status).toBe(1);
  expect(output).toContain('\n1 passed, 2 failed, 1 skipped\n');
  expect(stdout).toContain('flows tests');
}, 60_000);

it('fails when no test ran, and passes when all that ran held', async () => {
  const project = makeProject({
    'test/fast/a.test.ts': testFile("it('holds', () => expect(1).toBe(1));"),
    'test/flows/b.test.ts': testFile("it('holds as well', () => expect(1).toBe(1));"),
  });

  const some = await run(project, ['test', '-t', 'as well']);
  const none = await run(project, ['test', '-t', 'no such title']);

  expect(some.output).toContain('\n1 passed, 0 failed, 1 skipped\n');
  expect(none.status).toBe(1);
  expect(none.output).toContain('no test ran');
}, 60_000);
