// Salesforce's OAuth. Read 2026-11-24: "OAuth refresh token flow" (API guide 218), help 005316711 on refresh token rotation,
// ISVforce guide on connected apps. No `expires_in`; `issued_at` in milliseconds as a string; `instance_url` of the org in
// every answer; a refresh answer holds a refresh token only when rotation is on. PKCE is required, as it is for every app
// of several customers since 2026-05-11.

import { createHmac } from 'node:crypto';
import { readForm, type SandboxRequest } from '../http/request.ts';
import type { ClientCredentials, Dialect } from '../oauth/dialect.ts';
import type { Grant } from '../oauth/grants.ts';
import { randomText } from '../oauth/token-text.ts';
import { originOf, type SandboxState } from '../state.ts';
import { refuseToken, salesforceRefusals, throttled } from './errors.ts';
import { userIdOf } from './organization.ts';

const descriptions: Record<string, string> = {
  api: 'Manage user data via APIs',
  id: 'Access the identity URL service',
  openid: 'Access unique user identifiers',
  refresh_token: 'Perform requests at any time',
  offline_access: 'Perform requests at any time',
  full: 'Full access',
};

export const instanceOf = (state: SandboxState, tenant: string): string =>
  originOf(state, instanceName(state.world.findTenant(tenant)!.organization.instance));

export const instanceName = (instance: number): string => `salesforce-instance-${instance + 1}`;

export const identityUrl = (state: SandboxState, grant: Grant): string => {
  const { organization } = state.world.findTenant(grant.tenant)!;
  return `${originOf(state, 'salesforce-login')}/id/${organization.id}/${userIdOf(state.world.findPerson(grant.user)!)}`;
};

export function makeSalesforceDialect(state: SandboxState): Dialect {
  return {
    provider: 'salesforce',
    usualScopes: ['refresh_token', 'api', 'id'],
    makeAccessToken: (grant) => {
      const { organization } = state.world.findTenant(grant.tenant)!;
      return `${organization.id.slice(0, 15)}!AQsbxat.${randomText(60).replaceAll('-', '.')}`;
    },
    makeRefreshToken: () => `5Aep861sbxrt${randomText(56).replaceAll('-', '.')}`,
    makeCode: () => `aPrxsbxac${randomText(48).replaceAll('-', '.')}==`,
    readParameters: (request) => new URLSearchParams([...request.query, ...readForm(request)]),
    readClient,
    answerTokens({ grant, access, refresh, rotated, by }) {
      const id = identityUrl(state, grant);
      const issuedAt = String(access.issuedAt);
      const { secret } = state.clients.of('salesforce');
      return {
        access_token: access.value,
        ...(refresh && (by === 'authorization_code' || rotated) ? { refresh_token: refresh.value } : {}),
        signature: createHmac('sha256', secret).update(`${id}${issuedAt}`).digest('base64'),
        scope: grant.scopes.join(' '),
        instance_url: instanceOf(state, grant.tenant),
        id,
        token_type: 'Bearer',
        issued_at: issuedAt,
      };
    },
    ownRefusals: salesforceRefusals,
    refuse: refuseToken,
    throttled,
    grantsFollowUser: true,
    authorize: {
      impliedChallengeMethod: 'S256',
      // Without a scope the app's configured ones apply.
      readScopes: (query) =>
        (query.get('scope') ?? 'refresh_token api id')
          .split(/[ +]/)
          .filter(Boolean)
          .map((scope) => ({
            scope,
            description: descriptions[scope] ?? 'Use this permission',
            optional: false,
          })),
      grantedScopes: (_, chosen) => chosen,
      whyNot: () => null,
      isOffline: (_, scopes) => scopes.includes('refresh_token') || scopes.includes('offline_access'),
      denial: { error: 'access_denied', description: 'end-user denied authorization' },
    },
  };
}

/** In the body, or by HTTP Basic (RFC 6749 section 2.3.1). */
export function readClient(request: SandboxRequest, parameters: URLSearchParams): ClientCredentials {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) {
    return { clientId: parameters.get('client_id'), clientSecret: parameters.get('client_secret') };
  }
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  // Both halves are form-urlencoded before they are joined; plain ones come out unchanged.
  return { clientId: decodeFormValue(id), clientSecret: decodeFormValue(secret.join(':')) };
}

const decodeFormValue = (text: string): string | null => new URLSearchParams(`value=${text}`).get('value');
