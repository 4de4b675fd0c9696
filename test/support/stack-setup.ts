// Brings up what the flows and the stack tests share: compiled code, one PostgreSQL and one Temporal server, both gone
// with their data at the end. Each test makes its own database and task queues on them.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { createStack } from '../../src/embedded/stack.ts';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string;
    temporalAddress: string;
    temporalUiUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runner = fileURLToPath(new URL('../../bin/run.mjs', import.meta.url));
  execFileSync(process.execPath, [runner, 'build'], { stdio: 'inherit' });

  const folder = mkdtempSync(join(tmpdir(), 'firstlight-flows-'));
  // Root's PostgreSQL runs as another user, who must get in.
  chmodSync(folder, 0o755);
  const stack = createStack({
    dataDir: folder,
    ephemeral: true,
    searchAttributes,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const { databaseUrl, temporalAddress, temporalUiUrl } = await stack.start();
  if (temporalUiUrl === null) throw new Error('the embedded Temporal server has no UI');
  project.provide('databaseUrl', databaseUrl);
  project.provide('temporalAddress', temporalAddress);
  project.provide('temporalUiUrl', temporalUiUrl);
  return async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
