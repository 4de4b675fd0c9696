// Salesforce's refusals. Read 2026-11-24: help "OAuth flow errors", REST guide "Status codes and error responses". Token
// errors are `{error, error_description}`, API errors an array. One `invalid_grant` stands for many causes; only the
// description differs.

import type { TokenFault } from '../data-call.ts';
import { type Answer, answerJson, retryAfterHeader } from '../http/answer.ts';
import type { CommonRefusal } from '../oauth/dialect.ts';
import { originOf, type SandboxState } from '../state.ts';

type Row = readonly [status: number, error: string, description: string];

const deadRefreshToken: Row = [400, 'invalid_grant', 'expired access/refresh token'];
const deadCode: Row = [400, 'invalid_grant', 'expired authorization code'];

const common: Record<CommonRefusal, Row> = {
  client_missing: [400, 'invalid_client_id', 'client identifier invalid'],
  client_unknown: [400, 'invalid_client_id', 'client identifier invalid'],
  client_secret_wrong: [400, 'invalid_client', 'invalid client credentials'],
  grant_type_unsupported: [400, 'unsupported_grant_type', 'grant type not supported'],
  code_unknown: [400, 'invalid_grant', 'invalid authorization code'],
  code_spent: deadCode,
  code_expired: deadCode,
  redirect_mismatch: [400, 'redirect_uri_mismatch', 'redirect_uri must match configuration'],
  verifier_wrong: [400, 'invalid_grant', 'invalid code verifier'],
  refresh_missing: [400, 'invalid_request', 'refresh token is required'],
  refresh_unknown: deadRefreshToken,
  refresh_spent: deadRefreshToken,
  refresh_revoked: deadRefreshToken,
  refresh_expired: deadRefreshToken,
  user_deactivated: [400, 'invalid_grant', 'inactive user'],
};
const own: Record<string, Row> = {
  ip_restricted: [400, 'invalid_grant', 'ip restricted or invalid login hours'],
  activation_secret: [400, 'invalid_grant', 'activation secret invalid'],
  authentication_failure: [400, 'invalid_grant', 'authentication failure'],
  not_approved: [400, 'invalid_grant', "user hasn't approved this consumer"],
  inactive_org: [400, 'inactive_org', 'organization is locked, closed, or suspended'],
  not_admin_approved: [400, 'invalid_app_access', 'user is not admin approved to access this app'],
  app_denied: [400, 'invalid_app_access', 'app denied'],
  app_not_installed: [400, 'invalid_client', 'app must be installed into org'],
  login_rate: [400, 'rate_limit_exceeded', 'login rate exceeded'],
};

export const salesforceRefusals = Object.keys(own);

export function refuseToken(refusal: string): Answer {
  const [status, error, description] =
    own[refusal] ?? common[refusal as CommonRefusal] ?? common.refresh_revoked;
  return answerJson(status, { error, error_description: description });
}

export const throttled = (retryAfter: number | null): Answer =>
  answerJson(
    429,
    { error: 'rate_limit_exceeded', error_description: 'login rate exceeded' },
    retryAfterHeader(retryAfter),
  );

export const apiErrors = (
  status: number,
  errorCode: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => answerJson(status, [{ message, errorCode }], headers);

/** A session of another instance, or of another org, is no session here. */
export const wrongInstance = (): Answer =>
  apiErrors(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API');

export function unauthorized(fault: TokenFault, state: SandboxState): Answer {
  return apiErrors(401, 'INVALID_SESSION_ID', 'Session expired or invalid', {
    'www-authenticate': `Token realm="${originOf(state, 'salesforce-login')}"${fault.kind === 'missing' ? '' : ', error="invalid_token"'}`,
  });
}
