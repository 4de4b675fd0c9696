// HubSpot's token introspection and revocation, in the dated form and in v1's, which had the token in the path. Revoking a
// refresh token leaves its access tokens alive until they expire. What an inactive token is answered is not documented;
// here it is RFC 7662's `{active: false}`.

import { type Answer, answerEmpty, answerJson } from '../http/answer.ts';
import { readForm } from '../http/request.ts';
import type { PathParameters, Route } from '../http/route.ts';
import type { Dialect } from '../oauth/dialect.ts';
import type { Grant } from '../oauth/grants.ts';
import { checkClient } from '../oauth/token-exchange.ts';
import type { SandboxState } from '../state.ts';
import { apiError, refuseToken } from './errors.ts';
import { userIdOf } from './oauth.ts';

const dated = '(?:v3|2026-03|2026-09)';

export function introspectionRoutes(state: SandboxState, dialect: Dialect): readonly Route[] {
  const book = (method: string, path: string, answer: Answer): Answer => {
    state.ledger.enter({
      kind: 'identity',
      provider: 'hubspot',
      grant: null,
      method,
      path,
      tokenVersion: null,
    })(answer.status);
    return answer;
  };
  const withClient = (name: string, act: (token: string) => Answer): Route => ({
    method: 'POST',
    pattern: new RegExp(`^/oauth/${dated}/token/${name}$`),
    handle(request) {
      const form = readForm(request);
      const knobs = state.knobs.resolve({ provider: 'hubspot' });
      const wrong = checkClient(state, 'hubspot', dialect.readClient(request, form));
      const answer =
        wrong?.kind === 'refused' ? refuseToken(wrong.refusal, knobs) : act(form.get('token') ?? '');
      return book('POST', request.path, answer);
    },
  });
  const legacy = (
    method: string,
    kind: 'access-tokens' | 'refresh-tokens',
    act: (token: string) => Answer,
  ): Route => ({
    method,
    pattern: new RegExp(`^/oauth/v1/${kind}/(?<token>[^/]+)$`),
    // The token in the path is why v1 goes away; the log must not hold it either.
    handle: (_, { token = '' }: PathParameters) => book(method, `/oauth/v1/${kind}/{token}`, act(token)),
  });

  const revoke = (value: string): boolean => {
    const token = state.grants.findRefresh('hubspot', value);
    if (!token || token.grant.endedBy !== null) return false;
    state.grants.end(token.grant, 'revoked', { keepAccessTokens: true });
    return true;
  };
  const unknown = (): Answer => apiError(404, 'OBJECT_NOT_FOUND', 'the token is unknown or no longer valid');

  return [
    withClient('introspect', (value) =>
      answerJson(200, describeAccess(state, value) ?? describeRefresh(state, value) ?? { active: false }),
    ),
    withClient('revoke', (value) => {
      revoke(value);
      return answerEmpty(200);
    }),
    legacy('GET', 'access-tokens', (value) => {
      const facts = describeAccess(state, value);
      return facts ? answerJson(200, facts) : unknown();
    }),
    legacy('GET', 'refresh-tokens', (value) => {
      const facts = describeRefresh(state, value);
      return facts ? answerJson(200, facts) : unknown();
    }),
    legacy('DELETE', 'refresh-tokens', (value) => (revoke(value) ? answerEmpty(204) : unknown())),
  ];
}

function describeAccess(state: SandboxState, value: string): Record<string, unknown> | null {
  const token = state.grants.findAccess('hubspot', value);
  if (!token || token.grant.accessEnded || Date.now() >= token.expiresAt) return null;
  return {
    ...describeGrant(state, token.grant),
    token: value,
    token_use: 'access_token',
    expires_in: Math.floor((token.expiresAt - Date.now()) / 1000),
    is_private_distribution: false,
  };
}

function describeRefresh(state: SandboxState, value: string): Record<string, unknown> | null {
  const token = state.grants.findRefresh('hubspot', value);
  if (!token || token.grant.endedBy !== null || token.grant.refreshToken !== token) return null;
  return { ...describeGrant(state, token.grant), token: value, token_use: 'refresh_token' };
}

function describeGrant(state: SandboxState, grant: Grant): Record<string, unknown> {
  return {
    active: true,
    token_type: 'bearer',
    hub_id: state.world.findTenant(grant.tenant)!.portal.hubId,
    user_id: userIdOf(state.world.findPerson(grant.user)!.serial),
    user: grant.user,
    hub_domain: `${grant.tenant}.example`,
    client_id: grant.clientId,
    app_id: 1_111_111,
    scopes: grant.scopes,
  };
}
