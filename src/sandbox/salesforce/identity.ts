// Who a session belongs to and how long it lasts: introspection (RFC 7662), revocation, the identity URL and userinfo.
// Read 2026-11-24: help "Introspect OAuth tokens", "Revoke OAuth tokens", "Identity URLs". Introspection is the only place
// that tells when a session ends.

import { judgeToken } from '../data-call.ts';
import { type Answer, answerEmpty, answerJson } from '../http/answer.ts';
import { readBearer, readForm, type SandboxRequest } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { AccessToken, Grant } from '../oauth/grants.ts';
import { checkClient } from '../oauth/token-exchange.ts';
import { isDeactivated, type SandboxState } from '../state.ts';
import { refuseToken } from './errors.ts';
import { identityUrl, instanceOf, readClient } from './oauth.ts';
import { userIdOf } from './organization.ts';

export function identityRoutes(state: SandboxState): readonly Route[] {
  const route = (method: string, pattern: RegExp, act: (request: SandboxRequest) => Answer): Route => ({
    method,
    pattern,
    handle(request) {
      const { method: sent, path } = request;
      const answer = act(request);
      state.ledger.enter({
        kind: 'identity',
        provider: 'salesforce',
        grant: null,
        method: sent,
        path,
        tokenVersion: null,
      })(answer.status);
      return answer;
    },
  });
  return [
    route('POST', /^\/services\/oauth2\/introspect$/, (request) => introspect(state, request)),
    ...['GET', 'POST'].map((method) =>
      route(method, /^\/services\/oauth2\/revoke$/, (request) => revoke(state, request)),
    ),
    route('GET', /^\/services\/oauth2\/userinfo$/, (request) => identify(state, request)),
    route('GET', /^\/id\/\w+\/\w+$/, (request) => identify(state, request)),
  ];
}

function introspect(state: SandboxState, request: SandboxRequest): Answer {
  const form = readForm(request);
  const wrong = checkClient(state, 'salesforce', readClient(request, form));
  if (wrong?.kind === 'refused') return refuseToken(wrong.refusal);
  if (!state.knobs.resolve({ provider: 'salesforce' }).canIntrospect) {
    return answerJson(400, {
      error: 'invalid_request',
      error_description: 'introspection is not enabled for this app',
    });
  }
  const value = form.get('token') ?? '';
  const access = state.grants.findAccess('salesforce', value);
  if (access && !isOver(state, access)) {
    return answerJson(200, {
      ...facts(state, access.grant),
      token_type: 'access_token',
      iat: state.pace.numericDate(access.issuedAt),
      nbf: state.pace.numericDate(access.issuedAt),
      exp: state.pace.numericDate(access.expiresAt),
    });
  }
  const refresh = state.grants.findRefresh('salesforce', value);
  if (refresh && refresh.grant.endedBy === null && refresh.spentAt === null) {
    return answerJson(200, {
      ...facts(state, refresh.grant),
      token_type: 'refresh_token',
      iat: state.pace.numericDate(refresh.issuedAt),
    });
  }
  return answerJson(200, { active: false });
}

const facts = (state: SandboxState, grant: Grant): Record<string, unknown> => ({
  active: true,
  scope: grant.scopes.join(' '),
  client_id: grant.clientId,
  username: grant.user,
  sub: identityUrl(state, grant),
});

/** A refresh token takes its sessions with it; a session ends alone. */
function revoke(state: SandboxState, request: SandboxRequest): Answer {
  const value = request.query.get('token') ?? readForm(request).get('token') ?? '';
  const refresh = state.grants.findRefresh('salesforce', value);
  if (refresh) {
    state.grants.end(refresh.grant, 'revoked');
    return answerEmpty(200);
  }
  const access = state.grants.findAccess('salesforce', value);
  if (!access || isOver(state, access)) {
    return answerJson(400, { error: 'invalid_token', error_description: 'invalid token' });
  }
  access.expiresAt = Date.now();
  return answerEmpty(200);
}

function identify(state: SandboxState, request: SandboxRequest): Answer {
  const bearer = readBearer(request);
  const token = bearer === null ? null : state.grants.findAccess('salesforce', bearer);
  if (!token || isOver(state, token)) {
    return { ...answerEmpty(403), body: bearer === null ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token' };
  }
  const { grant } = token;
  const id = identityUrl(state, grant);
  if (request.path.startsWith('/id/') && !id.endsWith(request.path))
    return { ...answerEmpty(403), body: 'Wrong_Org' };
  const person = state.world.findPerson(grant.user)!;
  const { organization } = state.world.findTenant(grant.tenant)!;
  const userId = userIdOf(person);
  return answerJson(200, {
    id,
    sub: id,
    user_id: userId,
    organization_id: organization.id,
    username: person.user,
    preferred_username: person.user,
    display_name: person.name,
    name: person.name,
    email: person.user,
    email_verified: true,
    active: !isDeactivated(state, 'salesforce', person.user),
    user_type: 'STANDARD',
    urls: { rest: `${instanceOf(state, grant.tenant)}/services/data/v{version}/` },
  });
}

const isOver = (state: SandboxState, token: AccessToken): boolean =>
  judgeToken(state, token.value, token, state.knobs.resolve({ provider: 'salesforce' })) !== null;
