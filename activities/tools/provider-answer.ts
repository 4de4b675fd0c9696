// From a provider's answer to parsed data, or to a Failure that says who must do what about it.
// Never puts a body or a header into a failure: what a person learns is the status, the provider's error code and a short,
// scrubbed sentence. Sources: providers.md sections 2.4, 3.4, 4.4; RFC 9110 section 10.2.3 (Retry-After).

import type { z } from 'zod';
import { Failure, type FailureCode } from '../../src/domain/failures.ts';
import { readRetryAfter } from '../../src/domain/retry-after.ts';

export { readRetryAfter };

/** What a provider's error body says, in its own words. */
export interface ProviderError {
  readonly code: string | null;
  readonly message: string | null;
  /** Where the body tells more than the status does: a 403 that is a rate limit. */
  readonly means?: FailureCode;
  /** How long that limit lasts; counts only where the answer has no Retry-After. */
  readonly retryAfterMs?: number;
}

/** How one provider says no. Pure; one table test per provider. */
export interface ProviderErrors {
  /** As people know it. */
  readonly provider: string;
  /** `body` is the parsed JSON, null where there was none: a load balancer's page says nothing. */
  read(status: number, body: unknown): ProviderError;
}

export const saysNothing: ProviderError = { code: null, message: null };

export interface Reading<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly errors: ProviderErrors;
  readonly signal: AbortSignal;
}

/** The parsed answer of a request that succeeded; throws a Failure for any other. */
export async function readAnswer<Schema extends z.ZodType>(
  response: Response,
  { schema, errors, signal }: Reading<Schema>,
): Promise<z.output<Schema>> {
  const text = await readText(response, errors.provider, signal);
  const body = parseJson(text);
  if (!response.ok) {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
    throw classifyRefusal(errors, { status: response.status, retryAfterMs, body });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 3).map((issue) => issue.path.join('.') || '(whole)');
  throw new Failure(
    'provider.answer_unreadable',
    `${errors.provider} answered ${response.status}, but not in the form its documentation gives; look at: ${[...new Set(places)].join(', ')}`,
    { facts: { status: response.status } },
  );
}

/** A refusal as it came, before anybody judged it. */
export interface Refusal {
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly body: unknown;
}

export function classifyRefusal(errors: ProviderErrors, refusal: Refusal): Failure {
  const { status } = refusal;
  const said = errors.read(status, refusal.body);
  const failureCode = said.means ?? meaningOf(status);
  const providerCode = scrubCode(said.code);
  const retryAfterMs = refusal.retryAfterMs ?? said.retryAfterMs ?? null;
  return new Failure(
    failureCode,
    `${errors.provider} answered ${[status, providerCode].filter((part) => part !== null).join(' ')}${adviceFor(failureCode)}${quote(said.message)}`,
    { facts: { status, providerCode }, retryAfterMs },
  );
}

/** A 401 that gets here was given to a fresh token, so it is a matter of permission (AuthorizedFetch). */
function meaningOf(status: number): FailureCode {
  if (status === 429) return 'provider.rate_limited';
  // 423 and 477: HubSpot locks or moves the portal; it comes back by itself.
  if (status >= 500 || [408, 423, 477].includes(status)) return 'provider.unavailable';
  if (status === 401 || status === 403) return 'grant.permission_missing';
  return 'tool.refused';
}

function adviceFor(code: FailureCode): string {
  switch (code) {
    case 'provider.rate_limited':
      return ': its rate limit is used up for now';
    case 'provider.unavailable':
      return ': it cannot serve this request now';
    case 'grant.permission_missing':
      return ' to a fresh token: this account may not do that. Its administrator must grant the permission, or a person must connect again with the scope it needs';
    case 'app.misconfigured':
      return ': our app is not set up for this at the provider; the operator must mend it';
    default:
      return ': it refuses this request';
  }
}

/** The whole body as text; a connection that breaks in the middle of it is an answer that never came. */
export async function readText(response: Response, provider: string, signal: AbortSignal): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    signal.throwIfAborted();
    throw brokenOff(provider, error);
  }
}

export const brokenOff = (provider: string, error: unknown): Failure =>
  new Failure('provider.unavailable', `the answer of ${provider} broke off`, {
    facts: { error: error instanceof Error ? error.name : 'unknown' },
  });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const scrubCode = (code: string | null): string | null =>
  code !== null && /^[\w.:-]{1,80}$/.test(code) ? code : null;

/** Longer runs without a space are ids, addresses or worse; nobody needs them to understand a refusal. */
const longRun = /[\w!.~+/=%:?&-]{32,}/g;

function quote(message: string | null): string {
  if (message === null) return '';
  const plain = message
    .replace(/\p{Cc}+/gu, ' ')
    .replace(longRun, '…')
    .trim();
  return plain === '' ? '' : `. It says: "${plain.length > 200 ? `${plain.slice(0, 200)}…` : plain}"`;
}
