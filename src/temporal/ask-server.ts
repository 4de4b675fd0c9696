// A message to a workflow that somebody waits for: given up in time, and a server that is away is said in our own words.

import { type Client, isGrpcServiceError } from '@temporalio/client';
import { Failure } from '../domain/failures.ts';

/** Without a deadline a client goes on trying for longer than anybody waits. */
const patienceMs = 5_000;

/** Does it answer at all; a client that is turned away by its certificate or key is told no as well. */
export async function checkServer(client: Client): Promise<void> {
  await client.withDeadline(Date.now() + patienceMs, () => client.workflowService.getSystemInfo({}));
}

export async function askServer(client: Client, send: () => Promise<unknown>): Promise<void> {
  try {
    await client.withDeadline(Date.now() + patienceMs, send);
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    throw new Failure('store.unavailable', 'the Temporal server does not answer', {
      facts: { grpcStatus: error.code },
    });
  }
}
