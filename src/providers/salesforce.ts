// Salesforce's OAuth. Read 2026-11-24: help.salesforce.com "OAuth flow errors", "Refresh token rotation" (005316711), ISVforce
// guide "Secure connected apps and external client apps". Departs from RFC 6749: no `expires_in` (the lifetime is a session
// timeout an admin chose), `issued_at` in milliseconds as a string, `instance_url` that may change at every refresh.
// Rotation is mandatory for apps of several customers since 2026-05-11; a replayed refresh token kills the whole grant.

import { z } from 'zod';
import { defineProvider, type LimitAnswer, type ReachedLimit, type RefusalRow } from './define-provider.ts';

const tokenAnswer = z.object({
  // Behind an answer the old refresh token is spent: no flaw of these two is worth the grant.
  instance_url: z.url().optional().catch(undefined),
  /** https://{host}/id/{organization}/{user} */
  id: z.string().optional().catch(undefined),
});

const row = (
  error: string,
  description: RegExp | undefined,
  [cause, actor, confidence]: readonly [
    RefusalRow['diagnosis']['cause'],
    RefusalRow['diagnosis']['actor'],
    RefusalRow['diagnosis']['confidence'],
  ],
  summary: string,
): RefusalRow => ({ error, description, diagnosis: { cause, actor, confidence, summary } });

/** The login rate is counted by the hour. */
const loginRateSeconds = 3600;

export const salesforce = defineProvider({
  id: 'salesforce',
  name: 'Salesforce',
  authorizeUrl: 'https://login.salesforce.com/services/oauth2/authorize',
  tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
  revokeUrl: 'https://login.salesforce.com/services/oauth2/revoke',
  introspectUrl: 'https://login.salesforce.com/services/oauth2/introspect',
  userinfoUrl: 'https://login.salesforce.com/services/oauth2/userinfo',
  // `sub` is an address that changes with the host asked; the token answer's `id` names the user by this id.
  subjectClaim: 'user_id',
  organizationClaim: 'organization_id',
  apiOrigins: ['https://*.my.salesforce.com', 'https://*.salesforce.com'],
  scopes: ['api', 'id', 'refresh_token'],
  scopeAliases: { offline_access: 'refresh_token' },
  clientAuth: 'body',
  pkce: true,
  refreshTokens: 'single-use',
  lifetime: 'introspection',
  // The default session timeout, for orgs whose introspection is switched off.
  accessTokenLifetimeSeconds: 7200,
  grantIdleLimitDays: 30,
  // Approvals of one user for one app: the sixth ends the oldest (help, "Manage OAuth access policies").
  liveGrantLimit: 5,
  readTokenAnswer(body) {
    const answer = tokenAnswer.parse(body);
    const [organization, user] = answer.id?.split('/').slice(-2) ?? [];
    return { apiBaseUrl: answer.instance_url, externalSubject: user, externalOrganization: organization };
  },
  refusals: [
    ...['invalid_grant', 'inactive_user'].map((error) =>
      row(
        error,
        error === 'invalid_grant' ? /inactive user/i : undefined,
        ['account_deactivated', 'person', 'certain'],
        'The Salesforce user of this connection was deactivated; another user must connect.',
      ),
    ),
    row(
      'invalid_grant',
      /ip restricted|login hours/i,
      ['admin_policy', 'customer_admin', 'certain'],
      "Salesforce refuses this app by the user profile's login IP ranges or login hours.",
    ),
    row(
      'invalid_grant',
      /activation secret/i,
      ['admin_policy', 'customer_admin', 'likely'],
      'Salesforce wants this login to be activated first, as the organization demands of new devices and addresses.',
    ),
    row(
      'invalid_grant',
      /hasn.t approved this consumer/i,
      ['user_revoked', 'person', 'certain'],
      'The Salesforce user has not approved this app, or no longer does.',
    ),
    row(
      'invalid_grant',
      /expired authorization code/i,
      ['unknown', 'person', 'certain'],
      'The permission was not picked up in time, or twice; it must be given again.',
    ),
    // A password, a second factor or a missing approval: a person can mend most of it.
    row(
      'invalid_grant',
      /authentication failure/i,
      ['user_revoked', 'person', 'possible'],
      'Salesforce could not verify the user of this connection, who must connect again; failing that, an administrator must allow it.',
    ),
    // `expired access/refresh token` stands for a revocation, an expiry by policy, an eviction and a replay alike.
    row(
      'invalid_grant',
      undefined,
      ['user_revoked', 'person', 'likely'],
      'Salesforce no longer accepts this connection: its access was revoked, replaced or expired by policy.',
    ),
    // The app is known and the secret right: an administrator has not let it in. Before the rows on our client.
    row(
      'invalid_client',
      /must be installed/i,
      ['admin_policy', 'customer_admin', 'certain'],
      'The app must be installed in the Salesforce organization first; its administrator can do that.',
    ),
    ...['inactive_org', 'invalid_app_access', 'OAUTH_APPROVAL_ERROR_GENERIC', 'OAUTH_EC_APP_NOT_FOUND'].map(
      (error) =>
        row(
          error,
          undefined,
          ['admin_policy', 'customer_admin', 'certain'],
          'The Salesforce organization does not let this app in; its administrator must allow it.',
        ),
    ),
    ...['invalid_client_id', 'invalid_client'].map((error) =>
      row(
        error,
        undefined,
        ['client_secret_invalid', 'operator', 'certain'],
        'Salesforce does not accept our consumer key or consumer secret.',
      ),
    ),
    {
      ...row(
        'rate_limit_exceeded',
        undefined,
        ['provider_outage', 'nobody', 'certain'],
        'Salesforce limits logins for the moment.',
      ),
      passesInSeconds: loginRateSeconds,
    },
  ],
  // No requestLimits: what an org may send in 24 hours depends on its edition and licences and is shared with all its
  // integrations, and what it may have running at once is about requests of 20 s and more. Both are learned of.
  // Read 2026-11-24: https://help.salesforce.com/s/articleView?id=000389067.
  readReachedLimit: readOrgLimit,
  probePath: '/services/data/v62.0/limits',
});

const limitAnswer = z
  .array(z.object({ errorCode: z.string().optional(), message: z.string().optional() }))
  .min(1);

/** 403 (or 429, 503) REQUEST_LIMIT_EXCEEDED: of the last 24 hours, which frees itself little by little, or of what runs now. */
function readOrgLimit({ status, body }: LimitAnswer): ReachedLimit | null {
  const first = limitAnswer.safeParse(body).data?.[0];
  if (first?.errorCode !== 'REQUEST_LIMIT_EXCEEDED') {
    return status === 429 ? { name: 'requests', sharedBy: 'organization' } : null;
  }
  return first.message?.includes('ConcurrentRequests')
    ? { name: 'concurrent', sharedBy: 'organization', lastsMs: 10_000 }
    : { name: 'day', sharedBy: 'organization', lastsMs: 600_000 };
}
