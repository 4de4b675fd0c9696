// The sandbox as a process of its own. Options come as one JSON argument or in FIRSTLIGHT_SANDBOX_OPTIONS; when everything
// listens it prints one JSON line with all addresses; SIGTERM or SIGINT stops it.

import process from 'node:process';
import v8 from 'node:v8';
import type { SandboxOptions } from './options.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

function readOptions(): SandboxOptions {
  const text = process.argv[2] ?? process.env.FIRSTLIGHT_SANDBOX_OPTIONS;
  if (!text) return {};
  try {
    return JSON.parse(text) as SandboxOptions;
  } catch {
    throw new Error(
      'The sandbox takes its options as one JSON object: the first argument, or FIRSTLIGHT_SANDBOX_OPTIONS. What it got is not JSON.',
    );
  }
}

// The sandbox stands beside a database, a Temporal server and the product on a small machine. A nursery that stays small
// costs it nothing that counts and saves some 20 MB.
v8.setFlagsFromString('--semi-space-growth-factor=1');

async function main(): Promise<void> {
  const sandbox: Sandbox = await startSandbox(readOptions());
  const { control: _, stop, ...description } = sandbox;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${(error as Error).message}\n`);
          process.exit(1);
        },
      );
    });
  }
  // Last, so that whoever reads the line may send a signal at once.
  process.stdout.write(`${JSON.stringify(description)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
