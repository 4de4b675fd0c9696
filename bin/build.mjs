// Compiles the sources to dist and bundles the workflow code, each only if something it is made from has changed. What
// has changed is told by content, so that switching branches back and forth costs nothing.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Explained } from './explained.mjs';
import { projectRoot } from './project-root.mjs';
import { runProgram } from './run-program.mjs';

const sourceFolders = ['src', 'workflows', 'activities', 'bench', 'chaos'];
/** What the chaos nights share with the tests. */
const sharedFiles = ['test/support/canary.ts', 'test/support/cuttable-proxy.ts'];
const compilerFiles = ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.sdk.json', 'package-lock.json'];
const bundleFolders = ['workflows', 'src/domain'];
const bundleFiles = ['package-lock.json', 'src/temporal/build-bundle.ts', 'src/temporal/workflow-bundle.ts'];

const dist = join(projectRoot, 'dist');
const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');

export async function build() {
  mkdirSync(dist, { recursive: true });
  const stampPath = join(dist, '.stamps.json');
  const stamps = existsSync(stampPath) ? JSON.parse(readFileSync(stampPath, 'utf8')) : {};
  const keep = (name, stamp) => {
    stamps[name] = stamp;
    writeFileSync(stampPath, `${JSON.stringify(stamps)}\n`);
  };

  const sources = sourceFolders.flatMap((folder) => filesIn(folder, '.ts'));
  const compiled = fingerprint([...sources, ...sharedFiles, ...compilerFiles]);
  if (stamps.compiled !== compiled || missingOutput(sources)) {
    await compile(sources);
    keep('compiled', compiled);
  }

  const bundler = join(dist, 'src/temporal/build-bundle.js');
  if (!existsSync(bundler)) return;
  const bundled = fingerprint([...bundleFolders.flatMap((folder) => filesIn(folder, '.ts')), ...bundleFiles]);
  if (stamps.bundled === bundled && existsSync(join(dist, 'workflow-bundle.js'))) return;
  process.stderr.write('bundling the workflows\n');
  if ((await runProgram(process.execPath, [bundler])) !== 0) {
    throw new Explained('The workflow code could not be bundled; the messages are above.');
  }
  keep('bundled', bundled);
}

async function compile(sources) {
  process.stderr.write('compiling\n');
  // The compiler believes its own record and would not write again what was deleted by hand.
  if (missingOutput(sources)) rmSync(join(dist, '.tsbuildinfo'), { force: true });
  // The second writes the declarations of what other people's programs import.
  for (const project of ['tsconfig.build.json', 'tsconfig.sdk.json']) {
    const status = await runProgram(process.execPath, [compiler, '-p', project]);
    if (status !== 0) throw new Explained('The sources do not compile; the messages are above.');
  }
  removeStale();
}

const outputOf = (source) => join(dist, source.replace(/\.ts$/, '.js'));

const missingOutput = (sources) =>
  sources.some((source) => !source.endsWith('.d.ts') && !existsSync(outputOf(source)));

/** What was compiled from a file that is gone would still be imported, and bundled. */
function removeStale() {
  for (const folder of sourceFolders) {
    for (const output of filesIn(join('dist', folder))) {
      const source = relative('dist', output).replace(/\.(js|js\.map|d\.ts)$/, '.ts');
      if (!existsSync(join(projectRoot, source))) rmSync(join(projectRoot, output));
    }
  }
}

/** Relative to the project, in a fixed order. */
function filesIn(folder, ending = '') {
  const path = join(projectRoot, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)))
    .sort();
}

function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(projectRoot, file);
    hash
      .update(`${file}\0`)
      .update(existsSync(path) ? readFileSync(path) : '')
      .update('\0');
  }
  return hash.digest('hex');
}
