// One POST to a token endpoint, and exactly what is known about it afterwards: answered, never sent, or lost.
// That difference decides whether a single-use refresh token may be presented again, so every request has a connection
// of its own: on a kept-alive one a reset could mean either.

import { Agent, buildConnector, fetch } from 'undici';

/** Longer than any provider takes on a bad day; an answer that comes later counts as lost. */
export const tokenEndpointTimeoutMs = 20_000;
/** A process that was paused looks once more before it gives up: the answer may have been in its socket all the time. */
const lastLookMs = 250;
const longestAnswerBytes = 256 * 1024;

export type TokenEndpointAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: Readonly<Record<string, unknown>>;
      readonly retryAfterMs: number | null;
    }
  /** No connection came about (DNS, connect, TLS): nothing of the request left us. */
  | { readonly kind: 'unsent'; readonly reason: string }
  /** It may have been read and acted on: no answer, a broken one, a server error, or no JSON. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** For the whole of it, to the last byte of the answer. Default `tokenEndpointTimeoutMs`. */
  readonly timeoutMs?: number;
}

export type PostForm = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Calls `send` with a fetch that is bound to a connection of its own. `send` makes the one request (through
 * oauth4webapi, which writes it as RFC 6749 wants) and returns its response.
 */
export async function callTokenEndpoint(
  send: (post: PostForm) => Promise<Response>,
  options: CallOptions = {},
): Promise<TokenEndpointAnswer> {
  let isConnected = false;
  const connect = buildConnector({ timeout: 10_000 });
  const agent = new Agent({
    pipelining: 0,
    connect: (target, callback) =>
      connect(target, (...result) => {
        if (result[0] === null) isConnected = true;
        callback(...result);
      }),
  });
  const timeout = new AbortController();
  const giveUp = () => timeout.abort(new DOMException('no answer in time', 'TimeoutError'));
  // After a pause every timer is due before anything is read; the second one is set only then, and leaves time to read.
  let timer = setTimeout(() => {
    timer = setTimeout(giveUp, lastLookMs);
  }, options.timeoutMs ?? tokenEndpointTimeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout.signal]) : timeout.signal;

  try {
    const response = await send(async (url, init) => {
      const { body, headers, method } = init;
      return (await fetch(url, {
        method,
        headers: headers as Record<string, string>,
        body: body as string | URLSearchParams,
        redirect: 'manual',
        dispatcher: agent,
        signal,
      })) as unknown as Response;
    });
    return await readAnswer(response);
  } catch (error) {
    const reason = nameOf(error);
    return isConnected ? { kind: 'lost', reason } : { kind: 'unsent', reason };
  } finally {
    clearTimeout(timer);
    await agent.destroy();
  }
}

async function readAnswer(response: Response): Promise<TokenEndpointAnswer> {
  const status = response.status;
  if (status >= 500) return { kind: 'lost', reason: `the token endpoint answered ${status}` };
  const text = await readText(response);
  const body = text === null ? null : parseObject(text);
  // Turned away unread is the one case in which a body does not matter.
  if (body === null && status !== 429) {
    return { kind: 'lost', reason: `the token endpoint answered ${status} without a JSON object` };
  }
  return { kind: 'answered', status, body: body ?? {}, retryAfterMs: retryAfterMs(response.headers) };
}

/** Null where it is longer than any token answer; the rest is not read. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > longestAnswerBytes) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** RFC 9110 section 10.2.3: seconds or an HTTP date. */
export function retryAfterMs(headers: Headers): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** An error's code or name, never its message: it may quote the request. */
function nameOf(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  for (const candidate of [cause, error]) {
    const code = (candidate as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string') return code;
  }
  return error instanceof Error ? error.name : 'unknown error';
}
