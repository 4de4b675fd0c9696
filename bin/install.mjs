// Installs the dependencies when they are missing or differ from package-lock.json. npm's own record of what it put
// into node_modules is the stamp: npm writes it last, so an interrupted install has none.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from './explained.mjs';
import { projectRoot } from './project-root.mjs';
import { runProgram } from './run-program.mjs';

export async function installMissing() {
  if (isInstalled()) return;
  process.stderr.write('installing dependencies (npm ci; a minute or two the first time)\n');
  const [command, ...prefix] = npm();
  let status;
  try {
    // Also where NODE_ENV says production: the compiler is among the development dependencies.
    status = await runProgram(command, [...prefix, 'ci', '--include=dev', '--no-audit', '--no-fund']);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Explained(
      'Firstlight installs its dependencies with npm, and there is no npm on the PATH. It comes with Node from ' +
        'https://nodejs.org; on Debian and Ubuntu it is a package of its own (apt install npm).',
    );
  }
  if (status !== 0) {
    throw new Explained(
      `npm ci failed with exit status ${status}; its messages are above. It needs to reach the npm registry (behind a ` +
        'proxy: npm config set proxy …) and to write to node_modules in this folder.',
    );
  }
}

function isInstalled() {
  const wanted = readPackages(join(projectRoot, 'package-lock.json'));
  const installed = readPackages(join(projectRoot, 'node_modules', '.package-lock.json'));
  if (wanted === null) throw new Explained('package-lock.json is missing: this is not a complete clone.');
  if (installed === null) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' ||
      installed[path]?.version === version ||
      (!installed[path] && (optional || devOptional || peer)),
  );
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : null;
}

/** The npm that called us, if one did. */
function npm() {
  const caller = process.env.npm_execpath ?? '';
  return caller.endsWith('npm-cli.js') ? [process.execPath, caller] : ['npm'];
}
