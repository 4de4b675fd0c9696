// What every process of ours does around its work: says when it is ready, stops in order on a signal, and turns what went
// wrong at the start into one paragraph and an exit status.

import type { Environment } from './config.ts';
import { ConfigError } from './config.ts';
import { Failure } from './domain/failures.ts';
import { CannotStart } from './embedded/cannot-start.ts';
import { SchemaIsNewer } from './store/migrate.ts';
import type { Log, LogFields } from './telemetry/log.ts';

export interface RunningProcess {
  /** Printed with the ready line. */
  readonly ready: LogFields;
  readonly log: Log;
  /** Settles when the work ends by itself, rejects when it fails. */
  readonly failed?: Promise<unknown>;
  stop(): Promise<void>;
}

export const readyMessage = 'ready';

export async function runProcess(
  name: string,
  start: (environment: Environment) => Promise<RunningProcess>,
): Promise<void> {
  let running: RunningProcess;
  try {
    running = await start(process.env);
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`);
    process.exit(1);
  }
  running.log.announce(readyMessage, running.ready);

  let isStopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    running.log.info('stopping', { reason });
    await running.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: Error) => {
        running.log.error('could not stop in order', { error: error.name });
        process.exit(1);
      });
    });
  }
  running.failed?.catch((error: Error) => {
    process.stderr.write(`${name}: ${explain(error)}\n`);
    process.exit(1);
  });
}

const ours = [Failure, ConfigError, SchemaIsNewer, CannotStart];

/** Ours are written for people; anything else says at least what it is. */
export function explain(error: unknown): string {
  if (ours.some((kind) => error instanceof kind)) return (error as Error).message;
  const code = (error as { code?: unknown }).code;
  if (code === 'ECONNREFUSED') {
    return 'The database does not answer. Check that PostgreSQL is running where DATABASE_URL says.';
  }
  if (code === 'EADDRINUSE') {
    const { port } = error as { port?: unknown };
    return `Port ${port} is in use by another program. Stop that one, or set FIRSTLIGHT_PORT to another port.`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : 'it failed without saying why';
}
