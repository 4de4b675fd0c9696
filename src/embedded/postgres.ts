// Starts and stops the embedded PostgreSQL: a real server, on 127.0.0.1 only, with a random password and its data kept.
// Must never give up durability for speed: fsync and synchronous_commit stay on, the journal of exchanges rests on them.

import { join, resolve } from 'node:path';
import pg from 'pg';
import { CannotStart } from './cannot-start.ts';
import { claimFolder, type FolderClaim } from './folder-claim.ts';
import { describeExit, type Exit, type KeptProcess, startKeptProcess, stopAfter } from './kept-process.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { freePorts, portSettings, refuseTakenPort, takenPort } from './ports.ts';
import { type Cluster, openCluster, superuser } from './postgres-cluster.ts';
import { findPostgresHome } from './postgres-home.ts';
import { findPostgresPrograms, type PostgresPrograms } from './postgres-programs.ts';
import { choosePostgresUser, type PostgresUser, postgresEnvironment } from './postgres-user.ts';
import { waitUntil } from './wait-until.ts';

const database = 'firstlight';
/** A free port can be taken by someone else before the server binds it. */
const portAttempts = 5;
/** Recovery after a crash replays at most a few minutes of log on a slow disk. */
const readyWithinMs = 180_000;

/** For a box that also runs everything else: small memory, many connections (five processes with pools of their own). */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '96MB',
  fsync: 'on',
  synchronous_commit: 'on',
  // Checkpoints of a busy night spread over this much log instead of every few seconds.
  max_wal_size: '1GB',
  wal_compression: 'on',
  log_timezone: 'UTC',
  timezone: 'UTC',
} as const;

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Unset: a free one. */
  readonly port?: number | undefined;
  /** For tests and the demo: the data is deleted by `stop`. */
  readonly ephemeral?: boolean | undefined;
  readonly log: (line: string) => void;
  readonly abort?: AbortSignal | undefined;
}

export interface EmbeddedPostgres {
  /** With the password: never log it. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logPath: string;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const claim = await claimFolder(dataDir, 'PostgreSQL', options.abort);
  const logFile = openLogFile(join(dataDir, 'postgres.log'));
  let erase = () => {};
  const letGo = () => {
    claim.release();
    logFile.close();
    if (options.ephemeral) erase();
  };
  try {
    const user = await choosePostgresUser(options.log, options.abort);
    const home = await findPostgresHome({ dataDir, user, abort: options.abort }, options.log);
    erase = home.erase;
    const place = { home: home.folder, user, abort: options.abort };
    const programs = await findPostgresPrograms(place, options.log);
    const cluster = await openCluster({ ...place, programs });
    const { server, port } = await serve({ options, claim, logFile, cluster, programs, user });
    await createDatabase(urlOf(cluster, port, 'postgres')).catch((error: Error) => stopAfter(server, error));
    const stop = once(async () => {
      await server.stop();
      letGo();
    });
    return {
      url: urlOf(cluster, port, database),
      port,
      pid: server.pid,
      logPath: logFile.path,
      exited: server.exited,
      kill: server.kill,
      stop,
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

interface Serving {
  readonly options: EmbeddedPostgresOptions;
  readonly claim: FolderClaim;
  readonly logFile: LogFile;
  readonly cluster: Cluster;
  readonly programs: PostgresPrograms;
  readonly user: PostgresUser;
}

async function serve(serving: Serving): Promise<{ server: KeptProcess; port: number }> {
  const { options, logFile } = serving;
  if (options.port !== undefined) await refuseTakenPort(options.port, 'PostgreSQL', portSettings.postgres);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePorts(1))[0]!;
    const server = await launch(serving, port);
    serving.claim.addServer(server.pid);
    const ready = await waitUntil(
      async () => server.exit() ?? (await answers(urlOf(serving.cluster, port, 'postgres'))),
      {
        everyMs: 25,
        timeoutMs: readyWithinMs,
        abort: options.abort,
      },
    ).catch((error: Error) => stopAfter(server, error));
    if (ready === 'ready') return { server, port };
    const portWasTaken = logFile.written().includes('Address already in use');
    if (portWasTaken && options.port !== undefined) {
      throw takenPort(port, 'PostgreSQL', portSettings.postgres);
    }
    if (portWasTaken && attempt < portAttempts) continue;
    await server.stop();
    const how = ready === null ? `did not answer within ${readyWithinMs / 1000} s` : describeExit(ready);
    throw new CannotStart(
      `PostgreSQL did not start (${how}). Its last words, from ${logFile.path}:\n${logFile.lastLines(8)}\n` +
        'Set FIRSTLIGHT_DATA_DIR to another folder to start afresh, or DATABASE_URL to a PostgreSQL server that is running.',
    );
  }
}

function launch({ cluster, programs, user, logFile, options }: Serving, port: number): Promise<KeptProcess> {
  const flags = Object.entries({ ...settings, port: String(port) });
  return startKeptProcess({
    command: programs.postgres,
    args: ['-D', cluster.dataFolder, ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: '/',
    environment: postgresEnvironment,
    outputFd: logFile.fd,
    uid: user.uid,
    gid: user.gid,
    // Fast shutdown: ends sessions, writes a checkpoint.
    stopSignal: 'SIGINT',
    graceMs: 20_000,
    abort: options.abort,
  });
}

/** Asks with our password, so that a stranger's server on the same port does not pass for ours. */
async function answers(url: string): Promise<'ready' | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return 'ready';
  } catch {
    // Not listening yet, or recovering. If it never answers, its own log tells why.
    return null;
  } finally {
    await client.end();
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 20_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

function urlOf(cluster: Cluster, port: number, name: string): string {
  return `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/${name}?sslmode=disable`;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}
