// One piece of work under an idempotency key: done once, and answered from the record when it is asked for again.
// Recorded is what says that something was done, or may have been; what was refused, or waits for an account, changed
// nothing and may be asked for again.

import { createHash } from 'node:crypto';
import type { TenantId } from '../domain/ids.ts';
import type { RecordedAnswers } from '../vault/recorded-answers.ts';
import { ApiProblem } from './problem.ts';

const keyPattern = /^[\x21-\x7e]{1,200}$/;

export interface KeyedRequest {
  readonly tenant: TenantId;
  readonly key: string;
  /** What must be the same for it to be the same request. */
  readonly request: string;
  /**
   * The work comes to the same thing when it is done again, because what it makes is named after the key. Where it is not,
   * a first request whose process died is answered with just that.
   */
  readonly isRepeatable: boolean;
}

export interface WorkAnswer {
  readonly status: number;
  readonly body: string;
  /** Answered, and yet nothing was done: the same request is to be a new one. */
  readonly isOpen?: boolean;
}

export interface AnsweredOnce extends WorkAnswer {
  readonly isReplayed: boolean;
}

/** `work` gets a name for what it makes, the same each time; it answers its failures and does not throw them. */
export async function answerOnce(
  answers: RecordedAnswers,
  { tenant, key, request, isRepeatable }: KeyedRequest,
  work: (requestName: string) => Promise<WorkAnswer>,
): Promise<AnsweredOnce> {
  const requestHash = fingerprint(key, request);
  const claim = await answers.claim(tenant, key, requestHash);
  switch (claim.kind) {
    case 'answered':
      return { status: claim.status, body: claim.body, isReplayed: true };
    case 'other_request':
      throw otherRequest();
    case 'under_way':
      throw underWay();
    case 'unanswered':
      if (!isRepeatable) {
        throw new ApiProblem(
          'idempotency.outcome_unknown',
          'The first request with this key was cut off before its outcome was known. Look at the provider whether it took effect; use a new key to do it again.',
        );
      }
      if (!(await answers.takeOver(tenant, key))) throw underWay();
      break;
    case 'taken':
      break;
  }

  const answer = await work(nameOf(tenant, key, requestHash));
  const isDone = answer.status >= 200 && answer.status < 300 && !answer.isOpen;
  if (isDone || (answer.status >= 500 && !isRepeatable)) await answers.record(tenant, key, answer);
  else await answers.release(tenant, key);
  return { ...answer, isReplayed: false };
}

/** What tells one request under a key from another; refuses a key that is none. */
export function fingerprint(key: string, request: string): Buffer {
  if (!keyPattern.test(key)) {
    throw new ApiProblem(
      'request.malformed',
      'An Idempotency-Key has 1 to 200 printable ASCII characters, without spaces.',
    );
  }
  return createHash('sha256').update(request).digest();
}

export const otherRequest = (): ApiProblem =>
  new ApiProblem(
    'idempotency.other_request',
    'This Idempotency-Key came with another request before. Use a new key for a new request.',
  );

function underWay(): ApiProblem {
  return new ApiProblem(
    'idempotency.under_way',
    'The first request with this Idempotency-Key has not been answered yet. Ask again in a moment.',
    { headers: { 'retry-after': '1' } },
  );
}

/** Shaped like a UUID: what a repeated request makes bears the name of what the first one made. */
function nameOf(tenant: string, key: string, requestHash: Buffer): string {
  return createHash('sha256').update(`${tenant}\n${key}\n`).update(requestHash).digest('hex').slice(0, 32);
}
