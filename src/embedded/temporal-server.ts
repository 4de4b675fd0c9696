// Starts and stops the embedded Temporal server with its UI: on 127.0.0.1, kept in a file or in memory only.
// The settings were measured: with the server's own, each step of a workflow waits 50 ms for its turn and every timer
// fires up to a second late.

import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { CannotStart } from './cannot-start.ts';
import { claimFolder, type FolderClaim } from './folder-claim.ts';
import { describeExit, type Exit, type KeptProcess, startKeptProcess, stopAfter } from './kept-process.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { freePorts, portSettings, refuseTakenPort, takenPort } from './ports.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { waitUntil } from './wait-until.ts';

const portAttempts = 5;
const readyWithinMs = 120_000;
const namespace = 'default';

const dynamicConfig: Readonly<Record<string, string | number>> = {
  // Tasks a shard may load a second; 20 by default, and a sequential workflow lives on one shard.
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
  'history.visibilityProcessorMaxPollRPS': 1000,
  // How late a timer may fire; a second by default.
  'history.timerProcessorMaxTimeShift': '10ms',
};

export type SearchAttributeType = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

export interface EmbeddedTemporalOptions {
  readonly dataDir: string;
  /** Nothing is kept but the log. */
  readonly inMemory?: boolean | undefined;
  /** Unset: free ones. */
  readonly port?: number | undefined;
  readonly uiPort?: number | undefined;
  readonly searchAttributes: Readonly<Record<string, SearchAttributeType>>;
  /** More values than the ones above, as JSON. */
  readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Where its UI has payloads opened. */
  readonly uiCodecEndpoint?: string | undefined;
  readonly cacheDir?: string | undefined;
  readonly log: (line: string) => void;
  readonly abort?: AbortSignal | undefined;
}

export interface EmbeddedTemporal {
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  readonly logPath: string;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

interface Ports {
  readonly grpc: number;
  readonly ui: number;
  readonly http: number;
  readonly metrics: number;
}

export async function startTemporalServer(options: EmbeddedTemporalOptions): Promise<EmbeddedTemporal> {
  const dataDir = resolve(options.dataDir);
  const claim = await claimFolder(dataDir, 'Temporal', options.abort);
  const logFile = openLogFile(join(dataDir, 'temporal.log'));
  try {
    // What our own process was given: pip and npm downloads go through a person's proxy settings.
    const binary = await findTemporalBinary({ ...options, environment: process.env });
    const { server, ports } = await serve(binary, dataDir, options, { claim, logFile });
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await server.stop();
      claim.release();
      logFile.close();
    };
    return {
      address: `127.0.0.1:${ports.grpc}`,
      uiUrl: `http://127.0.0.1:${ports.ui}`,
      pid: server.pid,
      logPath: logFile.path,
      exited: server.exited,
      kill: server.kill,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    claim.release();
    logFile.close();
    throw error;
  }
}

async function serve(
  binary: string,
  dataDir: string,
  options: EmbeddedTemporalOptions,
  { claim, logFile }: { readonly claim: FolderClaim; readonly logFile: LogFile },
): Promise<{ server: KeptProcess; ports: Ports }> {
  const given = [
    { port: options.port, who: 'Temporal', setting: portSettings.temporal },
    { port: options.uiPort, who: "Temporal's UI", setting: portSettings.temporalUi },
  ];
  for (const { port, who, setting } of given) {
    if (port !== undefined) await refuseTakenPort(port, who, setting);
  }
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts(options);
    const server = await launch(binary, dataDir, options, ports, logFile);
    claim.addServer(server.pid);
    const ready = await waitUntil(async () => server.exit() ?? (await answers(ports.grpc, options)), {
      everyMs: 50,
      timeoutMs: readyWithinMs,
      abort: options.abort,
    }).catch((error: Error) => stopAfter(server, error));
    if (ready === 'ready') return { server, ports };
    await server.stop();
    const words = logFile.written();
    if (/address already in use/i.test(words)) {
      const taken = given.find(({ port }) => port !== undefined && words.includes(`:${port}`));
      if (taken?.port !== undefined) throw takenPort(taken.port, taken.who, taken.setting);
      if (attempt < portAttempts) continue;
    }
    const how = ready === null ? `did not answer within ${readyWithinMs / 1000} s` : describeExit(ready);
    throw new CannotStart(
      `The Temporal server did not start (${how}). Its last words, from ${logFile.path}:\n${logFile.lastLines(8)}\n` +
        'Set FIRSTLIGHT_DATA_DIR to another folder to start afresh, or TEMPORAL_ADDRESS to a Temporal server that is running.',
    );
  }
}

async function choosePorts(options: EmbeddedTemporalOptions): Promise<Ports> {
  const [grpc, ui, http, metrics] = (await freePorts(4)) as [number, number, number, number];
  return { grpc: options.port ?? grpc, ui: options.uiPort ?? ui, http, metrics };
}

function launch(
  binary: string,
  dataDir: string,
  options: EmbeddedTemporalOptions,
  ports: Ports,
  logFile: LogFile,
): Promise<KeptProcess> {
  const store = ['--db-filename', join(dataDir, 'temporal.db')];
  // Without these a file store has half the throughput.
  const pragmas = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
  const configuration = Object.entries({ ...dynamicConfig, ...options.dynamicConfig }).flatMap(
    ([key, value]) => ['--dynamic-config-value', `${key}=${JSON.stringify(value)}`],
  );
  const attributes = Object.entries(options.searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  return startKeptProcess({
    command: binary,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.grpc)],
      ...['--ui-port', String(ports.ui), '--http-port', String(ports.http)],
      ...['--metrics-port', String(ports.metrics), '--ui-disable-news-fetch', '--log-level', 'warn'],
      ...(options.uiCodecEndpoint ? ['--ui-codec-endpoint', options.uiCodecEndpoint] : []),
      ...(options.inMemory ? [] : [...store, ...pragmas]),
      ...configuration,
      ...attributes,
    ],
    cwd: dataDir,
    environment: serverEnvironment(dataDir),
    outputFd: logFile.fd,
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
    abort: options.abort,
  });
}

/** Nothing of ours but the PATH it is found on: neither secrets nor a person's settings for the temporal command. */
function serverEnvironment(dataDir: string): NodeJS.ProcessEnv {
  const home = join(dataDir, 'temporal-home');
  if (!existsSync(home)) mkdirSync(home);
  return { PATH: process.env.PATH, HOME: home };
}

/** Ready means: the namespace is there and knows every search attribute. Both come a moment after the port. */
async function answers(port: number, options: EmbeddedTemporalOptions): Promise<'ready' | null> {
  let connection: Connection;
  try {
    connection = await Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: '2s' });
  } catch {
    // Not listening yet; if it never does, the server's own log tells why.
    return null;
  }
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const known = Object.keys(customAttributes ?? {});
    return Object.keys(options.searchAttributes).every((name) => known.includes(name)) ? 'ready' : null;
  } catch {
    // The namespace is not there yet.
    return null;
  } finally {
    await connection.close();
  }
}
