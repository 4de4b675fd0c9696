// Where PostgreSQL's data lies. For root that must be a place PostgreSQL's own user can enter, which a clone under
// /root (mode 700) is not: then the data goes to a folder of its own under /var/lib, and a file in the data folder says
// where. That file, not a rule, is the memory: moving the data folder keeps the data, deleting it starts anew.

import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import { canEnter, type PostgresUser } from './postgres-user.ts';

/** The user can enter each of these on any ordinary system; the first one root can write to and the user enter is taken. */
const otherPlaces = ['/var/lib', '/var/tmp', tmpdir()];

export interface PostgresHome {
  readonly folder: string;
  /** Deletes all of it, wherever it lies. */
  erase(): void;
}

export async function findPostgresHome(
  options: {
    readonly dataDir: string;
    readonly user: PostgresUser;
    readonly abort?: AbortSignal | undefined;
  },
  log: (line: string) => void,
): Promise<PostgresHome> {
  const { dataDir, user } = options;
  const folder = await chooseFolder(options, log);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  return {
    folder,
    erase: () => {
      for (const each of new Set([folder, dataDir])) rmSync(each, { recursive: true, force: true });
    },
  };
}

async function chooseFolder(
  options: {
    readonly dataDir: string;
    readonly user: PostgresUser;
    readonly abort?: AbortSignal | undefined;
  },
  log: (line: string) => void,
): Promise<string> {
  const { dataDir, user, abort } = options;
  const pointer = join(dataDir, 'data-is-in');
  if (existsSync(pointer)) return followPointer(pointer);
  const inPlace = join(dataDir, 'home');
  const isNew = !existsSync(inPlace);
  mkdirSync(inPlace, { recursive: true, mode: 0o700 });
  if (user.uid === undefined || user.gid === undefined) return inPlace;
  chownSync(inPlace, user.uid, user.gid);
  if (!isNew || (await canEnter(user, inPlace, abort))) return inPlace;
  rmSync(inPlace, { recursive: true });
  for (const place of otherPlaces) {
    const made = makeFolder(place);
    if (made === null) continue;
    chownSync(made, user.uid, user.gid);
    if (await canEnter(user, made, abort)) {
      writeFileSync(pointer, `${made}\n`);
      log(`PostgreSQL runs as user ${user.name}, who cannot enter ${dataDir}: its data is kept in ${made}`);
      return made;
    }
    rmSync(made, { recursive: true });
  }
  throw new CannotStart(
    `PostgreSQL runs as user ${user.name}, who can enter neither ${dataDir} nor a folder under ${otherPlaces.join(', ')}. ` +
      'Set FIRSTLIGHT_DATA_DIR to a folder every user can enter, run Firstlight as an ordinary user, or set ' +
      'DATABASE_URL to a PostgreSQL server that is running.',
  );
}

function followPointer(pointer: string): string {
  const folder = readFileSync(pointer, 'utf8').trim();
  if (existsSync(folder)) return folder;
  throw new CannotStart(
    `PostgreSQL's data was kept in ${folder}, as ${pointer} says, and that folder is gone. Put it back from a backup, ` +
      `or delete ${pointer} to start with an empty database.`,
  );
}

/** Null where root may not write, as in some containers. */
function makeFolder(place: string): string | null {
  try {
    const folder = mkdtempSync(join(place, 'firstlight-postgres-'));
    chmodSync(folder, 0o700);
    return folder;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null;
    throw error;
  }
}
