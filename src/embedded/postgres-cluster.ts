// PostgreSQL's data folder: made once, as a whole (a killed initdb leaves a draft, never half a database), with a
// random password beside it; refused when another major version wrote it; freed from the lock file of a killed server.

import { randomBytes, randomUUID } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import { folderInUse } from './folder-claim.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { type PostgresUser, postgresEnvironment } from './postgres-user.ts';
import { commandOf } from './process-identity.ts';
import { runKept } from './run-kept.ts';
import { waitUntil } from './wait-until.ts';

export const superuser = 'firstlight';

export interface Cluster {
  readonly dataFolder: string;
  readonly password: string;
}

interface ClusterOptions {
  readonly home: string;
  readonly user: PostgresUser;
  readonly programs: PostgresPrograms;
  readonly abort?: AbortSignal | undefined;
}

export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = join(options.home, 'cluster');
  if (!existsSync(folder)) await createCluster(folder, options);
  const dataFolder = join(folder, 'data');
  refuseOtherVersion(dataFolder, options);
  await clearStaleLock(dataFolder);
  return { dataFolder, password: readFileSync(join(folder, 'password'), 'utf8').trim() };
}

async function createCluster(folder: string, options: ClusterOptions): Promise<void> {
  for (const name of readdirSync(options.home)) {
    if (name.startsWith('draft-')) rmSync(join(options.home, name), { recursive: true });
  }
  const draft = join(options.home, `draft-${randomUUID()}`);
  const passwordFile = join(draft, 'password');
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (options.user.uid !== undefined && options.user.gid !== undefined) {
    chownSync(draft, options.user.uid, options.user.gid);
    chownSync(passwordFile, options.user.uid, options.user.gid);
  }
  const initdb = await runKept(
    options.programs.initdb,
    [
      `--pgdata=${join(draft, 'data')}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same sorting on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    {
      environment: postgresEnvironment,
      uid: options.user.uid,
      gid: options.user.gid,
      timeoutMs: 180_000,
      abort: options.abort,
    },
  );
  if (!initdb.succeeded) {
    rmSync(draft, { recursive: true, force: true });
    const reason = initdb.timedOut ? 'it took longer than three minutes' : initdb.output;
    throw new CannotStart(
      `PostgreSQL's data could not be set up in ${options.home}: ${reason}\nSet FIRSTLIGHT_DATA_DIR to another ` +
        'folder, or DATABASE_URL to a PostgreSQL server that is running.',
    );
  }
  renameSync(draft, folder);
}

function refuseOtherVersion(dataFolder: string, { programs, home }: ClusterOptions): void {
  const written = readFileSync(join(dataFolder, 'PG_VERSION'), 'utf8').trim();
  if (written === String(programs.major)) return;
  throw new CannotStart(
    `The data in ${home} was written by PostgreSQL ${written}, and this version of Firstlight brings PostgreSQL ` +
      `${programs.major}, which cannot open it. Go back to the version of Firstlight that wrote it and move the data ` +
      'with pg_dump, or set FIRSTLIGHT_DATA_DIR to another folder to start with an empty database. Nothing was changed.',
  );
}

/**
 * PostgreSQL removes a lock file whose process is gone, but takes any other program that got the same pid since, as
 * happens in containers, for the server. A real one may still be stopping after its owner was killed: that is awaited.
 */
async function clearStaleLock(dataFolder: string): Promise<void> {
  const path = join(dataFolder, 'postmaster.pid');
  const pid = existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : Number.NaN;
  if (Number.isNaN(pid)) return;
  const isServer = () => commandOf(pid)?.includes(dataFolder) ?? false;
  const ended = await waitUntil(() => (isServer() ? null : 'ended'), { everyMs: 50, timeoutMs: 15_000 });
  if (ended === null) throw folderInUse(dataFolder, 'PostgreSQL', pid);
  rmSync(path, { force: true });
}
