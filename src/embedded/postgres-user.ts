// Whom PostgreSQL runs as. It refuses to run as root, so root hands it to another user; anyone else runs it as is.
// Changes the system (creates a user) only where no suitable one exists, and says so.

import { CannotStart } from './cannot-start.ts';
import { runKept } from './run-kept.ts';

export interface PostgresUser {
  readonly name: string;
  /** Absent: the user we are. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Its environment holds nothing of ours: neither secrets nor a locale nor PostgreSQL's own variables. */
export const postgresEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
} as const;

/** macOS calls its own `_postgres`. */
const usualNames = ['postgres', '_postgres'];

export async function choosePostgresUser(
  log: (line: string) => void,
  abort?: AbortSignal,
): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { name: 'the current user' };
  for (const name of usualNames) {
    const user = await findUser(name, abort);
    if (user !== null) return user;
  }
  const created = await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], abort);
  const user = created.succeeded ? await findUser('postgres', abort) : null;
  if (user !== null) {
    log('PostgreSQL does not run as root: created the system user postgres for it');
    return user;
  }
  const nobody = await findUser('nobody', abort);
  if (nobody !== null) {
    log('PostgreSQL does not run as root and no user could be created for it: it runs as nobody');
    return nobody;
  }
  throw new CannotStart(
    'PostgreSQL refuses to run as root, and this system has neither a user named postgres or nobody nor a useradd ' +
      `command that works (${created.output || `exit status ${created.status}`}). Run Firstlight as an ordinary user, ` +
      'create a user named postgres, or set DATABASE_URL to a PostgreSQL server that is running.',
  );
}

/** Whether that user can enter the folder: tried, not derived from mode bits, which do not tell of ACLs. */
export async function canEnter(user: PostgresUser, folder: string, abort?: AbortSignal): Promise<boolean> {
  const attempt = await runKept('/bin/sh', ['-c', 'cd -- "$1"', 'enter', folder], {
    environment: postgresEnvironment,
    uid: user.uid,
    gid: user.gid,
    timeoutMs: 10_000,
    abort,
  });
  return attempt.succeeded;
}

async function findUser(name: string, abort?: AbortSignal): Promise<PostgresUser | null> {
  const uid = await run('id', ['-u', name], abort);
  const gid = await run('id', ['-g', name], abort);
  if (!uid.succeeded || !gid.succeeded) return null;
  return { name, uid: Number(uid.output), gid: Number(gid.output) };
}

function run(command: string, args: readonly string[], abort?: AbortSignal) {
  return runKept(command, args, { environment: postgresEnvironment, timeoutMs: 20_000, abort });
}
