// Between a tool and its fetch: writes each changing request down before it is sent, and settles it with its answer. Executed
// again, a call is answered from here: what is confirmed is not sent again, and what may have been made and has no key is
// never sent again. Tools say their effect, and how their provider says no; the rest is done here, for all of them.

import { createHash } from 'node:crypto';
import { AccountBlocked, Failure } from '../../src/domain/failures.ts';
import type { Json, ToolEffect } from '../../src/domain/tool.ts';
import type { WriteAnswer, WritePoint, WriteRecord, WriteRecords } from '../../src/domain/write-record.ts';
import type { AuthorizedFetch, StepStore, WriteVerdict } from './define-tool.ts';
import { readLimitedText } from './limited-text.ts';
import { mayHaveHappened } from './never-sent.ts';

/** Larger than any answer to a batch a tool of ours sends. */
const largestAnswerBytes = 4 * 1024 * 1024;

export interface KeepWritesOptions {
  readonly effect: ToolEffect;
  readonly judge: ((answer: WriteAnswer) => WriteVerdict) | undefined;
  readonly provesWrites: boolean;
  readonly records: WriteRecords;
  readonly fetch: AuthorizedFetch;
  readonly step: StepStore;
  readonly checkpoint: Json | null;
  readonly signal: AbortSignal;
  readonly passing: (point: WritePoint) => Promise<void>;
}

export interface KeptWrites {
  readonly fetch: AuthorizedFetch;
  readonly step: StepStore;
  /** The write this call is at, as an earlier execution left it. */
  write(): Promise<WriteRecord | null>;
  /** The call ended well. */
  end(): Promise<void>;
}

export function keepWrites(options: KeepWritesOptions): KeptWrites {
  const { effect, records, fetch, step } = options;
  if (effect === 'read') return { fetch, step, write: async () => null, end: async () => {} };

  let base = baseOf(effect, options.checkpoint);
  let count = 0;
  const placeNow = (): string => `${base}.${count}`;

  const keptFetch: AuthorizedFetch = async (address, init = {}) => {
    const method = init.method ?? 'GET';
    if (method === 'GET' || method === 'HEAD') return fetch(address, init);
    const place = placeNow();
    const fingerprint = fingerprintOf(method, address, init.body);
    const record = await records.find(place);
    if (record?.state === 'confirmed' && record.fingerprint === fingerprint && record.answer) {
      count += 1;
      return responseOf(record.answer);
    }
    const isRepeatable = effect === 'keyed';
    if (!(await records.plan(place, { method, fingerprint, isRepeatable }))) throw outcomeUnknown(method);
    await options.passing('write.planned');
    const answer = await send({ ...options, place, method, address, init });
    const verdict = options.judge?.(answer) ?? judgeByStatus(answer);
    await options.passing('write.answered');
    await records.settle(place, verdict, answer);
    if (verdict === 'confirmed') {
      await options.passing('write.confirmed');
      count += 1;
    }
    return responseOf(answer);
  };

  return {
    fetch: keptFetch,
    step: {
      ...step,
      async savePage(page) {
        await step.savePage(page);
        if (effect === 'once') return;
        base = baseOf(effect, page.checkpoint);
        count = 0;
      },
      async clear() {
        await records.clear();
        await step.clear();
        base = baseOf(effect, null);
        count = 0;
      },
    },
    write: () => records.find(placeNow()),
    async end() {
      if (options.provesWrites) await records.confirmOpen();
    },
  };
}

async function send({
  records,
  fetch,
  signal,
  passing,
  place,
  method,
  address,
  init,
}: KeepWritesOptions & { place: string; method: string; address: string; init: RequestInit }) {
  let isSent = false;
  try {
    const response = await fetch(address, init, {
      async sending() {
        if (!(await records.markSent(place))) throw outcomeUnknown(method);
        isSent = true;
        await passing('write.sending');
      },
      async turnedAway() {
        await records.markUnsent(place);
        isSent = false;
      },
    });
    const body = await readLimitedText(response, { limitBytes: largestAnswerBytes, signal });
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  } catch (error) {
    // A blocked account was found before anything was sent, or by the refusal of its token.
    const isUndone =
      error instanceof AccountBlocked ||
      (error instanceof Failure && error.code === 'provider.unavailable' && !mayHaveHappened(error));
    if (isSent && isUndone) await records.markUnsent(place);
    else if (isSent) await records.settle(place, 'unknown', null);
    throw error;
  }
}

/**
 * A key belongs to a request from one checkpoint on: the same request after the next one is another write. A call with one
 * write has one place, whatever it notes of its way there.
 */
const baseOf = (effect: ToolEffect, checkpoint: Json | null): string =>
  effect === 'once' ? 'once' : createHash('sha256').update(inOneOrder(checkpoint)).digest('hex').slice(0, 16);

/** The store gives a checkpoint's fields back in an order of its own, and it is the same checkpoint. */
const inOneOrder = (checkpoint: Json): string =>
  JSON.stringify(checkpoint, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );

function fingerprintOf(method: string, address: string, body: RequestInit['body']): string {
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new Failure('bug', 'a tool wrote something other than text, which cannot be recorded');
  }
  return createHash('sha256')
    .update(`${method}\n${address}\n${body ?? ''}`)
    .digest('hex');
}

/** An accident on the provider's side may have happened before or after it did what was asked. */
function judgeByStatus({ status }: WriteAnswer): WriteVerdict {
  if (status < 400) return 'confirmed';
  return status >= 500 || status === 408 ? 'unknown' : 'refused';
}

const bodyless = new Set([204, 205, 304]);
const responseOf = ({ status, headers, body }: WriteAnswer): Response => {
  const kept = new Headers(headers);
  // The body is text by now.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) kept.delete(name);
  return new Response(bodyless.has(status) ? null : body, { status, headers: kept });
};

const outcomeUnknown = (method: string): Failure =>
  new Failure(
    'tool.outcome_unknown',
    `the ${method} was sent by an earlier execution of this call and no answer came, so nobody knows whether it was done; look at the provider before you send it again`,
  );
