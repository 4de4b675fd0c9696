// The SDK's own retries of what the server turned away for the moment, ended in order. A retry that comes due on a connection
// closed meanwhile throws outside of any promise and ends the process (@temporalio/client 1.24, lib/grpc-retry.js), so
// closing waits for those that are pending, at most the six seconds of the longest delay, and lets no other begin.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

export interface GrpcRetries {
  readonly interceptors: NonNullable<ConnectionOptions['interceptors']>;
  /** Settles when no retry is pending; from the call on, what fails has failed. */
  end(): Promise<void>;
}

/** Timers of one process may fire a little early or late. */
const marginMs = 50;

export function createGrpcRetries(): GrpcRetries {
  const usual = defaultGrpcRetryOptions();
  let isEnding = false;
  let lastDueAt = 0;
  const interceptor = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => !isEnding && usual.retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const delayMs = usual.delayFunction(attempt, status);
      lastDueAt = Math.max(lastDueAt, performance.now() + delayMs);
      return delayMs;
    },
  });
  return {
    interceptors: [interceptor],
    async end() {
      isEnding = true;
      const pendingMs = lastDueAt - performance.now();
      if (pendingMs > 0) await sleep(pendingMs + marginMs);
    },
  };
}
