// The only file that builds an ApplicationFailure: any error → a code, a sentence and safe facts.
// Never a `cause`: a provider's error objects hold requests, requests hold tokens, and histories keep everything.

import { ApplicationFailure, CancelledFailure, TemporalFailure } from '@temporalio/common';
import { Failure } from '../src/domain/failures.ts';
import { isDatabaseAway } from '../src/store/db.ts';

export function toApplicationFailure(error: unknown): Error {
  if (error instanceof CancelledFailure || error instanceof TemporalFailure) return error;
  if (error instanceof Failure) {
    return ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: error.disposition !== 'retry',
      nextRetryDelay: error.retryAfterMs === null ? undefined : Math.max(1, Math.round(error.retryAfterMs)),
      details: [error.facts],
    });
  }
  if (isDatabaseAway(error)) {
    return ApplicationFailure.create({ type: 'store.unavailable', message: 'the database does not answer' });
  }
  // A bug. Its message may quote what it choked on, so only its kind and the place in our code are told. It is tried
  // again, slowly, because a deploy may mend it.
  return ApplicationFailure.create({ type: 'bug', message: describeBug(error), nextRetryDelay: '10s' });
}

function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const place = error.stack
    ?.split('\n')
    .find((line) => line.trimStart().startsWith('at '))
    ?.trim();
  return `${error.name} ${place ?? ''}`.trim();
}

type AnyActivity = (...args: never[]) => Promise<unknown>;

/** Every activity behind the boundary; a misspelled one would not be, so they are wrapped all together. */
export function guard<Activities extends object>(activities: Activities): Activities {
  const entries = Object.entries(activities) as [string, AnyActivity][];
  return Object.fromEntries(
    entries.map(([name, activity]) => [
      name,
      async (...args: never[]) => {
        try {
          return await activity(...args);
        } catch (error) {
          throw toApplicationFailure(error);
        }
      },
    ]),
  ) as Activities;
}
