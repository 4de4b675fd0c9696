// HubSpot's OAuth. Read 2026-11-24: https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens
// and the public API spec collection, Auth/Oauth 2026-03. Departs from RFC 6749: scopes come as an array `scopes`; errors
// carry HubSpot's own `status`, before 2026 alone (changelog "new OAuth v3 API endpoints and standardized error responses").
// Whether refresh tokens rotate is undocumented, so whatever comes back is stored, and the old one may be sent again.

import { z } from 'zod';
import { defineProvider } from './define-provider.ts';

const tokenAnswer = z.object({
  hub_id: z.number().optional(),
  user_id: z.number().optional(),
  scopes: z.array(z.string()).optional(),
});

export const hubspot = defineProvider({
  id: 'hubspot',
  name: 'HubSpot',
  authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
  // Dated endpoint: v1 goes away on 2027-02-16 (changelog "v1 OAuth API deprecation").
  tokenUrl: 'https://api.hubapi.com/oauth/2026-03/token',
  // Connections to one portal share a refresh token: revoking it for one ends them all.
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
});
