// The examples as a user has them: the package packed and installed in a folder away from the repository, beside the
// libraries that the examples name.

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export interface Outcome {
  readonly status: number;
  readonly text: string;
}

export interface InstalledExamples {
  readonly folder: string;
  /** A process of the package as it is installed there. */
  scriptOf(name: 'api' | 'worker'): string;
  /** Runs one of them as `npm start` does. */
  play(example: string, environment: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Compiles a program of a user with the declarations that the package carries. */
  compile(source: string): Promise<Outcome>;
  remove(): void;
}

/** Some of them, where named: with all that api and worker need, whose processes are then the installed ones. */
export async function installExamples(some?: readonly string[]): Promise<InstalledExamples> {
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-examples-'));
  const names = readdirSync(join(root, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (some ?? [entry.name]).includes(entry.name))
    .map(({ name }) => name);
  const manifests = names.map((name) =>
    JSON.parse(readFileSync(join(root, 'examples', name, 'package.json'), 'utf8')),
  );
  const dependencies = Object.assign({}, ...manifests.map((manifest) => manifest.dependencies));
  // The test run has compiled already, and another compilation would wait for it.
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(packed.stdout);
  dependencies.firstlight = `file:${filename}`;
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  // What is left out is the embedded PostgreSQL and the bundler's compiler, which a client has no use for.
  const left = some ? [] : ['--omit=optional'];
  await run('npm', ['install', ...options, ...left], { cwd: folder, timeout: 180_000 });
  for (const name of names) cpSync(join(root, 'examples', name), join(folder, name), { recursive: true });
  return {
    folder,
    scriptOf: (name) => join(folder, 'node_modules/firstlight/dist/src', `${name}.js`),
    play: (example, environment) => outcomeOf(join(folder, example), ['main.mjs'], environment),
    compile(source) {
      writeFileSync(join(folder, 'consumer.mts'), source);
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--types',
        'node',
      ];
      const types = ['--typeRoots', join(root, 'node_modules/@types')];
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      return outcomeOf(folder, [compiler, ...options, ...types, 'consumer.mts']);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function outcomeOf(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  try {
    const env = { PATH: process.env.PATH, ...environment };
    const { stdout, stderr } = await run(process.execPath, args, { cwd, env, timeout: 60_000 });
    return { status: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { status: code, text: `${stdout}${stderr}` };
  }
}
