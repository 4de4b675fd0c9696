// How Slack's Web API says no: HTTP 200 with `{ok: false, error}`, and 429 with Retry-After. Read 2026-11-24:
// https://docs.slack.dev/reference/methods chat.postMessage, conversations.list, auth.test, "Errors"; providers.md section 5.4.
// A token's refusal that gets here was given to a fresh token, so it is a matter of permission (AuthorizedFetch).

import { z } from 'zod';
import type { Failure, FailureCode } from '../../src/domain/failures.ts';
import { HOUR } from '../../src/domain/time.ts';
import {
  classifyRefusal,
  type ProviderErrors,
  readAnswer,
  readRetryAfter,
  saysNothing,
} from './provider-answer.ts';

const errorBody = z.object({ error: z.string(), needed: z.string().optional() });

const meanings = new Map<string, FailureCode>([
  ...[
    'token_expired',
    'token_revoked',
    'account_inactive',
    'invalid_auth',
    'missing_scope',
    'accesslimited',
    'team_access_not_granted',
    'enterprise_is_restricted',
    'no_permission',
    'ekm_access_denied',
    'two_factor_setup_required',
  ].map((error) => [error, 'grant.permission_missing'] as const),
  ...['not_authed', 'not_allowed_token_type'].map((error) => [error, 'app.misconfigured'] as const),
  ...['ratelimited', 'rate_limited'].map((error) => [error, 'provider.rate_limited'] as const),
  ...['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].map(
    (error) => [error, 'provider.unavailable'] as const,
  ),
  ...['org_login_required', 'team_added_to_org'].map((error) => [error, 'provider.unavailable'] as const),
]);
/** A workspace that is moved into an organization is away for hours. */
const movingErrors = new Set(['org_login_required', 'team_added_to_org']);

export const slackErrors: ProviderErrors = {
  provider: 'Slack',
  read(status, body) {
    const parsed = errorBody.safeParse(body);
    if (!parsed.success) return saysNothing;
    const { error, needed } = parsed.data;
    const message = needed === undefined ? null : `needed: ${needed}`;
    const means = meanings.get(error) ?? (status < 300 ? 'tool.refused' : undefined);
    return {
      code: error,
      message,
      ...(means && { means }),
      ...(movingErrors.has(error) && { retryAfterMs: HOUR / 2 }),
    };
  },
};

/** The method was not begun: who is being moved is turned away at the door. */
export const wasTurnedAway = (failure: Failure): boolean =>
  isTurnedAwayCode(String(failure.facts.providerCode));

export const isTurnedAwayCode = (code: string): boolean => movingErrors.has(code);

/** The parsed answer of a method that did it; throws a Failure for any other, whatever its status. */
export async function readSlackAnswer<Schema extends z.ZodType>(
  response: Response,
  { schema, signal }: { readonly schema: Schema; readonly signal: AbortSignal },
): Promise<z.output<Schema>> {
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
  const outcome = z.union([
    z.looseObject({ ok: z.literal(false), error: z.string() }),
    z.object({ ok: z.literal(true) }).and(schema),
  ]);
  const body = await readAnswer(response, { schema: outcome, errors: slackErrors, signal });
  if (!body.ok) throw classifyRefusal(slackErrors, { status: response.status, retryAfterMs, body });
  return body as z.output<Schema>;
}
