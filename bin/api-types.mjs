// Renews src/sdk/api-types.ts from the routes as they are: what to run after a route has changed.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Explained } from './explained.mjs';
import { projectRoot } from './project-root.mjs';

const typesPath = join(projectRoot, 'src/sdk/api-types.ts');

export async function makeApiTypes() {
  const compiled = pathToFileURL(join(projectRoot, 'dist/src/http/describe-api.js'));
  const { describeApi } = await import(compiled.href);
  writeFileSync(typesPath, renderApiTypes(describeApi()));
}

/** In a process of its own, because of what it does to `typescript`. */
export function renderApiTypes(document) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectRoot, 'bin/render-api-types.mjs')],
    { input: JSON.stringify(document), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Explained(`The API's types could not be made: ${stderr}`);
  return stdout;
}
