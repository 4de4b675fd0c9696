// The release before this one (test/yesterday), unpacked and compiled as its users had it, with its own schema; and today's in
// the same words.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Release } from '../../src/local-stack.ts';

// Never the kind that blocks: the sandbox answers from this very process.
const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Build extends Release {
  /** Names, in their order. */
  readonly migrations: readonly string[];
  /** As whoever deploys it runs it; answers what it said. */
  migrate(parts: { readonly databaseUrl: string; readonly temporalAddress: string }): Promise<string>;
}

export const today = buildIn(root);

export async function unpackYesterday(): Promise<Build & { remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-yesterday-'));
  await run('tar', ['-xzf', join(root, 'test/yesterday/release.tgz'), '-C', folder]);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'dist'));
  // What bin/build.mjs does.
  for (const args of [
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    ['dist/src/temporal/build-bundle.js'],
  ]) {
    await run(process.execPath, args, { cwd: folder }).catch(
      (error: { stdout?: string; stderr?: string }) => {
        throw new Error(
          `yesterday's release does not build:\n${error.stdout}\n${error.stderr}`.slice(0, 4_000),
          {
            cause: error,
          },
        );
      },
    );
  }
  return { ...buildIn(folder), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function buildIn(folder: string): Build {
  const scriptOf = (name: string): string => join(folder, 'dist/src', `${name}.js`);
  return {
    scriptOf,
    migrations: readdirSync(join(folder, 'src/store/migrations'))
      .filter((file) => file.endsWith('.sql'))
      .map((file) => file.slice(0, -'.sql'.length))
      .sort(),
    async migrate({ databaseUrl, temporalAddress }) {
      const environment = { ...process.env, DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress };
      const { stdout } = await run(process.execPath, [scriptOf('migrate')], { env: environment });
      return stdout;
    },
  };
}
