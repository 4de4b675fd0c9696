// Google's refusals. Read 2026-11-24: OAuth web-server guide (errors), OAuth "refresh token expiration", and error bodies
// of the Sheets API quoted in issues (data_curator 110, garf 299, Antigravity-Proxy 7). Token errors are RFC 6749; only
// `error_subtype` is documented beyond it. API errors are google.rpc.Status in JSON.

import type { ApiDialect, TokenFault } from '../data-call.ts';
import { type Answer, answerJson, retryAfterHeader } from '../http/answer.ts';
import type { CommonRefusal } from '../oauth/dialect.ts';

type Row = readonly [status: number, body: Readonly<Record<string, string>>];

const row = (status: number, error: string, description: string, extra: Record<string, string> = {}): Row => [
  status,
  { error, error_description: description, ...extra },
];
const dead = row(400, 'invalid_grant', 'Token has been expired or revoked.');
const malformed = row(400, 'invalid_grant', 'Bad Request');

const common: Record<CommonRefusal, Row> = {
  client_missing: row(401, 'invalid_client', 'The OAuth client was not found.'),
  client_unknown: row(401, 'invalid_client', 'The OAuth client was not found.'),
  client_secret_wrong: row(401, 'invalid_client', 'Unauthorized'),
  grant_type_unsupported: row(400, 'unsupported_grant_type', 'Invalid grant_type'),
  code_unknown: row(400, 'invalid_grant', 'Malformed auth code.'),
  code_spent: malformed,
  code_expired: malformed,
  redirect_mismatch: row(400, 'redirect_uri_mismatch', 'Bad Request'),
  verifier_wrong: row(400, 'invalid_grant', 'Invalid code verifier.'),
  refresh_missing: row(400, 'invalid_request', 'Missing required parameter: refresh_token'),
  refresh_unknown: malformed,
  refresh_spent: dead,
  refresh_revoked: dead,
  refresh_expired: dead,
  user_deactivated: row(400, 'invalid_grant', 'The account has been deleted'),
};
const own: Record<string, Row> = {
  session_control: row(400, 'invalid_grant', 'reauth related error (invalid_rapt)', {
    error_subtype: 'invalid_rapt',
    error_uri: 'https://support.google.com/a/answer/9368756',
  }),
  admin_policy: row(
    400,
    'admin_policy_enforced',
    'Access to this service was restricted by an administrator.',
  ),
  admin_policy_subtype: row(400, 'invalid_grant', 'Bad Request', { error_subtype: 'admin_policy_enforced' }),
  client_deleted: row(401, 'deleted_client', 'The OAuth client was deleted.'),
  foreign_client: row(401, 'unauthorized_client', 'Unauthorized'),
};

export const googleRefusals = Object.keys(own);

export function refuseToken(refusal: string): Answer {
  const [status, body] = own[refusal] ?? common[refusal as CommonRefusal] ?? common.refresh_revoked;
  return answerJson(status, body);
}

export const throttled = (retryAfter: number | null): Answer =>
  answerJson(
    429,
    { error: 'rate_limit_exceeded', error_description: 'Rate limit exceeded.' },
    retryAfterHeader(retryAfter),
  );

const statusCodes = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;
export type GoogleStatus = keyof typeof statusCodes;

/** A request the API refuses, raised where it is noticed and answered in one place. */
export class GoogleError extends Error {
  readonly status: GoogleStatus;

  constructor(status: GoogleStatus, message: string) {
    super(message);
    this.status = status;
  }
}

export function apiError(
  status: GoogleStatus,
  message: string,
  reason: { readonly reason: string; readonly metadata?: Record<string, string> } | null = null,
  headers: Record<string, string> = {},
): Answer {
  const details = reason && [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', domain: 'googleapis.com', ...reason },
  ];
  const code = statusCodes[status];
  return answerJson(code, { error: { code, message, status, ...(details ? { details } : {}) } }, headers);
}

export function quotaExceeded(
  effect: 'read' | 'write',
  whose: 'user' | 'project',
  retryAfter: number | null,
): Answer {
  const kind = effect === 'read' ? 'Read' : 'Write';
  const suffix = whose === 'user' ? ' per user' : '';
  return apiError(
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric '${kind} requests' and limit '${kind} requests per minute${suffix}' of service 'sheets.googleapis.com' for consumer 'project_number:111111111111'.`,
    {
      reason: 'RATE_LIMIT_EXCEEDED',
      metadata: {
        service: 'sheets.googleapis.com',
        consumer: 'projects/111111111111',
        quota_limit: `${kind}RequestsPerMinutePer${whose === 'user' ? 'User' : 'Project'}`,
        quota_metric: `sheets.googleapis.com/${effect}_requests`,
      },
    },
    retryAfterHeader(retryAfter),
  );
}

export const googleApi: ApiDialect = {
  provider: 'google',
  unauthorized,
  rateLimited: (request, { retryAfter }) =>
    quotaExceeded(request.method === 'GET' ? 'read' : 'write', 'project', retryAfter),
  serverError: (status) =>
    status === 503
      ? apiError('UNAVAILABLE', 'The service is currently unavailable.')
      : apiError('INTERNAL', 'Internal error encountered.'),
  missingScope: () =>
    apiError('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', {
      reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
      metadata: { service: 'sheets.googleapis.com' },
    }),
  admit(state, call, { effect }) {
    const { knobs, grant } = call;
    const [perUser, perProject] =
      effect === 'read'
        ? [knobs.readsPerMinute, knobs.projectReadsPerMinute]
        : [knobs.writesPerMinute, knobs.projectWritesPerMinute];
    const minuteMs = state.pace.realMs(60);
    const isFull = (key: string, limit: number | null): boolean =>
      limit !== null && !state.rateLimits.take(`google ${effect} ${key}`, limit, minuteMs);
    if (isFull(grant.user, perUser)) return quotaExceeded(effect, 'user', null);
    return isFull('project', perProject) ? quotaExceeded(effect, 'project', null) : null;
  },
};

function unauthorized(fault: TokenFault): Answer {
  const hint =
    'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
  if (fault.kind === 'missing') {
    return apiError('UNAUTHENTICATED', `Request is missing required authentication credential. ${hint}`, {
      reason: 'CREDENTIALS_MISSING',
    });
  }
  // A revoked token and one nobody knows are told apart from an expired one by the reason alone.
  const reason =
    fault.kind === 'unknown' || fault.kind === 'rejected'
      ? 'ACCESS_TOKEN_TYPE_UNSUPPORTED'
      : 'ACCESS_TOKEN_EXPIRED';
  return apiError(
    'UNAUTHENTICATED',
    `Request had invalid authentication credentials. ${hint}`,
    { reason, metadata: { service: 'sheets.googleapis.com' } },
    { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  );
}
