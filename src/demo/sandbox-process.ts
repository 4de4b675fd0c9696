// The sandbox as a process of its own, and the provider files that point the product at it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, startNodeProcess } from '../embedded/processes.ts';
import { packageRoot } from '../package-root.ts';
import { createSandboxControl } from '../sandbox/control-client.ts';
import type { SandboxControl, SandboxDescription } from '../sandbox/control-contract.ts';
import type { SandboxOptions } from '../sandbox/options.ts';

export interface SandboxProcess {
  readonly process: NodeProcess;
  readonly description: SandboxDescription;
  readonly control: SandboxControl;
  /** For FIRSTLIGHT_PROVIDER_FILES. */
  readonly providerFiles: string;
}

export async function startSandboxProcess(dataDir: string, options: SandboxOptions): Promise<SandboxProcess> {
  const child = await startNodeProcess({
    name: 'the sandbox',
    script: fileURLToPath(new URL('dist/src/sandbox/main.js', packageRoot)),
    environment: { FIRSTLIGHT_SANDBOX_OPTIONS: JSON.stringify(options) },
    logPath: join(dataDir, 'logs', 'sandbox.log'),
    ready: { line: /"controlUrl"/ },
  });
  const description = JSON.parse(child.readyLine!) as SandboxDescription;
  const folder = join(dataDir, 'providers');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = Object.entries(description.providerOverrides).map(([id, override]) => {
    const path = join(folder, `${id}.json`);
    writeFileSync(path, JSON.stringify(override), { mode: 0o600 });
    return path;
  });
  return {
    process: child,
    description,
    control: createSandboxControl(description.controlUrl),
    providerFiles: files.join(','),
  };
}
