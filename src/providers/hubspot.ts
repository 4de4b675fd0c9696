// HubSpot's OAuth. Read 2026-11-24: https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens
// and the public API spec collection, Auth/Oauth 2026-03. Departs from RFC 6749: scopes come as an array `scopes`; errors
// carry HubSpot's own `status`, before 2026 alone (changelog "new OAuth v3 API endpoints and standardized error responses").
// Whether refresh tokens rotate is undocumented, so whatever comes back is stored, and the old one may be sent again.

import { z } from 'zod';
import { defineProvider, type LimitAnswer, type ReachedLimit } from './define-provider.ts';

// None of these is worth a grant: one that is not as documented is as good as not there.
const tokenAnswer = z.object({
  hub_id: z.number().optional().catch(undefined),
  user_id: z.number().optional().catch(undefined),
  scopes: z.array(z.string()).optional().catch(undefined),
});

const journalFile = z.object({
  journalEvents: z.array(z.object({ action: z.string().optional(), portalId: z.number() })),
});

const searchPaths = ['/crm/v3/objects/*/search', '/crm/objects/*/*/search'];

/** A portal that moves to another data center answers so for up to a day (status codes of the error handling guide). */
const portalMovesSeconds = 3600;

export const hubspot = defineProvider({
  id: 'hubspot',
  name: 'HubSpot',
  authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
  // Dated endpoint: v1 goes away on 2027-02-16 (changelog "v1 OAuth API deprecation").
  tokenUrl: 'https://api.hubapi.com/oauth/2026-03/token',
  // A grant is the app's installation in a portal: any of its admins may renew it. Connections to one portal share a refresh
  // token, so revoking it for one ends them all.
  identityIs: 'organization',
  revocationReach: 'organization',
  revokeUrl: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
  introspectUrl: 'https://api.hubapi.com/oauth/2026-03/token/introspect',
  apiOrigins: ['https://api.hubapi.com'],
  scopes: ['oauth', 'crm.objects.deals.read', 'crm.objects.deals.write'],
  clientAuth: 'body',
  pkce: false,
  refreshTokens: 'reusable',
  lifetime: 'expires_in',
  accessTokenLifetimeSeconds: 1800,
  grantIdleLimitDays: null,
  // Read 2026-11-24: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines (apps that are distributed: 110
  // in ten seconds of each portal) and the changelog on search (5 a second of the portal). The daily limits are the portal's and
  // shared with all its integrations: they are learned of, not counted.
  requestLimits: [
    { id: 'ten-seconds', requests: 110, perSeconds: 10, sharedBy: 'organization' },
    {
      id: 'search',
      requests: 5,
      perSeconds: 1,
      sharedBy: 'organization',
      methods: ['POST'],
      paths: searchPaths,
    },
  ],
  readReachedLimit: readPolicy,
  readTokenAnswer(body) {
    const answer = tokenAnswer.parse(body);
    return {
      scopes: answer.scopes,
      externalSubject: answer.user_id?.toString(),
      externalOrganization: answer.hub_id?.toString(),
    };
  },
  readRefusal(_status, body) {
    // `status` says more than `error` does: BAD_HUB comes as `access_denied`, BAD_CLIENT_SECRET as nothing standard.
    if (typeof body.status !== 'string' || !/^[A-Z][A-Z_]+$/.test(body.status)) return null;
    return { error: body.status, description: typeof body.message === 'string' ? body.message : '' };
  },
  refusals: [
    {
      error: 'BAD_REFRESH_TOKEN',
      diagnosis: {
        cause: 'user_revoked',
        actor: 'person',
        confidence: 'likely',
        summary:
          'HubSpot no longer accepts this connection: the app was uninstalled or its access was revoked.',
      },
    },
    {
      error: 'BAD_HUB',
      diagnosis: {
        cause: 'app_disconnected',
        actor: 'person',
        confidence: 'certain',
        summary: 'The HubSpot portal was deleted, or the app was disconnected from it.',
      },
    },
    ...['BAD_AUTH_CODE', 'EXPIRED_AUTH_CODE'].map((error) => ({
      error,
      diagnosis: {
        cause: 'unknown' as const,
        actor: 'person' as const,
        confidence: 'certain' as const,
        summary: 'The permission was not picked up in time, or twice; it must be given again.',
      },
    })),
    ...['http_423', 'http_477'].map((error) => ({
      error,
      diagnosis: {
        cause: 'provider_outage' as const,
        actor: 'nobody' as const,
        confidence: 'certain' as const,
        summary: 'HubSpot is moving this portal, or has locked it for the moment.',
      },
      passesInSeconds: portalMovesSeconds,
    })),
    ...['BAD_CLIENT_ID', 'BAD_CLIENT_SECRET'].map((error) => ({
      error,
      diagnosis: {
        cause: 'client_secret_invalid' as const,
        actor: 'operator' as const,
        confidence: 'certain' as const,
        summary: 'HubSpot does not accept our client id or client secret.',
      },
    })),
  ],
  probePath: '/account-info/v3/details',
  // https://developers.hubspot.com/docs/api-reference/latest/webhooks-journal/guide. Kept for three days. The entries of
  // app lifecycle subscriptions are not shown there: of them no more is believed than the action and the portal.
  journalUrl: 'https://api.hubapi.com/webhooks-journal/journal/2026-03',
  journal: {
    scopes: ['developer.webhooks_journal.read'],
    pollSeconds: 60,
    read: (file) =>
      journalFile
        .parse(file)
        .journalEvents.filter(({ action }) => action === 'APP_UNINSTALL')
        .map(({ portalId }) => ({ organization: String(portalId) })),
  },
});

const policy = z.object({ policyName: z.string() });

/** The policy's name says which limit it was; whether a 429 carries Retry-After is not promised (hubspot-api-nodejs issue 416). */
function readPolicy({ status, body, path }: LimitAnswer): ReachedLimit | null {
  if (status !== 429) return null;
  const name = policy.safeParse(body).data?.policyName;
  // Ends at midnight in the portal's time zone, which nobody tells us: look in now and then.
  if (name === 'DAILY') return { name: 'daily', sharedBy: 'organization', lastsMs: 1_800_000 };
  if (name === 'SECONDLY') {
    const isSearch = path.endsWith('/search');
    const paths = isSearch ? { paths: searchPaths } : {};
    return { name: isSearch ? 'search' : 'second', sharedBy: 'organization', lastsMs: 1_000, ...paths };
  }
  return { name: 'ten-seconds', sharedBy: 'organization', lastsMs: 10_000 };
}
