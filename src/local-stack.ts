// Firstlight whole on one machine: PostgreSQL and Temporal (embedded, unless addresses are given), the schema, one api and
// one worker process. What `npm start` and `npm run demo` both stand on.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import { Failure } from './domain/failures.ts';
import { freePorts } from './embedded/ports.ts';
import { createProcessLogs } from './embedded/process-logs.ts';
import type { NodeProcess } from './embedded/processes.ts';
import { startNodeProcess } from './embedded/processes.ts';
import { createStack, type RunningStack, type Stack } from './embedded/stack.ts';
import type { LocalSettings } from './local-settings.ts';
import { packageRoot } from './package-root.ts';
import { writeRunningStack } from './running-stack.ts';
import { migrate } from './store/migrate.ts';
import { connectClient } from './temporal/connection.ts';
import { noPayloads } from './temporal/payloads.ts';
import { registerSearchAttributes } from './temporal/register-search-attributes.ts';
import { searchAttributes } from './temporal/search-attributes.ts';

export interface LocalStackOptions {
  readonly config: Config;
  readonly settings: LocalSettings;
  readonly dataDir: string;
  /** Nothing is kept after `stop`. */
  readonly ephemeral: boolean;
  /** More of the environment for api and worker, e.g. provider files. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly apiPort: number;
  /** Whose schema and processes; this build's where none is named. */
  readonly release?: Release | undefined;
  readonly log: (line: string) => void;
}

/** A build of Firstlight. */
export interface Release {
  /** The compiled script of a process. */
  scriptOf(name: 'api' | 'worker'): string;
  migrate(parts: Pick<RunningStack, 'databaseUrl' | 'temporalAddress'>): Promise<unknown>;
}

export interface LocalStack {
  readonly stack: Stack;
  readonly parts: RunningStack;
  readonly apiUrl: string;
  api(): NodeProcess;
  /** After the api was killed: another one, on the same port if one was given; or one beside it, made differently. */
  startApi(other?: OtherProcess): Promise<NodeProcess>;
  worker(): NodeProcess;
  /** After the worker was killed: another one; or one beside it, made differently. */
  startWorker(other?: OtherProcess): Promise<NodeProcess>;
}

/** What a test changes about a process: its script, more of its environment. */
export interface OtherProcess {
  readonly script?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const portOf = ({ readyLine: line }: NodeProcess): number => (JSON.parse(line!) as { port: number }).port;
const readyLine = /"msg":"ready"/;
const thisRelease: Release = {
  scriptOf: (name) => fileURLToPath(new URL(`dist/src/${name}.js`, packageRoot)),
  migrate: ({ databaseUrl }) => migrate(databaseUrl),
};

/** A server that is not ours was not started with our search attributes. */
async function prepareTemporal(config: Config): Promise<void> {
  const temporal = await connectClient(
    {
      address: config.TEMPORAL_ADDRESS ?? null,
      namespace: config.TEMPORAL_NAMESPACE ?? null,
    },
    noPayloads,
  );
  try {
    const registration = await registerSearchAttributes(temporal);
    if (registration.kind === 'by_hand') {
      throw new Failure(
        'app.misconfigured',
        `${registration.reason}. Whoever may administer the Temporal server runs this once:\n  ${registration.commands.join('\n  ')}`,
      );
    }
  } finally {
    await temporal.close();
  }
}

export function createLocalStack(options: LocalStackOptions): {
  readonly stack: Stack;
  start(): Promise<LocalStack>;
} {
  const { config, settings, dataDir, log, release = thisRelease } = options;
  let { apiPort } = options;
  const stack = createStack({
    dataDir,
    databaseUrl: config.DATABASE_URL,
    temporalAddress: config.TEMPORAL_ADDRESS,
    postgresPort: config.FIRSTLIGHT_POSTGRES_PORT,
    temporalPort: config.FIRSTLIGHT_TEMPORAL_PORT,
    temporalUiPort: config.FIRSTLIGHT_TEMPORAL_UI_PORT,
    uiCodecEndpoint: () => `http://127.0.0.1:${apiPort}/codec`,
    searchAttributes,
    ephemeral: options.ephemeral,
    log,
  });

  const start = async (): Promise<LocalStack> => {
    // Our own Temporal UI is told at its start where the api will be.
    if (apiPort === 0 && !config.TEMPORAL_ADDRESS) [apiPort] = (await freePorts(1)) as [number];
    const parts = await stack.start();
    await release.migrate(parts);
    if (config.TEMPORAL_ADDRESS) await prepareTemporal(config);
    const environment = {
      ...options.environment,
      DATABASE_URL: parts.databaseUrl,
      TEMPORAL_ADDRESS: parts.temporalAddress,
      FIRSTLIGHT_MASTER_KEYS: settings.masterKeys.reveal(),
      FIRSTLIGHT_OPERATOR_KEY: settings.operatorKey.reveal(),
      FIRSTLIGHT_PORT: String(apiPort),
      FIRSTLIGHT_PAYLOADS: config.FIRSTLIGHT_PAYLOADS,
      FIRSTLIGHT_TEMPORAL_UI_ORIGINS: [
        ...config.FIRSTLIGHT_TEMPORAL_UI_ORIGINS,
        ...(parts.temporalUiUrl ? [new URL(parts.temporalUiUrl).origin] : []),
      ].join(','),
      NODE_ENV: 'production',
    };
    const logs = createProcessLogs(join(dataDir, 'logs'));
    const startProcess = async (name: 'api' | 'worker', other: OtherProcess = {}): Promise<NodeProcess> => {
      const { path: logPath, giveBack } = logs.take(name);
      const starting = startNodeProcess({
        name: `the ${name}`,
        script: other.script ?? release.scriptOf(name),
        environment: { ...environment, ...other.environment },
        logPath,
        ready: { line: readyLine },
        abort: stack.abort,
      });
      starting.then(({ exited }) => exited).then(giveBack, giveBack);
      return stack.add(await starting);
    };
    // The worker writes links to the api, so a port that is still to be chosen comes first.
    const starting = startProcess('api');
    const port = apiPort === 0 ? portOf(await starting) : apiPort;
    const apiUrl = `http://127.0.0.1:${port}`;
    const startWorker = (other: OtherProcess = {}): Promise<NodeProcess> =>
      startProcess('worker', {
        ...other,
        environment: {
          FIRSTLIGHT_PUBLIC_URL: config.FIRSTLIGHT_PUBLIC_URL ?? apiUrl,
          ...other.environment,
        },
      });
    const started = await Promise.all([starting, startWorker()]);
    stack.add(
      writeRunningStack(dataDir, {
        ...options.environment,
        DATABASE_URL: parts.databaseUrl,
        TEMPORAL_ADDRESS: parts.temporalAddress,
        FIRSTLIGHT_URL: apiUrl,
        FIRSTLIGHT_PUBLIC_URL: config.FIRSTLIGHT_PUBLIC_URL ?? apiUrl,
        FIRSTLIGHT_PAYLOADS: config.FIRSTLIGHT_PAYLOADS,
      }),
    );
    let api = started[0];
    let worker = started[1];
    return {
      stack,
      parts,
      apiUrl,
      api: () => api,
      async startApi(other) {
        // Where none was asked for, the port chosen for the first one is its own: another may stand beside it.
        const environment = { FIRSTLIGHT_PORT: String(options.apiPort), ...other?.environment };
        api = await startProcess('api', { ...other, environment });
        return api;
      },
      worker: () => worker,
      async startWorker(other) {
        worker = await startWorker(other);
        return worker;
      },
    };
  };
  return { stack, start };
}
