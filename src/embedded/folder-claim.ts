// One data folder, one copy. The claim names this process and the server it started there; a claim whose processes are
// gone is a leftover of a killed copy and is taken over. A server that outlived its killed owner is being stopped by
// its keeper: that is waited for.

import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import { identifyProcess } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

/** The keeper gives a server 10 s to stop and then kills it. */
const handoverMs = 15_000;

const claimedProcess = z.object({ pid: z.number(), identity: z.string() });
const claimFile = z.object({ owner: claimedProcess, server: claimedProcess.nullable() });
type ClaimedProcess = z.infer<typeof claimedProcess>;
type ClaimFile = z.infer<typeof claimFile>;

export interface FolderClaim {
  /** Adds the server that now works in the folder. */
  addServer(pid: number): void;
  release(): void;
}

export async function claimFolder(folder: string, who: string, abort?: AbortSignal): Promise<FolderClaim> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'in-use.json');
  const owner = identify(process.pid);
  if (owner === null) throw new Error('this process cannot find itself');
  const free = await waitUntil(
    () => {
      if (create(path, { owner, server: null })) return 'ours';
      const found = read(path);
      if (found !== null && isAlive(found.owner)) return found;
      if (found?.server != null && isAlive(found.server)) return null;
      rmSync(path, { force: true });
      return null;
    },
    { everyMs: 50, timeoutMs: handoverMs, abort },
  );
  if (free !== 'ours') throw folderInUse(folder, who, free?.owner.pid ?? read(path)?.server?.pid ?? null);
  return {
    addServer: (pid) => renameSync(draft(path, { owner, server: identify(pid) }), path),
    release: () => rmSync(path, { force: true }),
  };
}

export function folderInUse(folder: string, who: string, pid: number | null): CannotStart {
  return new CannotStart(
    `${who} is already running in ${folder}${pid === null ? '' : ` (process ${pid})`}. Stop the copy of Firstlight ` +
      'that uses it, or set FIRSTLIGHT_DATA_DIR to another folder to run a second copy beside it.',
  );
}

/** By a link, so that the file appears with its content or not at all. */
function create(path: string, claim: ClaimFile): boolean {
  const written = draft(path, claim);
  try {
    linkSync(written, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(written);
  }
}

function draft(path: string, claim: ClaimFile): string {
  const written = `${path}.${process.pid}.${randomUUID()}`;
  writeFileSync(written, `${JSON.stringify(claim)}\n`);
  return written;
}

/** Null for a claim that is gone, or that a full disk or a power cut left unreadable. */
function read(path: string): ClaimFile | null {
  try {
    return claimFile.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function identify(pid: number): ClaimedProcess | null {
  const identity = identifyProcess(pid);
  return identity === null ? null : { pid, identity };
}

const isAlive = (claimed: ClaimedProcess) => identifyProcess(claimed.pid) === claimed.identity;
