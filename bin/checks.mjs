// Everything CI runs, in the order of how fast it tells: format and lint, types of both worlds, the fast tests, then the
// flows on real servers, then a person at a browser, then the demo's night. All of it runs even if something failed, so that one run tells everything; the last line counts
// the tests, and the exit status is 0 only if nothing failed and something ran.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './project-root.mjs';
import { runProgram } from './run-program.mjs';

const bin = (path) => join(projectRoot, 'node_modules', path);

const statics = [
  ['format and lint', [bin('@biomejs/biome/bin/biome'), 'check']],
  ['types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit']],
  ['types of the workflows', [bin('typescript/bin/tsc'), '-p', 'workflows/tsconfig.json', '--noEmit']],
];

export const runChecks = (args) => runAll(['fast'], args);
export const runEverything = (args) => runAll(['fast', 'flows', 'browser', 'night'], args);

async function runAll(projects, vitestArgs) {
  const failures = [];
  for (const [name, program] of statics) {
    process.stdout.write(`\n${name}\n`);
    if ((await runProgram(process.execPath, program)) !== 0) failures.push(name);
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const project of projects) {
    const { status, counts } = await runTests(project, vitestArgs);
    for (const key of Object.keys(total)) total[key] += counts[key];
    if (status !== 0) failures.push(`${project} tests`);
  }
  if (total.passed + total.failed === 0) failures.push('no test ran');
  if (failures.length > 0) process.stdout.write(`\nfailed: ${failures.join(', ')}\n`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

async function runTests(project, vitestArgs) {
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-tests-'));
  const countsPath = join(folder, 'counts.json');
  try {
    const status = await runProgram(
      process.execPath,
      [
        ...[bin('vitest/vitest.mjs'), 'run', '--project', project, '--passWithNoTests'],
        ...['--reporter=default', `--reporter=${join(projectRoot, 'bin/count-reporter.mjs')}`, ...vitestArgs],
      ],
      { FIRSTLIGHT_TEST_COUNTS: countsPath },
    );
    // A run that fell over before its end has counted nothing, and that is a failure of its own.
    const counts = existsSync(countsPath)
      ? JSON.parse(readFileSync(countsPath, 'utf8'))
      : { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0 };
    return { status, counts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
