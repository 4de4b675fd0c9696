// Revocation, tokeninfo, userinfo, discovery and keys. Read 2026-11-24: OAuth web-server guide, "Revoking a token"; OpenID
// Connect guide. Revoking any token of a person ends everything that person gave to the app, sibling grants included.

import { judgeToken } from '../data-call.ts';
import { type Answer, answerJson } from '../http/answer.ts';
import { readBearer, readForm, type SandboxRequest } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { AccessToken } from '../oauth/grants.ts';
import { originOf, type SandboxState } from '../state.ts';
import { apiError } from './errors.ts';
import type { IdTokenSigner } from './id-token.ts';
import { identityClaims, subjectOf } from './oauth.ts';

export function identityRoutes(state: SandboxState, signer: IdTokenSigner): readonly Route[] {
  const route = (method: string, pattern: RegExp, act: (request: SandboxRequest) => Answer): Route => ({
    method,
    pattern,
    handle(request) {
      const answer = act(request);
      state.ledger.enter({
        kind: 'identity',
        provider: 'google',
        grant: null,
        method: request.method,
        path: request.path,
        tokenVersion: null,
      })(answer.status);
      return answer;
    },
  });
  return [
    ...['GET', 'POST'].flatMap((method) => [
      route(method, /^\/revoke$/, (request) => revoke(state, request)),
      route(method, /^\/tokeninfo$/, (request) => tokenInfo(state, request)),
      route(method, /^\/v1\/userinfo$/, (request) => userInfo(state, request)),
    ]),
    route('GET', /^\/oauth2\/v3\/certs$/, () => answerJson(200, signer.keys())),
    route('GET', /^\/\.well-known\/openid-configuration$/, () => {
      const origin = originOf(state, 'google');
      return answerJson(200, {
        issuer: origin,
        authorization_endpoint: `${origin}/o/oauth2/v2/auth`,
        token_endpoint: `${origin}/token`,
        userinfo_endpoint: `${origin}/v1/userinfo`,
        revocation_endpoint: `${origin}/revoke`,
        jwks_uri: `${origin}/oauth2/v3/certs`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    }),
  ];
}

function revoke(state: SandboxState, request: SandboxRequest): Answer {
  const value = request.query.get('token') ?? readForm(request).get('token') ?? '';
  const token = state.grants.findRefresh('google', value) ?? liveToken(state, value);
  if (!token || token.grant.endedBy !== null) {
    return answerJson(400, { error: 'invalid_token', error_description: 'Token expired or revoked' });
  }
  for (const grant of state.grants.ofPerson('google', token.grant.user)) state.grants.end(grant, 'revoked');
  return answerJson(200, {});
}

function tokenInfo(state: SandboxState, request: SandboxRequest): Answer {
  const value =
    request.query.get('access_token') ?? readForm(request).get('access_token') ?? readBearer(request) ?? '';
  const token = liveToken(state, value);
  if (!token) return answerJson(400, { error: 'invalid_token', error_description: 'Invalid Value' });
  const { grant } = token;
  const { email } = identityClaims(grant, state.world.findPerson(grant.user)!);
  // Strings, not numbers.
  return answerJson(200, {
    azp: grant.clientId,
    aud: grant.clientId,
    sub: subjectOf(state.world.findPerson(grant.user)!),
    scope: grant.scopes.join(' '),
    exp: String(state.pace.numericDate(token.expiresAt)),
    expires_in: String(Math.floor((token.expiresAt - Date.now()) / 1000)),
    ...(email ? { email, email_verified: 'true' } : {}),
    access_type: grant.refreshToken ? 'offline' : 'online',
  });
}

function userInfo(state: SandboxState, request: SandboxRequest): Answer {
  const token = liveToken(state, readBearer(request) ?? '');
  if (!token) return apiError('UNAUTHENTICATED', 'Request is missing required authentication credential.');
  return answerJson(200, identityClaims(token.grant, state.world.findPerson(token.grant.user)!));
}

function liveToken(state: SandboxState, value: string): AccessToken | null {
  const token = state.grants.findAccess('google', value);
  const knobs = state.knobs.resolve({ provider: 'google', user: token?.grant.user });
  return token && judgeToken(state, value, token, knobs) === null ? token : null;
}
