// Where the stack of `npm start` (or the demo) is, written down for the command line while it is up: a file in the data
// directory that its owner alone may read, because the address of the database holds the password. Whoever sets DATABASE_URL
// means another installation: then the file is not read.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, usualDataDir } from './config.ts';
import { readMasterKeys } from './local-settings.ts';

const fileIn = (dataDir: string): string => join(dataDir, 'running.json');

/** Answers what takes the file away again. */
export function writeRunningStack(dataDir: string, environment: Environment): { stop(): Promise<void> } {
  const path = fileIn(dataDir);
  writeFileSync(path, `${JSON.stringify(environment, null, 2)}\n`, { mode: 0o600 });
  return { stop: async () => rmSync(path, { force: true }) };
}

/** The environment with what it does not say itself taken from the stack that runs here. */
export function joinRunningStack(environment: Environment): Environment {
  const dataDir = environment.FIRSTLIGHT_DATA_DIR || usualDataDir;
  if (environment.DATABASE_URL || !existsSync(fileIn(dataDir))) return environment;
  const running = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Environment;
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  return { FIRSTLIGHT_MASTER_KEYS: readMasterKeys(dataDir), ...running, ...Object.fromEntries(given) };
}
