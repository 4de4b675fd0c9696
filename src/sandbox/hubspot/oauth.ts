// HubSpot's OAuth. Read 2026-11-24: public API spec collection, Auth/Oauth v1, v3, 2026-03, 2026-09. A grant is the app's
// install in a portal, made by one of its admins. Whether refresh tokens rotate is undocumented, so the default is the
// same one again, and a knob turns rotation on.

import { randomUUID } from 'node:crypto';
import { readForm, type SandboxRequest } from '../http/request.ts';
import type { Dialect } from '../oauth/dialect.ts';
import { randomText } from '../oauth/token-text.ts';
import type { SandboxState } from '../state.ts';
import { hubspotRefusals, refuseToken, throttled } from './errors.ts';

const descriptions: Record<string, string> = {
  oauth: 'Know which HubSpot account it is connected to',
  'crm.objects.deals.read': 'See your deals',
  'crm.objects.deals.write': 'Create and change deals',
  'crm.objects.contacts.read': 'See your contacts',
};

export const userIdOf = (serial: number): number => 9_000_000 + serial;

export function makeHubspotDialect(state: SandboxState): Dialect {
  return {
    provider: 'hubspot',
    usualScopes: ['oauth', 'crm.objects.deals.read', 'crm.objects.deals.write'],
    // Real ones are opaque, of variable size, and 300 characters must fit.
    makeAccessToken: () => `CPsbxat${randomText(168)}`,
    makeRefreshToken: () => `na1-sbxrt-${randomUUID()}`,
    makeCode: () => `na1-sbxac-${randomUUID()}`,
    readParameters,
    readClient: (_, parameters) => ({
      clientId: parameters.get('client_id'),
      clientSecret: parameters.get('client_secret'),
    }),
    answerTokens({ grant, access, wireSeconds, refresh }) {
      return {
        token_type: 'bearer',
        token_use: 'access_token',
        access_token: access.value,
        refresh_token: refresh?.value,
        expires_in: wireSeconds,
        hub_id: state.world.findTenant(grant.tenant)!.portal.hubId,
        user_id: userIdOf(state.world.findPerson(grant.user)!.serial),
        scopes: grant.scopes,
      };
    },
    ownRefusals: hubspotRefusals,
    refuse: refuseToken,
    throttled,
    grantsFollowUser: false,
    authorize: {
      impliedChallengeMethod: 'plain',
      readScopes: (query) =>
        [query.get('scope'), query.get('optional_scope')]
          .flatMap((text) => text?.split(/[ +]/).filter(Boolean) ?? [])
          .map((scope) => ({
            scope,
            description: descriptions[scope] ?? 'Use this permission',
            optional: false,
          })),
      grantedScopes: (_, chosen) => chosen,
      whyNot: ({ name, role }) =>
        role === 'admin'
          ? null
          : `${name} cannot install apps: a super admin, or a user with marketplace access, must do it.`,
      isOffline: () => true,
      denial: { error: 'access_denied', description: 'The user denied access to the app' },
    },
  };
}

/** v1 took parameters from the query string; v3 and the dated ones want all of them in the form body. */
function readParameters(request: SandboxRequest): URLSearchParams {
  const form = readForm(request);
  if (!request.path.startsWith('/oauth/v1/')) return form;
  return new URLSearchParams([...request.query, ...form]);
}
