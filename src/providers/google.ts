// Google's OAuth. Read 2026-11-24: https://developers.google.com/identity/protocols/oauth2/web-server and
// https://developers.google.com/identity/protocols/oauth2#expiration. No rotation: a refresh answers without a refresh
// token and the old one goes on. One `invalid_grant` covers at least eight causes. Only `error_subtype` is documented beside
// it; descriptions are not, so a row that knows one by its description is never more than `possible`, and what we know
// ourselves (ages, counts, the end the consent was given) overrules it.

import { z } from 'zod';
import { defineProvider, type LimitAnswer, type ReachedLimit, type RefusalRow } from './define-provider.ts';

const writing = ['POST', 'PUT', 'PATCH', 'DELETE'];

const tokenAnswer = z.object({
  // Seconds; for access shared for a time, and in practice for projects in test mode (604799).
  refresh_token_expires_in: z.number().positive().optional().catch(undefined),
});

const row = (
  error: string,
  cause: RefusalRow['diagnosis']['cause'],
  actor: RefusalRow['diagnosis']['actor'],
  confidence: RefusalRow['diagnosis']['confidence'],
  summary: string,
  description?: RegExp,
): RefusalRow => ({ error, description, diagnosis: { cause, actor, confidence, summary } });

const sessionSummary =
  "The organization's session length ended this Google connection; it will again until an administrator exempts the app.";

export const google = defineProvider({
  id: 'google',
  name: 'Google',
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  revokeUrl: 'https://oauth2.googleapis.com/revoke',
  userinfoUrl: 'https://openidconnect.googleapis.com/v1/userinfo',
  apiOrigins: ['https://sheets.googleapis.com'],
  scopes: ['openid', 'email', 'https://www.googleapis.com/auth/spreadsheets'],
  scopeAliases: {
    email: 'https://www.googleapis.com/auth/userinfo.email',
    profile: 'https://www.googleapis.com/auth/userinfo.profile',
  },
  clientAuth: 'body',
  pkce: true,
  refreshTokens: 'reusable',
  lifetime: 'expires_in',
  accessTokenLifetimeSeconds: 3599,
  grantIdleLimitDays: 180,
  testGrantDays: 7,
  liveGrantLimit: 100,
  // Sheets counts 300 reads a minute and project, all tenants together (https://developers.google.com/workspace/sheets/api/limits).
  apiProbesPerSecond: 1,
  // The same page, read 2026-11-24: a minute allows 300 reads and 300 writes of the project, 60 of each of a person; quotas can be
  // raised on request. Counted by method: the two reads that are POSTs (…ByDataFilter) count as writes here.
  requestLimits: [
    { id: 'reads', requests: 300, perSeconds: 60, sharedBy: 'app', methods: ['GET'] },
    { id: 'reads-per-user', requests: 60, perSeconds: 60, sharedBy: 'account', methods: ['GET'] },
    { id: 'writes', requests: 300, perSeconds: 60, sharedBy: 'app', methods: writing },
    { id: 'writes-per-user', requests: 60, perSeconds: 60, sharedBy: 'account', methods: writing },
  ],
  readReachedLimit: readQuota,
  // Without `consent` a second consent by the same person brings no refresh token.
  authorizeParams: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
  readTokenAnswer: (body) => ({
    refreshLifetimeSeconds: tokenAnswer.parse(body).refresh_token_expires_in,
  }),
  readRefusal(_status, body) {
    if (typeof body.error_subtype !== 'string') return null;
    const description = typeof body.error_description === 'string' ? body.error_description : '';
    return { error: body.error_subtype, description };
  },
  refusals: [
    row('invalid_rapt', 'session_policy', 'person', 'certain', sessionSummary),
    row('invalid_grant', 'session_policy', 'person', 'possible', sessionSummary, /invalid_rapt/i),
    row(
      'admin_policy_enforced',
      'admin_policy',
      'customer_admin',
      'certain',
      "The organization's Google Workspace policy does not let this app in.",
    ),
    row(
      'org_internal',
      'app_misconfigured',
      'operator',
      'certain',
      "This app is registered at Google for its own organization's people only.",
    ),
    row(
      'invalid_grant',
      'account_deactivated',
      'person',
      'possible',
      'Google says that this account is gone; somebody else must connect theirs, unless it comes back.',
      /account.*(deleted|disabled|suspended)/i,
    ),
    row(
      'invalid_grant',
      'user_revoked',
      'person',
      'possible',
      'Google does not know this connection: it was removed, or what is stored of it is not what Google gave.',
      /^bad request$/i,
    ),
    row(
      'invalid_grant',
      'user_revoked',
      'person',
      'likely',
      'Google no longer accepts this connection: its access was removed, expired or replaced.',
    ),
    ...['deleted_client', 'invalid_client', 'unauthorized_client'].map((error) =>
      row(
        error,
        'client_secret_invalid',
        'operator',
        'certain',
        'Google does not accept our client id or client secret.',
      ),
    ),
    ...['rate_limit_exceeded', 'internal_failure'].map((error) =>
      row(error, 'provider_outage', 'nobody', 'certain', 'Google cannot answer for the moment.'),
    ),
  ],
  // A spreadsheet nobody has: 404 proves the token and the API; 401 and 403 mean what they say.
  probePath: '/v4/spreadsheets/firstlight-probe?fields=spreadsheetId',
  // Cross-Account Protection: https://developers.google.com/identity/protocols/risc. Issuer and keys as its
  // /.well-known/risc-configuration names them; the issuer ends in a slash here, unlike that of an id_token.
  notices: {
    kind: 'security_event_token',
    issuer: 'https://accounts.google.com/',
    eventTypes: [
      'https://schemas.openid.net/secevent/oauth/event-type/token-revoked',
      'https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked',
      'https://schemas.openid.net/secevent/risc/event-type/sessions-revoked',
      'https://schemas.openid.net/secevent/risc/event-type/account-disabled',
      'https://schemas.openid.net/secevent/risc/event-type/account-credential-change-required',
    ],
  },
  noticeKeysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
});

const quotaAnswer = z.object({
  error: z.object({
    details: z
      .array(
        z.object({ reason: z.string().optional(), metadata: z.record(z.string(), z.string()).optional() }),
      )
      .optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

const quotaReasons = ['RATE_LIMIT_EXCEEDED', 'rateLimitExceeded', 'userRateLimitExceeded'];

/**
 * `quota_limit` tells the project's from the person's: WriteRequestsPerMinutePerUser (providers' error details, AIP-193). Older
 * APIs answer 403 with `errors[].reason`. No Retry-After is promised.
 */
function readQuota({ status, body }: LimitAnswer): ReachedLimit | null {
  if (status !== 429 && status !== 403) return null;
  const { details = [], errors = [] } = quotaAnswer.safeParse(body).data?.error ?? {};
  const reason = [...details, ...errors].find(
    (one) => one.reason && quotaReasons.includes(one.reason),
  )?.reason;
  if (status === 403 && reason === undefined) return null;
  const quota = details.find((one) => one.metadata?.quota_limit)?.metadata?.quota_limit ?? '';
  const isPerUser = /PerUser$/.test(quota) || reason === 'userRateLimitExceeded';
  const what = /^Write/.test(quota) ? 'writes' : /^Read/.test(quota) ? 'reads' : null;
  const sharedBy = isPerUser ? 'account' : 'app';
  if (!what) return { name: `quota-${sharedBy}`, sharedBy };
  const methods = what === 'reads' ? ['GET'] : writing;
  return { name: isPerUser ? `${what}-per-user` : what, sharedBy, methods };
}
