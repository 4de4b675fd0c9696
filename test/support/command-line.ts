// The `firstlight` command as a user types it, in a process of its own.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const launcher = fileURLToPath(new URL('../../bin/firstlight.mjs', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the tests' own environment reaches it but the PATH. */
export function firstlight(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  { script = launcher, input }: { readonly script?: string; readonly input?: string } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [script, ...words],
      { env: { PATH: process.env.PATH, ...environment }, maxBuffer: 50_000_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ code, stdout, stderr });
        else reject(error);
      },
    );
    child.stdin?.end(input);
  });
}
