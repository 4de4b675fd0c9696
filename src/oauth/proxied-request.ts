// A tenant's own request, with the account's token, to the provider's declared origins and nowhere else; bodies are passed on as
// they come. One without a body that is refused its token is made once more with a newer one. One with a body is sent once, for
// what has been read of it is gone. Not fetch: that unpacks answers, and holds a streamed body to be lost at a 401.

import { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { AccountBlocked, Failure } from '../domain/failures.ts';
import { mayHaveHappened } from '../domain/never-sent.ts';
import type { ProxiedAnswer, ProxiedRequest } from '../domain/proxy.ts';
import { type GatedRequest, maySpeakOfLimit } from '../domain/request-gate.ts';
import { readRetryAfter } from '../domain/retry-after.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import { isAllowedOrigin, type Provider } from '../providers/registry.ts';
import {
  type AuthorizedFetchOptions,
  createTokenOpener,
  type Opened,
  waitThatAges,
} from './authorized-fetch.ts';
import { headersToCaller, headersToProvider } from './proxied-headers.ts';
import { readShortJson, refusesToken } from './token-refused.ts';

/** Longest silence of a provider, before its answer begins and within it. */
const silenceMs = 2 * MINUTE;
const agent = new Agent({
  headersTimeout: silenceMs,
  bodyTimeout: silenceMs,
  connect: { timeout: 10 * SECOND },
});
const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
  readonly isTokenRefused: boolean;
}

export async function sendProxied(
  options: Pick<
    AuthorizedFetchOptions,
    'ref' | 'provider' | 'tokens' | 'fresh' | 'gate' | 'requestTimeoutMs' | 'patienceMs'
  >,
  wish: ProxiedRequest,
): Promise<ProxiedAnswer> {
  const { openForRequest, openAfterRefusal } = createTokenOpener(options);
  const opened = await openForRequest();
  const first = await send(options, opened, wish, openForRequest);
  if (!first.isTokenRefused) return answerOf(first, null);
  if (wish.body === null) {
    first.body.destroy();
    const newer = await openAfterRefusal(opened.facts.version);
    return answerOf(await send(options, newer, wish, openForRequest), null);
  }
  try {
    await openAfterRefusal(opened.facts.version);
    return answerOf(first, 'renewed');
  } catch (error) {
    // The caller has the provider's word that its request was turned away; the next one is told what is wrong.
    const isForNow = error instanceof Failure && error.code === 'grant.not_fresh_yet';
    if (isForNow || error instanceof AccountBlocked) return answerOf(first, 'refused');
    first.body.destroy();
    throw error;
  }
}

const answerOf = ({ status, headers, body }: Received, token: ProxiedAnswer['token']): ProxiedAnswer => ({
  status,
  headers: headersToCaller(headers),
  body,
  token,
});

async function send(
  { provider, gate }: Pick<AuthorizedFetchOptions, 'provider' | 'gate'>,
  resolved: Opened,
  wish: ProxiedRequest,
  openAgain: () => Promise<Opened>,
): Promise<Received> {
  const since = performance.now();
  const asked = { method: wish.method, path: addressOf(provider, resolved, wish).pathname, since };
  const waitedMs = await gate.pass(asked, wish.signal);
  const opened = waitedMs > waitThatAges ? await openAgain() : resolved;
  const url = addressOf(provider, opened, wish);
  const headers = headersToProvider(wish.headers);
  headers.authorization = `Bearer ${opened.tokens.accessToken.reveal()}`;
  // Where a refusal is read from the body, it must be readable.
  if (provider.isTokenRefused) delete headers['accept-encoding'];
  try {
    const answer = await request(url, {
      // Undici's list of methods is shorter than what HTTP allows, and is not checked.
      method: wish.method as 'GET',
      headers,
      body: wish.body && Readable.from(wish.body, { objectMode: false }),
      signal: wish.signal,
      dispatcher: agent,
    });
    // Whoever reads the body is told of an accident by reading; while nobody does, it must not end the process.
    answer.body.on('error', () => {});
    const { statusCode: status } = answer;
    if (maySpeakOfLimit(status) && isBodied(wish.method, status)) {
      const read = await readLimit({ status, headers: answer.headers, body: answer.body }, asked, gate);
      return { ...read, isTokenRefused: false };
    }
    if (!provider.isTokenRefused || !isBodied(wish.method, status)) {
      return { status, headers: answer.headers, body: answer.body, isTokenRefused: status === 401 };
    }
    return await readRefusal(provider, { status, headers: answer.headers, body: answer.body });
  } catch (error) {
    wish.signal.throwIfAborted();
    if (error instanceof Failure) throw error;
    throw describeSilence(wish, url, error);
  }
}

async function readRefusal(provider: Provider, answer: Omit<Received, 'isTokenRefused'>): Promise<Received> {
  const { read, body } = await lookInto(answer, (looked) => refusesToken(provider, looked));
  return { ...answer, body, isTokenRefused: read };
}

/** The caller is given the provider's word whatever it says; all others are told of the limit. Packed, it is not read. */
async function readLimit(
  answer: Omit<Received, 'isTokenRefused'>,
  asked: GatedRequest,
  gate: AuthorizedFetchOptions['gate'],
): Promise<Omit<Received, 'isTokenRefused'>> {
  const { read, body } = await lookInto(answer, readShortJson);
  const retryAfter = answer.headers['retry-after'];
  const retryAfterMs = readRetryAfter(typeof retryAfter === 'string' ? retryAfter : null, Date.now());
  await gate.learn(asked, { status: answer.status, retryAfterMs, body: read });
  return { ...answer, body };
}

/** The beginning of the body is looked at; the caller is given all of it. */
async function lookInto<Read>(
  answer: Omit<Received, 'isTokenRefused'>,
  look: (looked: Response) => Promise<Read>,
): Promise<{ readonly read: Read; readonly body: Readable }> {
  const contentType = String(answer.headers['content-type'] ?? '');
  const looked = new Response(Readable.toWeb(answer.body) as ReadableStream<Uint8Array>, {
    status: answer.status,
    headers: { 'content-type': contentType },
  });
  const read = await look(looked);
  const body = Readable.fromWeb(looked.body as never);
  body.on('error', () => {});
  return { read, body };
}

const isBodied = (method: string, status: number): boolean =>
  method !== 'HEAD' && ![204, 205, 304].includes(status) && status >= 200 && status < 600;

/** Origin and target are put together as texts: a target of "//other.example" is a path, not an address. */
function addressOf(provider: Provider, opened: Opened, { origin, target }: ProxiedRequest): URL {
  const base = origin ?? new URL(opened.apiBaseUrl).origin;
  const url = URL.canParse(base) ? new URL(`${new URL(base).origin}${target}`) : null;
  if (url && isAllowedOrigin(provider, url)) return url;
  throw new Failure(
    'tool.origin_not_allowed',
    `${url?.origin ?? 'What was named'} is not one of ${provider.name}'s API origins (${provider.apiOrigins.join(', ')}); a token is sent nowhere else`,
  );
}

function describeSilence({ method }: ProxiedRequest, url: URL, error: unknown): Failure {
  const { code, name } = error as { code?: unknown; name?: unknown };
  const facts = { error: String(code ?? name) };
  const silence = new Failure('provider.unavailable', `no answer from ${url.origin}`, { facts });
  if (safeMethods.includes(method) || !mayHaveHappened(silence)) return silence;
  return new Failure(
    'tool.outcome_unknown',
    `the ${method} was sent to ${url.origin} and no answer came, so nobody knows whether it was done; look before you send it again`,
    { facts },
  );
}
