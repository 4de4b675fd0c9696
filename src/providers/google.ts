// Google's OAuth. Read 2026-11-24: https://developers.google.com/identity/protocols/oauth2/web-server and
// https://developers.google.com/identity/protocols/oauth2#expiration. No rotation: a refresh answers without a refresh
// token and the old one goes on. One `invalid_grant` covers at least eight causes; descriptions are not documented and
// decide nothing here but the wording.

import { defineProvider } from './define-provider.ts';

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
  // Without `consent` a second consent by the same person brings no refresh token.
  authorizeParams: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
  refusals: [
    {
      error: 'invalid_grant',
      description: /invalid_rapt|reauth related/i,
      diagnosis: {
        cause: 'session_policy',
        actor: 'person',
        confidence: 'certain',
        summary:
          "The organization's session length ended this Google connection; it will again until an administrator exempts the app.",
      },
    },
    {
      error: 'invalid_grant',
      diagnosis: {
        cause: 'user_revoked',
        actor: 'person',
        confidence: 'likely',
        summary: 'Google no longer accepts this connection: its access was removed, expired or replaced.',
      },
    },
    {
      error: 'admin_policy_enforced',
      diagnosis: {
        cause: 'admin_policy',
        actor: 'customer_admin',
        confidence: 'certain',
        summary: "The organization's Google Workspace policy does not let this app in.",
      },
    },
    ...['deleted_client', 'invalid_client', 'unauthorized_client'].map((error) => ({
      error,
      diagnosis: {
        cause: 'client_secret_invalid' as const,
        actor: 'operator' as const,
        confidence: 'certain' as const,
        summary: 'Google does not accept our client id or client secret.',
      },
    })),
  ],
  // A spreadsheet nobody has: 404 proves the token and the API; 401 and 403 mean what they say.
  probePath: '/v4/spreadsheets/firstlight-probe?fields=spreadsheetId',
});
