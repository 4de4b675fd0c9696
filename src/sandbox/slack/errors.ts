// Slack's refusals: HTTP 200 with `{ok: false, error}` for everything but a rate limit, which is 429 with Retry-After. Read
// 2026-11-24: https://docs.slack.dev/reference/methods/oauth.v2.access and auth.test, "Errors"; "Using token rotation".

import type { TokenFault } from '../data-call.ts';
import { type Answer, answerJson, retryAfterHeader } from '../http/answer.ts';
import type { CommonRefusal } from '../oauth/dialect.ts';
import { isUserGrant } from './scopes.ts';

export const refuse = (error: string, extra: Record<string, unknown> = {}): Answer =>
  answerJson(200, { ok: false, error, ...extra });

const common: Record<CommonRefusal, string> = {
  client_missing: 'invalid_client_id',
  client_unknown: 'invalid_client_id',
  client_secret_wrong: 'bad_client_secret',
  grant_type_unsupported: 'invalid_grant_type',
  code_unknown: 'invalid_code',
  code_spent: 'invalid_code',
  code_expired: 'invalid_code',
  redirect_mismatch: 'bad_redirect_uri',
  verifier_wrong: 'invalid_code_verifier',
  refresh_missing: 'invalid_refresh_token',
  refresh_unknown: 'invalid_refresh_token',
  refresh_spent: 'invalid_refresh_token',
  refresh_revoked: 'invalid_refresh_token',
  refresh_expired: 'invalid_refresh_token',
  user_deactivated: 'invalid_refresh_token',
};
export const slackRefusals = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'invalid_auth',
  'ratelimited',
  'pkce_not_allowed',
  'accesslimited',
  'team_access_not_granted',
  'org_login_required',
];

export const refuseToken = (refusal: string): Answer =>
  refuse(
    slackRefusals.includes(refusal) ? refusal : (common[refusal as CommonRefusal] ?? common.refresh_revoked),
  );

export const throttled = (retryAfter: number | null): Answer =>
  answerJson(429, { ok: false, error: 'ratelimited' }, retryAfterHeader(retryAfter));

export function unauthorized(fault: TokenFault): Answer {
  switch (fault.kind) {
    case 'missing':
      return refuse('not_authed');
    case 'unknown':
    case 'rejected':
      return refuse('invalid_auth');
    case 'expired':
      return refuse('token_expired');
    case 'revoked':
      // The app was removed, or the person is gone: a bot is told so in other words than a user.
      return refuse(isUserGrant(fault.token.grant) ? 'token_revoked' : 'account_inactive');
  }
}
