// Something of a request that needs the Temporal server's answer. When it does not come, the caller is told so, and that
// nothing was changed: whoever asks inside a transaction has it rolled back by what is thrown here.

import { Failure } from '../domain/failures.ts';
import type { AppDeps } from './app-deps.ts';
import { ApiProblem } from './problem.ts';

export async function ask<T>({ log }: Pick<AppDeps, 'log'>, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'store.unavailable') throw error;
    log.warn('the Temporal server did not answer a request', { reason: error.message, ...error.facts });
    throw new ApiProblem(
      'temporal.unavailable',
      'The Temporal server does not answer. Nothing was changed; try again in a moment.',
      { headers: { 'retry-after': '5' } },
    );
  }
}
