// How this process reaches Temporal: an address from our configuration, or whatever Temporal's own environment and
// profiles say (TLS, API key, namespace), read by Temporal's own library.

import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Failure } from '../domain/failures.ts';
import { createGrpcRetries } from './grpc-retries.ts';

export interface TemporalTarget {
  readonly address: string | null;
  readonly namespace: string | null;
}

export function resolveTarget(target: TemporalTarget) {
  const profile = loadClientConnectConfig();
  const connection = { ...profile.connectionOptions };
  if (target.address) connection.address = target.address;
  return { connection, namespace: target.namespace ?? profile.namespace ?? 'default' };
}

export interface TemporalClient {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  close(): Promise<void>;
}

/** A grpc-js client: unlike the worker's native one it stops waiting when it is told to. */
export async function connectClient(target: TemporalTarget): Promise<TemporalClient> {
  const { connection: options, namespace } = resolveTarget(target);
  const retries = createGrpcRetries();
  const connection = await Connection.connect({ ...options, interceptors: retries.interceptors }).catch(
    (error: Error) => {
      throw new Failure(
        'app.misconfigured',
        `No Temporal server answers at ${options.address ?? 'localhost:7233'} (${error.message}). Start one, or set TEMPORAL_ADDRESS or a Temporal profile to where yours is.`,
      );
    },
  );
  return {
    client: new Client({ connection, namespace }),
    connection,
    namespace,
    async close() {
      await retries.end();
      await connection.close();
    },
  };
}
