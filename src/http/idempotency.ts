// `Idempotency-Key` on a POST: the same key and the same request get the same answer, and the work is done once.
// Recorded is what says that something was done, or may have been; a request that was refused changed nothing and may be
// corrected.

import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { RecordedAnswers } from '../vault/recorded-answers.ts';
import { ApiProblem } from './problem.ts';
import type { TenantEnvironment } from './tenant-auth.ts';

const keyPattern = /^[\x21-\x7e]{1,200}$/;

/**
 * `isRepeatable`: the work comes to the same thing when it is done again, because what it makes is named after the key.
 * Where it is not, a first request whose process died is answered with just that.
 */
export function recordAnswers(
  answers: RecordedAnswers,
  options: { readonly isRepeatable: (context: Context) => boolean },
) {
  return createMiddleware<TenantEnvironment>(async (context, next) => {
    const named = await readRequestKey(context);
    if (named === null) return next();
    const { key, requestHash } = named;
    const tenant = context.get('tenant').id;
    const isRepeatable = options.isRepeatable(context);
    context.set('requestName', nameOf(tenant, key, requestHash));
    const claim = await answers.claim(tenant, key, requestHash);
    switch (claim.kind) {
      case 'answered':
        context.res = replayOf(claim);
        return;
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

    // Hono keeps what a handler threw in `error` and has made the answer of it by now.
    await next();
    const { status, ok } = context.res;
    if (ok || (status >= 500 && !isRepeatable)) {
      await answers.record(tenant, key, { status, body: await context.res.clone().text() });
    } else {
      await answers.release(tenant, key);
    }
  });
}

/** What a request is known by; null where it came without a key. */
export async function readRequestKey(
  context: Context,
): Promise<{ readonly key: string; readonly requestHash: Buffer } | null> {
  const key = context.req.header('idempotency-key');
  if (key === undefined) return null;
  if (!keyPattern.test(key)) {
    throw new ApiProblem(
      'request.malformed',
      'An Idempotency-Key has 1 to 200 printable ASCII characters, without spaces.',
    );
  }
  const request = [context.req.method, context.req.path, await context.req.text()].join('\n');
  return { key, requestHash: createHash('sha256').update(request).digest() };
}

export const replayOf = ({ status, body }: { readonly status: number; readonly body: string }): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
      'idempotency-replayed': 'true',
    },
  });

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
