// HubSpot's refusals, word for word where they are known. Read 2026-11-24: the 2026 changelog "new OAuth v3 API endpoints
// and standardized error responses" (RFC 6749 fields beside the older pair), the error-handling guide, and issues quoting
// real bodies (airbyte 74726, hubspot-api-php 363, PostHog 72609). `legacyErrors` gives the pair alone, as before 2026.

import { randomUUID } from 'node:crypto';
import type { ApiDialect, TokenFault } from '../data-call.ts';
import { type Answer, answerJson, retryAfterHeader } from '../http/answer.ts';
import type { Knobs } from '../knobs.ts';
import type { CommonRefusal } from '../oauth/dialect.ts';

interface Row {
  readonly status: number;
  readonly error: string;
  readonly hubspotStatus: string;
  readonly message: string;
}

const row = (status: number, error: string, hubspotStatus: string, message: string): Row => ({
  status,
  error,
  hubspotStatus,
  message,
});
const deadRefreshToken = row(
  400,
  'invalid_grant',
  'BAD_REFRESH_TOKEN',
  'refresh token is invalid, expired or revoked',
);
const unknownCode = row(400, 'invalid_grant', 'BAD_AUTH_CODE', 'missing or unknown auth code');

const common: Record<CommonRefusal, Row> = {
  client_missing: row(
    400,
    'invalid_request',
    'error',
    'Any of the listed authentication credentials are missing',
  ),
  client_unknown: row(401, 'invalid_client', 'BAD_CLIENT_ID', 'missing or unknown client id'),
  client_secret_wrong: row(401, 'invalid_client', 'BAD_CLIENT_SECRET', 'missing or invalid client secret'),
  grant_type_unsupported: row(
    400,
    'unsupported_grant_type',
    'BAD_GRANT_TYPE',
    'missing or unknown grant type',
  ),
  code_unknown: unknownCode,
  code_spent: unknownCode,
  code_expired: row(400, 'invalid_grant', 'EXPIRED_AUTH_CODE', 'auth code is expired'),
  redirect_mismatch: row(
    400,
    'invalid_grant',
    'MISMATCH_REDIRECT_URI_AUTH_CODE',
    'redirect uri does not match initial auth code redirect uri',
  ),
  verifier_wrong: row(400, 'invalid_grant', 'BAD_CODE_VERIFIER', 'missing or invalid code verifier'),
  refresh_missing: row(400, 'invalid_request', 'BAD_REFRESH_TOKEN', 'missing or invalid refresh token'),
  refresh_unknown: deadRefreshToken,
  refresh_spent: deadRefreshToken,
  refresh_revoked: deadRefreshToken,
  refresh_expired: deadRefreshToken,
  // Tokens belong to the app's install, not to the person; this row is for a knob that says otherwise.
  user_deactivated: deadRefreshToken,
};
const own: Record<string, Row> = {
  portal_deleted: row(403, 'access_denied', 'BAD_HUB', 'the hub is deleted or disconnected'),
  portal_moving: row(477, 'portal_moving', 'error', 'This account is being moved to another data center'),
};

export const hubspotRefusals = Object.keys(own);

export function refuseToken(refusal: string, knobs: Knobs): Answer {
  const found = own[refusal] ?? common[refusal as CommonRefusal] ?? common.refresh_revoked;
  const { hubspotStatus: status, message } = found;
  // Seen in this form only: no `error` beside it.
  if (status === 'error') return answerJson(found.status, { status, message });
  if (found.hubspotStatus === 'BAD_HUB') {
    return answerJson(found.status, { status, error: found.error, message, correlationId: randomUUID() });
  }
  if (knobs.legacyErrors) {
    const old = status === 'BAD_REFRESH_TOKEN' ? 'missing or invalid refresh token' : message;
    return answerJson(400, { status, message: old, correlationId: randomUUID() });
  }
  return answerJson(found.status, { error: found.error, error_description: message, status, message });
}

export function apiError(
  status: number,
  category: string,
  message: string,
  extra: Record<string, unknown> = {},
): Answer {
  return answerJson(status, { status: 'error', message, correlationId: randomUUID(), category, ...extra });
}

export const throttled = (retryAfter: number | null): Answer =>
  answerJson(
    429,
    { status: 'error', message: 'You have reached your rate limit.', correlationId: randomUUID() },
    retryAfterHeader(retryAfter),
  );

export const hubspotApi: Pick<
  ApiDialect,
  'provider' | 'unauthorized' | 'rateLimited' | 'serverError' | 'missingScope' | 'headers'
> = {
  provider: 'hubspot',
  unauthorized,
  rateLimited(request, { retryAfter }) {
    const [message, policyName] = request.path.endsWith('/search')
      ? ['You have reached your secondly limit.', 'SECONDLY']
      : ['You have reached your ten_secondly_rolling limit.', 'TEN_SECONDLY_ROLLING'];
    return answerJson(
      429,
      { status: 'error', message, errorType: 'RATE_LIMIT', policyName, correlationId: randomUUID() },
      retryAfterHeader(retryAfter),
    );
  },
  serverError: (status) => apiError(status, 'INTERNAL_ERROR', 'internal error'),
  missingScope: (scopes) =>
    apiError(
      403,
      'MISSING_SCOPES',
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
      {
        errors: [
          {
            message: 'One or more of the following scopes are required.',
            context: { requiredGranularScopes: scopes },
          },
        ],
      },
    ),
  // Search answers carry no limit headers at all; OAuth apps never see the daily ones.
  headers: (call): Record<string, string> =>
    call.request.path.endsWith('/search')
      ? {}
      : {
          'x-hubspot-ratelimit-max': '110',
          'x-hubspot-ratelimit-remaining': '109',
          'x-hubspot-ratelimit-interval-milliseconds': '10000',
        },
};

function unauthorized(fault: TokenFault): Answer {
  if (fault.kind === 'expired') {
    const { expiresAt } = fault.token;
    return apiError(
      401,
      'EXPIRED_AUTHENTICATION',
      `The OAuth token used to make this call expired ${describeAge(Date.now() - expiresAt)} ago.`,
      { context: { 'expire time': [new Date(expiresAt).toISOString()] } },
    );
  }
  const message =
    'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview';
  return apiError(401, 'INVALID_AUTHENTICATION', message);
}

function describeAge(ageMs: number): string {
  const seconds = Math.floor(ageMs / 1000);
  if (seconds < 60) return `${seconds} second(s)`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} minute(s)`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} hour(s)`;
  return `${Math.floor(seconds / 86_400)} day(s)`;
}
