// Whether a request that got no answer can have been read by anybody: it cannot when no connection came about. What a write
// that must not happen twice turns on.

import { Failure } from './failures.ts';

const connectionNeverMade = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
]);

/** The request may have been carried out: it was sent, and what came back says nothing of how it ended. */
export const mayHaveHappened = (error: unknown): error is Failure =>
  error instanceof Failure &&
  error.code === 'provider.unavailable' &&
  !connectionNeverMade.has(String(error.facts.error));
