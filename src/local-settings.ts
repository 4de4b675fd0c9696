// What an installation on one machine makes up once and keeps: the operator's key and a master key, each in a file of its
// own under the data directory, readable by its owner only. A value from the configuration always wins.

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { Secret } from './domain/secret.ts';
import { generateMasterKey } from './vault/key-ring.ts';

export interface LocalSettings {
  readonly operatorKey: Secret;
  /** Where a person finds the operator's key; null when it came from the configuration. */
  readonly operatorKeyFile: string | null;
  readonly masterKeys: Secret;
}

const masterKeysFile = (dataDir: string): string => join(dataDir, 'master-keys');

/** Those that were made up here, where they were. */
export const readMasterKeys = (dataDir: string): string | undefined =>
  existsSync(masterKeysFile(dataDir)) ? readFileSync(masterKeysFile(dataDir), 'utf8').trim() : undefined;

export function keepLocalSettings(config: Config, dataDir: string): LocalSettings {
  // Passable, not readable: as root, PostgreSQL runs as another user and must reach its own folder below.
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const operatorKeyFile = join(dataDir, 'operator-key');
  return {
    operatorKey:
      config.FIRSTLIGHT_OPERATOR_KEY ??
      readOrMake(operatorKeyFile, () => `flop_${randomBytes(32).toString('base64url')}`),
    operatorKeyFile: config.FIRSTLIGHT_OPERATOR_KEY ? null : operatorKeyFile,
    masterKeys:
      config.FIRSTLIGHT_MASTER_KEYS ??
      // A random id, so that a key file that was lost and made anew is noticed at the start instead of at the first token.
      readOrMake(masterKeysFile(dataDir), () => generateMasterKey(`k${randomBytes(4).toString('hex')}`)),
  };
}

function readOrMake(file: string, make: () => string): Secret {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  return new Secret(readFileSync(file, 'utf8').trim());
}
