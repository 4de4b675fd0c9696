// Slack's OAuth. Read 2026-11-24: https://docs.slack.dev/authentication/installing-with-oauth, oauth.v2.access, "Using token
// rotation". One consent may bring a bot's and a user's pair of tokens, each renewed for itself; a renewed one stands at
// the top level whichever it is. Scopes are comma separated. PKCE is off: switching it on makes the app a public client.

import { Buffer } from 'node:buffer';
import type { SandboxRequest } from '../http/request.ts';
import type { ClientCredentials, Dialect, Issued, ScopeWish } from '../oauth/dialect.ts';
import { issueFirst, openGrant } from '../oauth/issue.ts';
import { randomText } from '../oauth/token-text.ts';
import type { SandboxState } from '../state.ts';
import { readArguments } from './arguments.ts';
import { refuseToken, slackRefusals, throttled } from './errors.ts';
import { asUserScope, isUserGrant, isUserScope, joinScopes } from './scopes.ts';
import { slackUserIdOf } from './workspace.ts';

const descriptions: Record<string, string> = {
  'channels:read': 'View basic information about public channels',
  'channels:history': 'View messages in public channels that the app is in',
  'chat:write': 'Send messages',
  'chat:write.public': "Send messages to channels the app isn't a member of",
};

export function makeSlackDialect(state: SandboxState): Dialect {
  const dialect: Dialect = {
    provider: 'slack',
    usualScopes: ['channels:read', 'channels:history', 'chat:write'],
    makeAccessToken(grant) {
      const kind = isUserGrant(grant) ? 'xoxp' : 'xoxb';
      const { neverExpires } = state.knobs.resolve({ provider: 'slack', user: grant.user, grant: grant.id });
      return neverExpires ? `${kind}-sbxat${randomText(40)}` : `xoxe.${kind}-1-sbxat${randomText(90)}`;
    },
    makeRefreshToken: () => `xoxe-1-sbxrt${randomText(80)}`,
    makeCode: () => `4711.0815.sbxac${randomText(32)}`,
    readParameters: (request) => parametersOf(request),
    readClient,
    answerTokens: (issued) => answerTokens(state, dialect, issued),
    ownRefusals: slackRefusals,
    refuse: refuseToken,
    throttled,
    grantsFollowUser: true,
    authorize: {
      impliedChallengeMethod: 'plain',
      readScopes: (query) => [
        ...listOf(query.get('scope')).map((scope) => wish(scope, scope, 'The app')),
        ...listOf(query.get('user_scope')).map((scope) => wish(asUserScope(scope), scope, 'On your behalf')),
      ],
      grantedScopes: (_, chosen) => chosen,
      whyNot: () => null,
      isOffline: () => true,
      denial: { error: 'access_denied', description: 'The user denied the request' },
    },
  };
  return dialect;
}

const listOf = (text: string | null): string[] => text?.split(',').filter(Boolean) ?? [];
const wish = (scope: string, plain: string, who: string): ScopeWish => ({
  scope,
  description: `${who}: ${descriptions[plain] ?? 'Use this permission'}`,
  optional: false,
});

/** A form or JSON; a token request without a grant type trades a code. */
function parametersOf(request: SandboxRequest): URLSearchParams {
  const given = readArguments(request);
  const names = ['grant_type', 'code', 'redirect_uri', 'code_verifier', 'refresh_token'];
  const parameters = new URLSearchParams({ grant_type: 'authorization_code' });
  for (const name of [...names, 'client_id', 'client_secret']) {
    const value = given.text(name);
    if (value !== null) parameters.set(name, value);
  }
  return parameters;
}

/** HTTP Basic, which Slack prefers, or among the parameters. */
function readClient(request: SandboxRequest, parameters: URLSearchParams): ClientCredentials {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) {
    return { clientId: parameters.get('client_id'), clientSecret: parameters.get('client_secret') };
  }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  // RFC 6749 section 2.3.1: both halves are form-encoded first.
  return { clientId: decodeURIComponent(id), clientSecret: decodeURIComponent(secret) };
}

function answerTokens(state: SandboxState, dialect: Dialect, issued: Issued): Record<string, unknown> {
  const { workspace } = state.world.findTenant(issued.grant.tenant)!;
  const person = slackUserIdOf(state.world.findPerson(issued.grant.user)!);
  const install = {
    app_id: workspace.appId,
    team: { id: workspace.id, name: workspace.name },
    enterprise: null,
    is_enterprise_install: false,
  };
  const bot = { ...install, bot_user_id: workspace.botUserId };
  if (issued.by === 'refresh_token') {
    return isUserGrant(issued.grant)
      ? { ok: true, ...pairOf(issued), ...install, authed_user: { id: person } }
      : { ok: true, ...pairOf(issued), ...bot };
  }
  if (isUserGrant(issued.grant)) {
    return { ok: true, ...install, authed_user: { id: person, ...pairOf(issued) } };
  }
  const user = splitOffUser(state, dialect, issued);
  return { ok: true, ...pairOf(issued), ...bot, authed_user: { id: person, ...(user && pairOf(user)) } };
}

/** The consent covers both kinds of scopes: the person's own become a grant of their own. */
function splitOffUser(state: SandboxState, dialect: Dialect, issued: Issued): Issued | null {
  const { grant } = issued;
  const scopes = grant.scopes.filter(isUserScope);
  if (scopes.length === 0) return null;
  state.grants.setScopes(
    grant,
    grant.scopes.filter((scope) => !isUserScope(scope)),
  );
  const own = openGrant(state, dialect, { user: grant.user, scopes, offline: true });
  return issueFirst(state, dialect, own, null);
}

/** Without rotation there is neither an end nor a refresh token. */
function pairOf({ grant, access, wireSeconds, refresh }: Issued): Record<string, unknown> {
  return {
    access_token: access.value,
    token_type: isUserGrant(grant) ? 'user' : 'bot',
    scope: joinScopes(grant.scopes),
    ...(refresh === null ? {} : { expires_in: wireSeconds, refresh_token: refresh.value }),
  };
}
