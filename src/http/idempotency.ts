// `Idempotency-Key` on a POST: the same key and the same request get the same answer, and the work is done once
// (answer-once.ts).

import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { RecordedAnswers } from '../vault/recorded-answers.ts';
import { answerOnce, fingerprint } from './answer-once.ts';
import type { TenantEnvironment } from './tenant-auth.ts';

export function recordAnswers(
  answers: RecordedAnswers,
  options: {
    readonly isRepeatable: (context: Context) => boolean;
    /** Of an answer with status 200: nothing was done, and the same request is to be a new one. */
    readonly isOpen?: (body: string) => boolean;
  },
) {
  return createMiddleware<TenantEnvironment>(async (context, next) => {
    const key = context.req.header('idempotency-key');
    if (key === undefined) return next();
    const answer = await answerOnce(
      answers,
      {
        tenant: context.get('tenant').id,
        key,
        request: await textOf(context),
        isRepeatable: options.isRepeatable(context),
      },
      async (requestName) => {
        context.set('requestName', requestName);
        // Hono keeps what a handler threw in `error` and has made the answer of it by now.
        await next();
        const { status } = context.res;
        const body = await context.res.clone().text();
        return { status, body, isOpen: status === 200 && options.isOpen?.(body) === true };
      },
    );
    if (!answer.isReplayed) return;
    context.res = replayOf(answer);
  });
}

/** What a request is known by; null where it came without a key. */
export async function readRequestKey(
  context: Context,
): Promise<{ readonly key: string; readonly requestHash: Buffer } | null> {
  const key = context.req.header('idempotency-key');
  if (key === undefined) return null;
  return { key, requestHash: fingerprint(key, await textOf(context)) };
}

export const replayOf = ({ status, body }: { readonly status: number; readonly body: string }): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
      'idempotency-replayed': 'true',
    },
  });

/** With the query: an import that is only tried out is another request than the import. */
const textOf = async (context: Context): Promise<string> =>
  [context.req.method, context.req.path + new URL(context.req.url).search, await context.req.text()].join(
    '\n',
  );
