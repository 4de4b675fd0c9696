// A worker's connection, apart from the client's: it loads Temporal's native core, which only a worker needs.

import { NativeConnection } from '@temporalio/worker';
import { resolveTarget, type TemporalTarget } from './connection.ts';

export async function connectWorker(
  target: TemporalTarget,
): Promise<{ readonly connection: NativeConnection; readonly namespace: string }> {
  const { connection: options, namespace } = resolveTarget(target);
  return { connection: await NativeConnection.connect(options), namespace };
}
