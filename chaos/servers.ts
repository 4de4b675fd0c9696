// PostgreSQL and Temporal as servers that can go down and come back on their ports with what they had stored: PostgreSQL is
// told to quit at once (no checkpoint: its data is as after a crash), Temporal is killed.

import { join } from 'node:path';
import { freePorts } from '../src/embedded/ports.ts';
import { startPostgres } from '../src/embedded/postgres.ts';
import { startTemporalServer } from '../src/embedded/temporal-server.ts';
import { searchAttributes } from '../src/temporal/search-attributes.ts';

export interface Servers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  restartPostgres(): Promise<void>;
  restartTemporal(): Promise<void>;
  /** Ends both, their data too. */
  stop(): Promise<void>;
}

export async function startServers(home: string, log: (line: string) => void): Promise<Servers> {
  const [postgresPort, temporalPort, uiPort] = (await freePorts(3)) as [number, number, number];
  // Read again at each stop: only the last one may delete the data.
  const postgresOptions = { dataDir: join(home, 'postgres'), port: postgresPort, ephemeral: false, log };
  const temporalOptions = {
    dataDir: join(home, 'temporal'),
    port: temporalPort,
    uiPort,
    searchAttributes,
    log,
  };
  let postgres = await startPostgres(postgresOptions);
  let temporal = await startTemporalServer(temporalOptions).catch(async (error: unknown) => {
    postgresOptions.ephemeral = true;
    await postgres.stop();
    throw error;
  });
  return {
    databaseUrl: postgres.url,
    temporalAddress: temporal.address,
    async restartPostgres() {
      postgres.kill('SIGQUIT');
      await postgres.exited;
      // Lets go of the folder; there is nothing left to end.
      await postgres.stop();
      postgres = await startPostgres(postgresOptions);
    },
    async restartTemporal() {
      temporal.kill('SIGKILL');
      await temporal.exited;
      await temporal.stop();
      temporal = await startTemporalServer(temporalOptions);
    },
    async stop() {
      postgresOptions.ephemeral = true;
      await temporal.stop();
      await postgres.stop();
    },
  };
}
