// The fetch a tool is given: it carries the account's current token, resolved anew for every HTTP request, to the
// provider's declared origins and nowhere else. Too old or refused, it asks for a newer one and sends the request again,
// once. A fresh token that is refused too is a matter of permission, and never loops.

import type { AccountState } from '../domain/account.ts';
import { AccountBlocked, Failure } from '../domain/failures.ts';
import type { FreshTokens } from '../domain/fresh-tokens.ts';
import type { AccountRef } from '../domain/ids.ts';
import { maySpeakOfLimit, type RequestGate } from '../domain/request-gate.ts';
import { readRetryAfter } from '../domain/retry-after.ts';
import type { TokenSet } from '../domain/token-set.ts';
import { isAllowedOrigin, type Provider } from '../providers/registry.ts';
import { readShortJson, refusesToken } from './token-refused.ts';

/** The part of the vault a request needs; injected, because this folder does not know the vault. */
export interface TokenSource {
  openCurrent(ref: AccountRef): Promise<{
    readonly apiBaseUrl: string;
    readonly state: AccountState;
    readonly seq: number;
    readonly facts: { readonly version: number; readonly issuedAt: number; readonly expiresAt: number };
    readonly tokens: TokenSet;
  }>;
  /** The last exchange in the journal; see `FreshWish.attemptEpoch`. */
  lastExchange(ref: AccountRef): Promise<string>;
  /** A request was refused this version's token: where nobody states lifetimes, they are learned by it. */
  noteRefused(ref: AccountRef, version: number): Promise<void>;
}

/** Told, and waited for, right before a request is sent, and when it was turned away with its token. */
export interface RequestWitness {
  sending(): Promise<void>;
  turnedAway(): Promise<void>;
}

const nobody: RequestWitness = { sending: async () => {}, turnedAway: async () => {} };

export type Opened = Awaited<ReturnType<TokenSource['openCurrent']>>;

export interface AuthorizedFetchOptions {
  readonly ref: AccountRef;
  readonly provider: Provider;
  readonly tokens: TokenSource;
  readonly fresh: FreshTokens;
  /** Every request waits there for room under the provider's limits. */
  readonly gate: RequestGate;
  /** How long a request may take; also the life a token must have left, up to a tenth of its lifetime. */
  readonly requestTimeoutMs: number;
  /** How long to wait for the provider to give a newer token. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Told the version each request is made with, for the receipt. */
  readonly onVersion: (version: number) => void;
}

/**
 * A third of the lifetime would overtake the refresh grid, whose last point lies at 0.867 of it: callers of short-lived
 * tokens would refresh for themselves and undo the spread. A tenth begins where urgency does.
 */
const leastLifeShare = 0.1;
/** Milliseconds that a token in hand may be older than when it was resolved. */
export const waitThatAges = 100;

export function createTokenOpener(
  options: Pick<
    AuthorizedFetchOptions,
    'ref' | 'provider' | 'tokens' | 'fresh' | 'requestTimeoutMs' | 'patienceMs'
  >,
) {
  const { ref, provider, tokens, fresh } = options;

  const openUsable = async (): Promise<Opened> => {
    const opened = await tokens.openCurrent(ref);
    // A held account gets no newer token for now; the one it has is as good as it was.
    if (opened.state === 'active' || opened.state === 'held') return opened;
    throw new AccountBlocked(opened.state, opened.seq);
  };

  const openNewerThan = async (version: number, seq: number): Promise<Opened> => {
    const answer = await fresh.ensureFresh(ref, {
      notVersion: version,
      attemptEpoch: await tokens.lastExchange(ref),
      seq,
      patienceMs: options.patienceMs,
    });
    switch (answer.kind) {
      case 'fresh':
        return openUsable();
      case 'not_yet':
        throw new Failure(
          'grant.not_fresh_yet',
          `${provider.name} gives no newer token yet: ${answer.reason}`,
          {
            retryAfterMs: answer.retryAfterMs,
          },
        );
      default:
        throw new AccountBlocked(answer.kind, answer.seq);
    }
  };

  const openForRequest = async (): Promise<Opened> => {
    const opened = await openUsable();
    const { issuedAt, expiresAt, version } = opened.facts;
    const leastLifeMs = Math.min(options.requestTimeoutMs, leastLifeShare * (expiresAt - issuedAt));
    return expiresAt - Date.now() < leastLifeMs ? openNewerThan(version, opened.seq) : opened;
  };

  /** After a request with `refused` was turned away: what came meanwhile, else what the provider gives now. */
  const openAfterRefusal = async (refused: number): Promise<Opened> => {
    if (provider.lifetime === 'introspection') await tokens.noteRefused(ref, refused);
    const now = await openUsable();
    return now.facts.version > refused ? now : openNewerThan(now.facts.version, now.seq);
  };

  return { openForRequest, openAfterRefusal };
}

export function createAuthorizedFetch(options: AuthorizedFetchOptions) {
  const { provider, gate } = options;
  const { openForRequest, openAfterRefusal } = createTokenOpener(options);

  return async function authorizedFetch(
    pathOrUrl: string,
    init: RequestInit = {},
    witness: RequestWitness = nobody,
  ): Promise<Response> {
    const since = performance.now();
    const sendOnce = async (opened: Opened): Promise<Response> => {
      const url = addressOf(provider, opened, pathOrUrl);
      const asked = { method: init.method ?? 'GET', path: url.pathname, since };
      const signal = init.signal ? AbortSignal.any([options.signal, init.signal]) : options.signal;
      for (let current = opened; ; current = await openForRequest()) {
        // What was resolved before a wait may be old after it.
        if ((await gate.pass(asked, signal)) > waitThatAges) current = await openForRequest();
        const response = await send(current, addressOf(provider, current, pathOrUrl), init, options, witness);
        versionSent = current.facts.version;
        if (!maySpeakOfLimit(response.status)) return response;
        const learned = await gate.learn(asked, await readAnswer(response));
        if (learned !== 'again' || !isRepeatable(init.body)) return response;
        await response.body?.cancel();
        await witness.turnedAway();
      }
    };
    let versionSent = 0;
    const response = await sendOnce(await openForRequest());
    if (!(await refusesToken(provider, response))) return response;
    await response.body?.cancel();
    await witness.turnedAway();
    return sendOnce(await openAfterRefusal(versionSent));
  };
}

const readAnswer = async (response: Response) => ({
  status: response.status,
  retryAfterMs: readRetryAfter(response.headers.get('retry-after'), Date.now()),
  body: await readShortJson(response),
});

/** A stream is gone once it was read. */
const isRepeatable = (body: RequestInit['body']): boolean =>
  body === undefined || body === null || typeof body === 'string';

function addressOf(provider: Provider, opened: Opened, pathOrUrl: string): URL {
  const url = new URL(pathOrUrl, opened.apiBaseUrl);
  if (isAllowedOrigin(provider, url)) return url;
  throw new Failure(
    'tool.origin_not_allowed',
    `${url.origin} is not one of ${provider.name}'s API origins (${provider.apiOrigins.join(', ')}); a token is sent nowhere else`,
  );
}

async function send(
  opened: Opened,
  url: URL,
  init: RequestInit,
  options: AuthorizedFetchOptions,
  witness: RequestWitness,
): Promise<Response> {
  options.onVersion(opened.facts.version);
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${opened.tokens.accessToken.reveal()}`);
  await witness.sending();
  const signals = [options.signal, AbortSignal.timeout(options.requestTimeoutMs)];
  if (init.signal) signals.push(init.signal);
  try {
    return await fetch(url, { ...init, headers, redirect: 'manual', signal: AbortSignal.any(signals) });
  } catch (error) {
    options.signal.throwIfAborted();
    init.signal?.throwIfAborted();
    const cause = (error as { cause?: { code?: unknown } }).cause?.code;
    throw new Failure('provider.unavailable', `no answer from ${url.origin}`, {
      facts: { error: typeof cause === 'string' ? cause : (error as Error).name },
    });
  }
}
