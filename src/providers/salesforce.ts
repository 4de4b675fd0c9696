// Salesforce's OAuth. Read 2026-11-24: help.salesforce.com "OAuth flow errors", "Refresh token rotation" (005316711), ISVforce
// guide "Secure connected apps and external client apps". Departs from RFC 6749: no `expires_in` (the lifetime is a session
// timeout an admin chose), `issued_at` in milliseconds as a string, `instance_url` that may change at every refresh.
// Rotation is mandatory for apps of several customers since 2026-05-11; a replayed refresh token kills the whole grant.

import { z } from 'zod';
import { defineProvider, type RefusalRow } from './define-provider.ts';

const tokenAnswer = z.object({
  instance_url: z.url().optional(),
  /** https://{host}/id/{organization}/{user} */
  id: z.string().optional(),
});

const person = (
  description: RegExp | undefined,
  cause: RefusalRow['diagnosis']['cause'],
  summary: string,
): RefusalRow => ({
  error: 'invalid_grant',
  description,
  diagnosis: { cause, actor: 'person', confidence: description ? 'certain' : 'likely', summary },
});

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
  readTokenAnswer(body) {
    const answer = tokenAnswer.parse(body);
    const [organization, user] = answer.id?.split('/').slice(-2) ?? [];
    return { apiBaseUrl: answer.instance_url, externalSubject: user, externalOrganization: organization };
  },
  refusals: [
    person(
      /inactive user/i,
      'account_deactivated',
      'The Salesforce user of this connection was deactivated; another user must connect.',
    ),
    {
      error: 'inactive_user',
      diagnosis: {
        cause: 'account_deactivated',
        actor: 'person',
        confidence: 'certain',
        summary: 'The Salesforce user of this connection was deactivated; another user must connect.',
      },
    },
    {
      error: 'invalid_grant',
      description: /ip restricted|login hours/i,
      diagnosis: {
        cause: 'admin_policy',
        actor: 'customer_admin',
        confidence: 'certain',
        summary: "Salesforce refuses this app by the user profile's login IP ranges or login hours.",
      },
    },
    // `expired access/refresh token` stands for a revocation, an expiry by policy, an eviction and a replay alike.
    person(
      undefined,
      'user_revoked',
      'Salesforce no longer accepts this connection: its access was revoked, replaced or expired by policy.',
    ),
    ...['inactive_org', 'invalid_app_access'].map((error) => ({
      error,
      diagnosis: {
        cause: 'admin_policy' as const,
        actor: 'customer_admin' as const,
        confidence: 'certain' as const,
        summary: 'The Salesforce organization does not let this app in; its administrator must allow it.',
      },
    })),
    ...['invalid_client_id', 'invalid_client'].map((error) => ({
      error,
      diagnosis: {
        cause: 'client_secret_invalid' as const,
        actor: 'operator' as const,
        confidence: 'certain' as const,
        summary: 'Salesforce does not accept our consumer key or consumer secret.',
      },
    })),
    {
      error: 'rate_limit_exceeded',
      diagnosis: {
        cause: 'provider_outage',
        actor: 'nobody',
        confidence: 'certain',
        summary: 'Salesforce limits logins for the moment.',
      },
    },
  ],
  probePath: '/services/data/v62.0/limits',
});
