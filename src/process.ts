// What every process of ours does around its work: says when it is ready, stops in order on a signal, and turns what went
// wrong at the start into one paragraph and an exit status.

import type { Environment } from './config.ts';
import { ConfigError } from './config.ts';
import { Failure } from './domain/failures.ts';
import { CannotStart } from './embedded/cannot-start.ts';
import { handleStopSignals } from './embedded/stop-signals.ts';
import { SchemaIsNewer } from './store/migrate.ts';
import type { Log, LogFields } from './telemetry/log.ts';

export interface RunningProcess {
  /** Printed with the ready line. */
  readonly ready: LogFields;
  readonly log: Log;
  /** Settles when the work ends by itself, rejects when it fails. */
  readonly failed?: Promise<unknown>;
  /** Within the set time: finishes what is under way, or leaves it to another process. */
  stop(): Promise<void>;
}

export const readyMessage = 'ready';

export async function runProcess(
  name: string,
  start: (environment: Environment) => Promise<RunningProcess>,
): Promise<void> {
  let running: RunningProcess | undefined;
  let isStopping = false;
  // From the beginning: as the first process of a container nobody else would end it. A second signal ends it at once.
  handleStopSignals(
    async () => {
      isStopping = true;
      await running?.stop().catch((error: Error) => {
        running?.log.error('could not stop in order', { error: error.name });
        process.exit(1);
      });
    },
    { exitStatus: 0, log: (line) => running?.log.info(line) },
  );
  try {
    running = await start(process.env);
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`);
    process.exit(1);
  }
  running.log.announce(readyMessage, running.ready);
  running.failed?.catch((error: Error) => {
    if (isStopping) return;
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
