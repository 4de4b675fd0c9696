// Slack in the sandbox: slack.com and its Web API behind one address. Every method takes GET and POST.

import { type ApiDialect, type DataCall, type DataRoute, dataRoute } from '../data-call.ts';
import { answerJson } from '../http/answer.ts';
import { authorizeEndpoint } from '../oauth/authorize.ts';
import { tokenEndpoint } from '../oauth/token-endpoint.ts';
import type { MakeProvider } from '../provider.ts';
import { originOf } from '../state.ts';
import { readArguments, readToken } from './arguments.ts';
import { conversationMethods, findMissingScope } from './conversations.ts';
import { refuse, throttled, unauthorized } from './errors.ts';
import { slackNotices } from './notices.ts';
import { makeSlackDialect } from './oauth.ts';
import { isUserGrant, joinScopes, plainScope } from './scopes.ts';
import { slackUserIdOf } from './workspace.ts';

export const makeSlack: MakeProvider = (state) => {
  const dialect = makeSlackDialect(state);
  /** Ended one by one by auth.revoke, while their grant goes on. */
  const revokedTokens = new Set<string>();

  const api: ApiDialect = {
    provider: 'slack',
    readToken,
    unauthorized: (fault) =>
      'token' in fault && revokedTokens.has(fault.token.value)
        ? refuse('token_revoked')
        : unauthorized(fault),
    // Slack always says how long; a limit of the sandbox's own lasts a second.
    rateLimited: (_, { by, retryAfter }) => throttled(by === 'limit' ? 1 : retryAfter),
    serverError: (status) => answerJson(status, { ok: false, error: 'internal_error' }),
    missingScope: (scopes) => refuse('missing_scope', { needed: plainScope(scopes[0]!) }),
    admit: (_, call, route) =>
      revokedTokens.has(call.token.value) ? refuse('token_revoked') : findMissingScope(call, route),
    headers: (call, route): Record<string, string> => ({
      'x-oauth-scopes': joinScopes(call.grant.scopes),
      ...(route.scopes ? { 'x-accepted-oauth-scopes': plainScope(route.scopes[0]!) } : {}),
    }),
  };

  const testAuth = (call: DataCall) => {
    const { workspace } = call.tenant;
    const isUser = isUserGrant(call.grant);
    const rotates = call.grant.refreshToken !== null;
    return answerJson(200, {
      ok: true,
      url: `${originOf(state, 'slack')}/`,
      team: workspace.name,
      user: isUser ? call.person.name : 'firstlight',
      team_id: workspace.id,
      user_id: isUser ? slackUserIdOf(call.person) : workspace.botUserId,
      ...(isUser ? {} : { bot_id: `B${workspace.botUserId.slice(1)}` }),
      is_enterprise_install: false,
      ...(rotates ? { expires_in: Math.floor((call.token.expiresAt - Date.now()) / 1000) } : {}),
    });
  };

  /** With rotation this ends one token; without it, the authorization. */
  const revokeAuth = (call: DataCall) => {
    if (readArguments(call.request).flag('test', false)) return answerJson(200, { ok: true, revoked: false });
    revokedTokens.add(call.token.value);
    if (call.grant.refreshToken === null) state.grants.end(call.grant, 'refresh_revoked');
    return answerJson(200, { ok: true, revoked: true });
  };

  const methods = [
    { name: 'auth.test', effect: 'read' as const, handle: testAuth },
    { name: 'auth.revoke', effect: 'write' as const, handle: revokeAuth },
    ...conversationMethods,
  ];
  const routes = methods.flatMap(({ name, ...rest }): DataRoute[] =>
    ['GET', 'POST'].map((method) => ({
      ...rest,
      method,
      pattern: new RegExp(`^/api/${name.replaceAll('.', '\\.')}$`),
    })),
  );

  return {
    id: 'slack',
    name: 'Slack',
    // An app with token rotation; `neverExpires` is one without.
    knobs: { accessLifetimeSeconds: 43_200, rotation: 'grace', liveAccessTokens: 2 },
    dialect,
    notices: slackNotices(state),
    listeners: [
      {
        name: 'slack',
        table: {
          routes: [
            ...authorizeEndpoint(state, dialect, 'Slack', /^\/oauth\/v2\/authorize$/),
            tokenEndpoint(state, dialect, /^\/api\/oauth\.v2\.access$/),
            ...routes.map((route) => dataRoute(state, api, route)),
          ],
          notFound: () => refuse('unknown_method'),
        },
      },
    ],
    endpoints() {
      const origin = originOf(state, 'slack');
      return {
        authorizeUrl: `${origin}/oauth/v2/authorize`,
        tokenUrl: `${origin}/api/oauth.v2.access`,
        userinfoUrl: `${origin}/api/auth.test`,
        apiOrigins: [origin],
        noticeSecret: state.clients.of('slack').noticeSecret,
      };
    },
  };
};
