// Slack's OAuth. Read 2026-11-24: https://docs.slack.dev/authentication/using-token-rotation, reference/methods
// oauth.v2.access and auth.test. Departs from RFC 6749: errors come in a 200 as `{ok: false, error}`, from the token endpoint
// and the API alike; `token_type` is `bot` or `user`; scopes are comma separated; a person's token stands in `authed_user`.
// Token rotation is the app's choice: without it a token has no end and nothing renews it. A spent refresh token works for
// a short grace. PKCE stays off: once on, it makes the app a public client and ends refresh tokens after 30 days.

import { z } from 'zod';
import { defineProvider, type RefusalRow } from './define-provider.ts';
import type { NoticeReading } from './notices.ts';

// Without a token in it, an answer is none; no flaw of the rest is worth a grant whose refresh token is spent.
const tokenAnswer = z.object({
  access_token: z.string().optional(),
  bot_user_id: z.string().optional().catch(undefined),
  team: z.object({ id: z.string() }).nullish().catch(null),
  enterprise: z.object({ id: z.string() }).nullish().catch(null),
  authed_user: z
    .looseObject({ id: z.string().optional(), access_token: z.string().optional() })
    .optional()
    .catch(undefined),
});

/** As good as for ever, and a length of time every clock can take. */
const endlessSeconds = 10 * 365 * 86_400;

const rows = (
  errors: readonly string[],
  cause: RefusalRow['diagnosis']['cause'],
  actor: RefusalRow['diagnosis']['actor'],
  confidence: RefusalRow['diagnosis']['confidence'],
  summary: string,
): RefusalRow[] => errors.map((error) => ({ error, diagnosis: { cause, actor, confidence, summary } }));

/** Of a data call's token. `not_authed` is not among them: no token was sent, which a newer one would not mend. */
const tokenRefusals = new Set(['token_expired', 'token_revoked', 'account_inactive', 'invalid_auth']);

export const slack = defineProvider({
  id: 'slack',
  name: 'Slack',
  authorizeUrl: 'https://slack.com/oauth/v2/authorize',
  tokenUrl: 'https://slack.com/api/oauth.v2.access',
  // No revokeUrl: auth.revoke is not RFC 7009. It wants the access token as bearer, and with rotation leaves the install.
  userinfoUrl: 'https://slack.com/api/auth.test',
  // Of a bot's token this is the bot, as it is in the token answer.
  subjectClaim: 'user_id',
  organizationClaim: 'team_id',
  apiOrigins: ['https://slack.com'],
  // History is read to find out whether a message whose answer was lost had been posted.
  scopes: ['channels:read', 'channels:history', 'chat:write'],
  scopeSeparator: ',',
  clientAuth: 'basic',
  pkce: false,
  refreshTokens: 'previous-still-valid',
  lifetime: 'expires_in',
  accessTokenLifetimeSeconds: 43_200,
  lifeWithoutRefreshTokenSeconds: endlessSeconds,
  grantIdleLimitDays: null,
  toStandardAnswer(body) {
    const { access_token: atTop, authed_user: person } = tokenAnswer.parse(body);
    const pair: Readonly<Record<string, unknown>> = atTop === undefined ? { ...body, ...person } : body;
    const isEndless = pair.expires_in === undefined && pair.refresh_token === undefined;
    return { ...pair, token_type: 'bearer', ...(isEndless && { expires_in: endlessSeconds }) };
  },
  readTokenAnswer(body) {
    const answer = tokenAnswer.parse(body);
    return {
      externalSubject: answer.bot_user_id ?? answer.authed_user?.id,
      externalOrganization: answer.team?.id ?? answer.enterprise?.id,
      scopes: typeof body.scope === 'string' ? body.scope.split(/[ ,]+/).filter(Boolean) : undefined,
    };
  },
  readRefusal(_status, body) {
    return body.ok === false && typeof body.error === 'string'
      ? { error: body.error, description: '' }
      : null;
  },
  // Slack's reference says of both that part of the action may have happened.
  uncertainErrors: ['internal_error', 'fatal_error'],
  isTokenRefused: (_status, body) =>
    body.ok === false && typeof body.error === 'string' && tokenRefusals.has(body.error),
  refusals: [
    // Garbage, or a caller whose address the workspace does not allow: all tenants at once would be our address.
    ...rows(
      ['invalid_auth'],
      'user_revoked',
      'person',
      'possible',
      'Slack does not accept this connection, or not from where this app calls: its access was removed, or the workspace allows other addresses only.',
    ),
    ...rows(
      ['invalid_refresh_token', 'token_revoked', 'token_expired'],
      'user_revoked',
      'person',
      'likely',
      'Slack no longer accepts this connection: its access was removed or its refresh token is spent.',
    ),
    ...rows(
      ['account_inactive'],
      'app_disconnected',
      'person',
      'likely',
      'The app was removed from the Slack workspace, or the workspace or its user is gone.',
    ),
    ...rows(
      ['invalid_client_id', 'bad_client_secret'],
      'client_secret_invalid',
      'operator',
      'certain',
      'Slack does not accept our client id or client secret.',
    ),
    ...rows(
      [
        'invalid_grant_type',
        'invalid_code',
        'bad_redirect_uri',
        'invalid_code_verifier',
        'pkce_not_allowed',
        'oauth_authorization_url_mismatch',
        'no_scopes',
        'not_authed',
        'not_allowed_token_type',
      ],
      'app_misconfigured',
      'operator',
      'likely',
      "Slack does not accept this app's request; its settings at Slack and here do not agree.",
    ),
    ...rows(
      [
        'accesslimited',
        'team_access_not_granted',
        'enterprise_is_restricted',
        'no_permission',
        'ekm_access_denied',
        'two_factor_setup_required',
      ],
      'admin_policy',
      'customer_admin',
      'certain',
      "The Slack organization's policy does not let this app in; its administrator must allow it.",
    ),
    ...rows(
      ['missing_scope'],
      'scope_reduced',
      'person',
      'certain',
      'The Slack connection no longer covers what the app needs.',
    ),
    ...rows(
      ['ratelimited', 'rate_limited', 'service_unavailable', 'request_timeout'],
      'provider_outage',
      'nobody',
      'certain',
      'Slack cannot answer for the moment.',
    ),
    ...rows(
      ['org_login_required', 'team_added_to_org'],
      'provider_outage',
      'nobody',
      'certain',
      'This Slack workspace is moving to another organization, which takes hours.',
    ).map((row) => ({ ...row, passesInSeconds: 3600 })),
  ],
  // Read 2026-11-24: https://docs.slack.dev/apis/web-api/rate-limits. Counted per method, workspace and app; the tiers name a number
  // and allow more in bursts. chat.postMessage is about one a second and channel, which is learned of like all others. An app
  // that is sold outside the Marketplace may read history once a minute only: its operator says so in a provider file.
  requestLimits: [
    {
      id: 'tier-2',
      requests: 20,
      perSeconds: 60,
      sharedBy: 'organization',
      paths: ['/api/conversations.list'],
      burst: 10,
    },
    {
      id: 'tier-3',
      requests: 50,
      perSeconds: 60,
      sharedBy: 'organization',
      paths: ['/api/conversations.history'],
      burst: 10,
    },
  ],
  readReachedLimit: ({ status, path }) =>
    status === 429 ? { name: path.split('/').at(-1)!, sharedBy: 'organization', paths: [path] } : null,
  probePath: '/api/auth.test',
  // https://docs.slack.dev/authentication/verifying-requests-from-slack; the events need no scope.
  notices: {
    kind: 'signed_request',
    signatureHeader: 'x-slack-signature',
    timestampHeader: 'x-slack-request-timestamp',
    version: 'v0',
    toleranceSeconds: 300,
    read: readNotice,
  },
});

const notice = z.object({
  event_id: z.string(),
  team_id: z.string(),
  event: z.object({
    type: z.string(),
    // Ids of people and bots, never tokens.
    tokens: z
      .object({ oauth: z.array(z.string()).optional(), bot: z.array(z.string()).optional() })
      .optional(),
  }),
});

/** Of an uninstalled app Slack sends both events, in no particular order. */
function readNotice(body: Readonly<Record<string, unknown>>): NoticeReading {
  if (body.type === 'url_verification' && typeof body.challenge === 'string') {
    return { kind: 'challenge', answer: body.challenge };
  }
  const parsed = notice.safeParse(body);
  if (!parsed.success) return { kind: 'other' };
  const { event_id: id, team_id: organization, event } = parsed.data;
  if (event.type === 'app_uninstalled') return { kind: 'concerns', id, whom: [{ organization }] };
  if (event.type !== 'tokens_revoked') return { kind: 'other' };
  const subjects = [...(event.tokens?.oauth ?? []), ...(event.tokens?.bot ?? [])];
  return { kind: 'concerns', id, whom: [{ organization, subjects }] };
}
