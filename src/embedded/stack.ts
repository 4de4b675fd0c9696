// The parts under a running Firstlight: PostgreSQL and Temporal, brought up side by side unless addresses of others are
// given, and whatever the program adds on top. Comes down in reverse order, once, also in the middle of the start.
// Must never stop or change a server it did not start.

import { join } from 'node:path';
import { type EmbeddedPostgres, startPostgres } from './postgres.ts';
import { type EmbeddedTemporal, type SearchAttributeType, startTemporalServer } from './temporal-server.ts';

export interface StackOptions {
  readonly dataDir: string;
  /** Set: that server is used, none is started. */
  readonly databaseUrl?: string | undefined;
  readonly temporalAddress?: string | undefined;
  readonly postgresPort?: number | undefined;
  readonly temporalPort?: number | undefined;
  readonly temporalUiPort?: number | undefined;
  /** Where Temporal's UI has payloads opened; asked for when it is started. */
  readonly uiCodecEndpoint?: (() => string | undefined) | undefined;
  readonly searchAttributes: Readonly<Record<string, SearchAttributeType>>;
  /** For tests and the demo: PostgreSQL's data is deleted by `stop`, Temporal keeps its own in memory. */
  readonly ephemeral?: boolean | undefined;
  readonly cacheDir?: string | undefined;
  readonly log: (line: string) => void;
}

/** Anything on top: an api, a worker, a sandbox. */
export interface Part {
  stop(): Promise<unknown>;
}

export interface RunningStack {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** Null for a server that is not ours. */
  readonly temporalUiUrl: string | null;
  readonly postgres: EmbeddedPostgres | null;
  readonly temporal: EmbeddedTemporal | null;
}

export interface Stack {
  /** Rejects when `stop` is called meanwhile; `abort` tells that from a start that failed. */
  start(): Promise<RunningStack>;
  /** Will be stopped before everything that was added earlier. */
  add<Added extends Part>(part: Added): Added;
  /** For what `start` and the caller are still waiting for: ends with `stop`. */
  readonly abort: AbortSignal;
  stop(): Promise<void>;
}

export function createStack(options: StackOptions): Stack {
  const parts: Part[] = [];
  const aborter = new AbortController();
  let starting: Promise<RunningStack> | undefined;
  let stopping: Promise<void> | undefined;

  const add = <Added extends Part>(part: Added): Added => {
    parts.push(part);
    return part;
  };

  const takeDown = async (): Promise<void> => {
    const problems: unknown[] = [];
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      await part.stop().catch((error: unknown) => problems.push(error));
    }
    if (problems.length > 0) throw new AggregateError(problems, 'not every part could be stopped');
  };

  const start = async (): Promise<RunningStack> => {
    try {
      const { postgres, temporal } = await startBoth(options, aborter.signal, add);
      aborter.signal.throwIfAborted();
      return {
        databaseUrl: options.databaseUrl ?? must(postgres).url,
        temporalAddress: options.temporalAddress ?? must(temporal).address,
        temporalUiUrl: temporal?.uiUrl ?? null,
        postgres,
        temporal,
      };
    } catch (error) {
      await takeDown();
      throw error;
    }
  };

  const stop = async (): Promise<void> => {
    aborter.abort(new Error('Firstlight was told to stop while it was starting.'));
    // Its failure is for whoever called `start` to see.
    await starting?.catch(() => {});
    await takeDown();
  };

  return {
    add,
    abort: aborter.signal,
    start: () => {
      starting ??= start();
      return starting;
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** When one cannot start, the start of the other one is called off. */
async function startBoth(
  options: StackOptions,
  abort: AbortSignal,
  add: <Added extends Part>(part: Added) => Added,
) {
  const { log, cacheDir, searchAttributes, ephemeral } = options;
  const failed = new AbortController();
  const either = AbortSignal.any([abort, failed.signal]);
  const watch = async <Started extends Part>(start: () => Promise<Started>): Promise<Started> => {
    try {
      return add(await start());
    } catch (error) {
      failed.abort(new Error('another part could not be started'));
      throw error;
    }
  };
  const [postgres, temporal] = await Promise.allSettled([
    options.databaseUrl !== undefined
      ? null
      : watch(() =>
          startPostgres({
            dataDir: join(options.dataDir, 'postgres'),
            port: options.postgresPort,
            ephemeral,
            log,
            abort: either,
          }),
        ),
    options.temporalAddress !== undefined
      ? null
      : watch(() =>
          startTemporalServer({
            dataDir: join(options.dataDir, 'temporal'),
            inMemory: ephemeral,
            port: options.temporalPort,
            uiPort: options.temporalUiPort,
            uiCodecEndpoint: options.uiCodecEndpoint?.(),
            searchAttributes,
            cacheDir,
            log,
            abort: either,
          }),
        ),
  ]);
  // The first failure aborted the other start: the reason worth reading is the one that is not that abort.
  const reasons = [postgres, temporal].flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  if (postgres.status === 'rejected' || temporal.status === 'rejected') {
    throw reasons.find((reason) => reason !== failed.signal.reason) ?? reasons[0];
  }
  return { postgres: postgres.value, temporal: temporal.value };
}

function must<T>(part: T | null): T {
  if (part === null) throw new Error('a part that was to be started is missing');
  return part;
}
