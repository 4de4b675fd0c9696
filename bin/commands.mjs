// The commands by name. The demo and the stack run inside this very process, so that a signal has one receiver and the
// exit status is theirs.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeApiTypes } from './api-types.mjs';
import { build } from './build.mjs';
import { runChecks, runEverything } from './checks.mjs';
import { Explained } from './explained.mjs';
import { installMissing } from './install.mjs';
import { whileLocked } from './lock.mjs';
import { projectRoot } from './project-root.mjs';

const commands = {
  build: async () => {},
  'api-types': () => makeApiTypes(),
  demo: (args) => become('dist/src/demo/main.js', args),
  start: ([...args]) => {
    const at = args.indexOf('--sandbox');
    if (at < 0) return become('dist/src/start.js', args);
    args.splice(at, 1);
    return become('dist/src/demo/start-with-sandbox.js', args);
  },
  bench: (args) => become('dist/bench/main.js', args),
  chaos: (args) => become('dist/chaos/main.js', args),
  check: (args) => runChecks(args),
  test: (args) => runEverything(args),
};

export async function runCommand(name, args) {
  const command = commands[name];
  if (command === undefined) {
    throw new Explained(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`);
  }
  await whileLocked(async () => {
    await installMissing();
    // A check must be able to tell of a type error itself, together with everything else that is wrong.
    if (name !== 'check' && name !== 'test') await build();
  });
  await command(args);
}

async function become(script, args) {
  const path = join(projectRoot, script);
  if (!existsSync(path))
    throw new Explained(`There is no ${script}: this version does not have that command.`);
  process.chdir(projectRoot);
  process.argv = [process.execPath, path, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(path).href);
}

/** Our own say it in a paragraph; of anything else the stack is worth having. */
export function explainFailure(error) {
  return error instanceof Explained || error?.name === 'CannotStart'
    ? error.message
    : (error?.stack ?? String(error));
}
