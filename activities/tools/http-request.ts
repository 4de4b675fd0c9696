// One HTTP request with the account's token, for what no tool of its own covers. Only to the provider's declared origins
// (AuthorizedFetch refuses others), never following a redirect off them; the caller sets no header that names who asks,
// and the answer brings back none that could. Source: RFC 9110 sections 9.2.1 (safe methods) and 15.4 (redirects).

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Json, ToolEffect } from '../../src/domain/tool.ts';
import { defineTool, type ToolContext } from './define-tool.ts';
import { paginate, readPages } from './http-pages.ts';
import { readLimitedText } from './limited-text.ts';
import { mayHaveHappened } from './never-sent.ts';
import { classifyRefusal, readRetryAfter, saysNothing } from './provider-answer.ts';
import { redactSecrets } from './redact-secrets.ts';

/** They change nothing at the provider, so they may be repeated (RFC 9110 section 9.2.1). */
const safeMethods = ['GET', 'HEAD'];
const largestBodyBytes = 256 * 1024;
const mostRedirects = 5;
const forbiddenHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'cookie2',
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
]);
/** Of the answer: what sets a session, asks for credentials or carries them. */
const withheldHeader =
  /^(set-cookie2?|.*authenticat.*|.*authoriz.*|.*token.*|.*secret.*|.*session.*|.*api-?key.*)$/i;

const input = z
  .strictObject({
    method: z
      .string()
      .transform((method) => method.toUpperCase())
      .pipe(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])),
    path: z
      .string()
      .min(1)
      .max(8_000)
      .refine(
        (path) => isAddress(path),
        'must begin with one "/", or be an http(s) address without user and password',
      )
      .describe('A path on the account’s API, or an address on one of the provider’s API origins.'),
    query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    headers: z
      .record(
        z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'is not a header name'),
        z.string().regex(/^[^\r\n\0]*$/),
      )
      .default({})
      .refine(
        (headers) => Object.keys(headers).every((name) => !forbiddenHeaders.has(name.toLowerCase())),
        `must not set ${[...forbiddenHeaders].join(', ')}: the account’s token is added for you`,
      ),
    idempotencyHeader: z
      .string()
      .regex(/^[A-Za-z][A-Za-z-]{0,99}$/, 'is not a header name')
      .refine((name) => !forbiddenHeaders.has(name.toLowerCase()), 'must be a header of the provider’s own')
      .optional()
      .describe(
        'The header under which this provider takes a key for a write, e.g. Idempotency-Key. It is filled in, and the write may then be repeated.',
      ),
    body: z.json().optional().describe('A text is sent as it is, anything else as JSON.'),
    paginate: paginate.optional(),
  })
  .refine((wish) => wish.paginate === undefined || wish.method === 'GET', {
    path: ['paginate'],
    message: 'is for GET only',
  })
  .refine((wish) => wish.body === undefined || !isSafe(wish.method), {
    path: ['body'],
    message: 'must not be given with GET or HEAD, which send none',
  });

function isSafe(method: string): boolean {
  return safeMethods.includes(method);
}

/** PUT and DELETE come to the same when they are repeated (RFC 9110 section 9.2.2); POST and PATCH only under a key. */
function effectOf(wish: Pick<z.output<typeof input>, 'method' | 'idempotencyHeader'>): ToolEffect {
  if (isSafe(wish.method)) return 'read';
  const isKeyed = wish.idempotencyHeader !== undefined || wish.method === 'PUT' || wish.method === 'DELETE';
  return isKeyed ? 'keyed' : 'once';
}

type Context = ToolContext<z.output<typeof input>>;

export const httpRequest = defineTool({
  name: 'http.request',
  provider: 'any',
  scopes: [],
  effect: 'once',
  effectOf,
  description:
    'Sends one HTTP request to the provider’s API with the account’s token and answers {status, headers, body}, whatever the status is. With paginate: reads all pages of a list and answers its rows.',
  input,
  async run(context) {
    const address = withQuery(context.input);
    if (context.input.paginate) {
      return readPages({
        context,
        pagination: context.input.paginate,
        firstAddress: address,
        get: (page) => read(context, page),
      });
    }
    const { response, requests } = isSafe(context.input.method)
      ? await read(context, address)
      : await sendOnce(context);
    const { status, headers } = response;
    const text = await readLimitedText(response, { limitBytes: largestBodyBytes, signal: context.signal });
    return {
      status: 'ok',
      value: {
        status,
        headers: Object.fromEntries([...headers].filter(([name]) => !withheldHeader.test(name))),
        body: redactSecrets(parseBody(headers.get('content-type') ?? '', text)),
      },
      receipt: {
        rows: 1,
        announced: null,
        unmatched: 0,
        pages: requests,
        lastPageSeen: true,
        facts: { httpStatus: status },
      },
    };
  },
});

/** Waits between tries of a read; together they stay within the patience of somebody who calls directly. */
const readPausesMs = [SECOND / 4, SECOND / 2, SECOND, 2 * SECOND];
const longestPauseMs = MINUTE;

/** A read may be repeated, so trouble that passes is waited out here; what does not pass is thrown, to be retried later. */
async function read(context: Context, address: string): Promise<{ response: Response; requests: number }> {
  for (let tries = 0; ; tries++) {
    const outcome = await tryToRead(context, address);
    if (!(outcome instanceof Failure)) return { ...outcome, requests: outcome.requests + tries };
    const pauseMs = readPausesMs[tries];
    const waitMs = outcome.retryAfterMs ?? pauseMs ?? 0;
    if (pauseMs === undefined || waitMs > longestPauseMs) throw outcome;
    await sleep(waitMs, undefined, { signal: context.signal });
    context.heartbeat();
  }
}

/** Returns the failure that may pass by itself; throws every other. */
async function tryToRead(
  context: Context,
  address: string,
): Promise<{ response: Response; requests: number } | Failure> {
  try {
    const { response, requests } = await follow(context, address);
    if (response.status !== 429 && response.status < 500) return { response, requests };
    await response.body?.cancel();
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
    const errors = { provider: 'the provider', read: () => saysNothing };
    return classifyRefusal(errors, { status: response.status, retryAfterMs, body: null });
  } catch (error) {
    if (error instanceof Failure && error.code === 'provider.unavailable') return error;
    throw error;
  }
}

async function follow(context: Context, first: string): Promise<{ response: Response; requests: number }> {
  let address = first;
  for (let redirects = 0; ; redirects++) {
    const response = await send(context, address);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      return { response, requests: redirects + 1 };
    }
    await response.body?.cancel();
    if (redirects === mostRedirects) {
      throw new Failure('tool.refused', `the address redirects more than ${mostRedirects} times`);
    }
    // Off the declared origins this throws `tool.origin_not_allowed` before anything is sent.
    address = new URL(location, response.url).href;
  }
}

async function sendOnce(context: Context): Promise<{ response: Response; requests: number }> {
  try {
    return { response: await send(context, withQuery(context.input)), requests: 1 };
  } catch (error) {
    if (!mayHaveHappened(error) || effectOf(context.input) === 'keyed') throw error;
    throw new Failure(
      'tool.outcome_unknown',
      `the ${context.input.method} was sent and no answer came, so nobody knows whether it was done; look before you send it again`,
      { facts: error.facts },
    );
  }
}

async function send({ input: wish, fetch, signal, callKey }: Context, address: string): Promise<Response> {
  const headers = new Headers(wish.headers);
  if (wish.idempotencyHeader !== undefined) {
    headers.set(wish.idempotencyHeader, createHash('sha256').update(callKey).digest('hex').slice(0, 32));
  }
  let body: string | undefined;
  if (wish.body !== undefined) {
    body = typeof wish.body === 'string' ? wish.body : JSON.stringify(wish.body);
    if (!headers.has('content-type')) {
      headers.set('content-type', typeof wish.body === 'string' ? 'text/plain' : 'application/json');
    }
  }
  return fetch(address, { method: wish.method, headers, body, signal, redirect: 'manual' });
}

function withQuery({ path, query }: z.output<typeof input>): string {
  const added = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  if (added.size === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${added}`;
}

function isAddress(path: string): boolean {
  if (path.startsWith('/')) return !/^\/[/\\]/.test(path) && !path.includes('#');
  if (!URL.canParse(path)) return false;
  const url = new URL(path);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === '';
}

function parseBody(contentType: string, text: string): Json {
  if (!/\bjson\b/i.test(contentType)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
