// How this process reaches Temporal: an address from our configuration, or whatever Temporal's own environment and
// profiles say (TLS, API key, namespace), read by Temporal's own library.

import { Client, Connection } from '@temporalio/client';
import { loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import { explainConnection, unreadableProfile } from './explain-connection.ts';
import { createGrpcRetries } from './grpc-retries.ts';
import type { Payloads } from './payloads.ts';

export interface TemporalTarget {
  readonly address: string | null;
  readonly namespace: string | null;
}

export function resolveTarget(target: TemporalTarget) {
  const profile = readProfile();
  const connection = { ...profile.connectionOptions };
  if (target.address) connection.address = target.address;
  return { connection, namespace: target.namespace ?? profile.namespace ?? 'default' };
}

function readProfile() {
  try {
    const profile = loadClientConfigProfile();
    const { clientCert, clientKey } = profile.tls ?? {};
    if (Boolean(clientCert) !== Boolean(clientKey)) {
      throw new Error('a client certificate and its key are needed together, and only one of them is set');
    }
    return toClientOptions(profile);
  } catch (error) {
    throw unreadableProfile(error as Error);
  }
}

export interface TemporalClient {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  close(): Promise<void>;
}

/** A grpc-js client: unlike the worker's native one it stops waiting when it is told to. */
export async function connectClient(target: TemporalTarget, payloads: Payloads): Promise<TemporalClient> {
  const { connection: options, namespace } = resolveTarget(target);
  const retries = createGrpcRetries();
  const connection = await Connection.connect({ ...options, interceptors: retries.interceptors }).catch(
    async (error: Error) => {
      throw await explainConnection(options, error);
    },
  );
  return {
    client: new Client({ connection, namespace, dataConverter: payloads }),
    connection,
    namespace,
    async close() {
      await retries.end();
      await connection.close();
    },
  };
}
