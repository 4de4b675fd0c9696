// Sends one signed event to one URL, once. The name is resolved here, its addresses are judged, and the connection is made
// to those very addresses: a second look-up could differ (DNS rebinding). Redirects are not followed, for they would lead
// past the judgement; a 3xx is an answer like any other that is not 2xx. Never throws for what the receiver does.

import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { describeLength } from '../domain/time.ts';
import { isPublicAddress } from './private-addresses.ts';
import { hostOf, type Lookup, resolveByDns, type UrlRules } from './webhook-url.ts';

export const sendTimeoutMs = 15_000;
/** Of an answer that refuses: enough for the sentence that says why. */
const snippetBytes = 500;

export interface WebhookAnswer {
  /** Null when no answer came. */
  readonly status: number | null;
  /** Why no answer came; never quotes what was sent. */
  readonly trouble: string | null;
  readonly retryAfter: string | null;
  /** The beginning of the body, of answers that are not 2xx; not scrubbed yet. */
  readonly bodyStart: string;
}

export interface SendOptions {
  readonly rules: UrlRules;
  readonly lookup?: Lookup;
  readonly timeoutMs?: number;
}

export async function sendWebhook(
  message: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  },
  { rules, lookup = resolveByDns, timeoutMs = sendTimeoutMs }: SendOptions,
): Promise<WebhookAnswer> {
  const url = new URL(message.url);
  const signal = AbortSignal.timeout(timeoutMs);
  let agent: Agent | null = null;
  try {
    const addresses = await within(signal, resolve(hostOf(url), lookup));
    if (!rules.allowPrivate && !addresses.every(isPublicAddress)) {
      return unanswered('the address is not public; nothing was sent');
    }
    if (!rules.allowPrivate && url.protocol !== 'https:') {
      return unanswered('the URL is not https; nothing was sent');
    }
    agent = new Agent({ connect: { lookup: pinnedTo(addresses), timeout: timeoutMs }, pipelining: 0 });
    const response = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { ...message.headers, 'content-type': 'application/json', 'user-agent': 'Firstlight' },
      body: message.body,
      signal,
    });
    const retryAfter = response.headers['retry-after'];
    const isDelivered = response.statusCode >= 200 && response.statusCode < 300;
    return {
      status: response.statusCode,
      trouble: null,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      bodyStart: isDelivered ? '' : await readStart(response.body),
    };
  } catch (error) {
    if (signal.aborted) return unanswered(`no answer within ${describeLength(timeoutMs)}`);
    return unanswered(describe(error));
  } finally {
    await agent?.destroy();
  }
}

const unanswered = (trouble: string): WebhookAnswer => ({
  status: null,
  trouble,
  retryAfter: null,
  bodyStart: '',
});

async function resolve(host: string, lookup: Lookup): Promise<string[]> {
  if (isIP(host)) return [host];
  return (await lookup(host)).map(({ address }) => address);
}

/** Answers every question with what was judged. An address in the URL itself is never looked up, and was judged as it is. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const pinned = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    if (options.all) callback(null, pinned);
    else callback(null, pinned[0]!.address, pinned[0]!.family);
  };
}

/** Name servers take no signal; what comes of a question nobody waits for is dropped. */
function within<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}

async function readStart(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= snippetBytes) break;
    }
  } catch {
    // The status is what counts, and it is known.
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, snippetBytes);
}

/** A code where there is one (ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED): messages may quote more than they should. */
function describe(error: unknown): string {
  const code = (error as { code?: unknown }).code ?? (error as { cause?: { code?: unknown } }).cause?.code;
  return `no answer (${typeof code === 'string' ? code : (error as Error).name})`;
}
