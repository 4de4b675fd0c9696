// Sends a request until it is answered. A POST carries the same Idempotency-Key at every try, so that one whose answer was
// lost is not done twice; GET, PUT and DELETE may be repeated as they are.

import { isProblemDocument } from './problem.ts';

export interface SendOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  /** After the first try. */
  readonly retries: number;
  /** Before the first retry, doubled at each; the server's Retry-After goes before it. */
  readonly firstWaitMs: number;
}

const idempotencyKey = 'idempotency-key';
const longestWaitMs = 30_000;

export function createSend({ fetch, retries, firstWaitMs }: SendOptions) {
  return async (request: Request): Promise<Response> => {
    if (request.method === 'POST' && !request.headers.has(idempotencyKey)) {
      request.headers.set(idempotencyKey, crypto.randomUUID());
    }
    for (let retry = 0; ; retry += 1) {
      const waitMs = Math.min(firstWaitMs * 2 ** retry * (1 + Math.random() / 2), longestWaitMs);
      let response: Response;
      try {
        response = await fetch(request.clone());
      } catch (error) {
        if (retry >= retries || request.signal.aborted) throw error;
        await sleep(waitMs, request.signal);
        continue;
      }
      if (retry >= retries || !(await isPassing(response))) return response;
      await response.body?.cancel();
      await sleep(askedWaitMs(response) ?? waitMs, request.signal);
    }
  };
}

/** Nothing was done, or it is being done: the same request later gets its answer. */
async function isPassing(response: Response): Promise<boolean> {
  if (response.status === 429 || response.status === 503) return true;
  if (!isProblemDocument(response)) return response.status === 502 || response.status === 504;
  if (response.status !== 409) return false;
  const { code } = (await response.clone().json()) as { code: string };
  return code === 'idempotency.under_way';
}

function askedWaitMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, longestWaitMs) : null;
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
