// Google's OAuth. Read 2026-11-24: OAuth 2.0 for web server applications; granular permissions. A refresh token comes only
// with access_type=offline, and only at the first consent unless prompt=consent. Scopes can be left out one by one. A
// refresh answers without a refresh token and the old one goes on. The short names email and profile come back long.

import { readForm } from '../http/request.ts';
import type { Dialect, Issued } from '../oauth/dialect.ts';
import type { Grant } from '../oauth/grants.ts';
import { randomText } from '../oauth/token-text.ts';
import { originOf, type SandboxState } from '../state.ts';
import type { Person } from '../world/people.ts';
import { googleRefusals, refuseToken, throttled } from './errors.ts';
import type { IdTokenSigner } from './id-token.ts';

const AUTH = 'https://www.googleapis.com/auth';
const longNames: Record<string, string> = {
  email: `${AUTH}/userinfo.email`,
  profile: `${AUTH}/userinfo.profile`,
};
/** Sign-in scopes have no checkbox of their own. */
const signInScopes = new Set(['openid', ...Object.values(longNames)]);
const descriptions: Record<string, string> = {
  openid: 'Associate you with your personal info on Google',
  [`${AUTH}/userinfo.email`]: 'See your primary Google Account email address',
  [`${AUTH}/userinfo.profile`]: 'See your personal info',
  [`${AUTH}/spreadsheets`]: 'See, edit, create, and delete all your Google Sheets spreadsheets',
  [`${AUTH}/spreadsheets.readonly`]: 'See all your Google Sheets spreadsheets',
  [`${AUTH}/drive.file`]: 'See, edit, create, and delete only the files you use with this app',
};

export const subjectOf = (person: Person): string => `1${String(person.serial).padStart(20, '0')}`;

export function makeGoogleDialect(state: SandboxState, signer: IdTokenSigner): Dialect {
  return {
    provider: 'google',
    usualScopes: ['openid', `${AUTH}/userinfo.email`, `${AUTH}/spreadsheets`],
    makeAccessToken: () => `ya29.a0sbxat${randomText(120)}`,
    makeRefreshToken: () => `1//0sbxrt${randomText(70)}`,
    makeCode: () => `4/0sbxac${randomText(45)}`,
    readParameters: (request) => readForm(request),
    readClient: (_, parameters) => ({
      clientId: parameters.get('client_id'),
      clientSecret: parameters.get('client_secret'),
    }),
    answerTokens: (issued) => answerTokens(state, signer, issued),
    ownRefusals: googleRefusals,
    refuse: refuseToken,
    throttled,
    grantsFollowUser: true,
    authorize: {
      impliedChallengeMethod: 'plain',
      readScopes: (query) =>
        scopesOf(query.get('scope')).map((scope) => ({
          scope,
          description: descriptions[scope] ?? 'Use this permission',
          optional: !signInScopes.has(scope),
        })),
      grantedScopes(query, chosen, earlier) {
        if (query.get('include_granted_scopes') !== 'true') return chosen;
        // Earlier scopes come along, but not one that was asked for now and left out.
        const asked = new Set(scopesOf(query.get('scope')));
        const before = earlier.flatMap(({ scopes }) => scopes).filter((scope) => !asked.has(scope));
        return [...new Set([...chosen, ...before])];
      },
      whyNot: () => null,
      isOffline: (query, _, earlier) =>
        query.get('access_type') === 'offline' &&
        (query.get('prompt')?.split(' ').includes('consent') || !earlier.some(hasRefreshToken)),
      denial: { error: 'access_denied', description: 'The user denied the request' },
    },
  };
}

const hasRefreshToken = (grant: Grant): boolean => grant.refreshToken !== null;

const scopesOf = (text: string | null): string[] =>
  (text ?? '')
    .split(/[ +]/)
    .filter(Boolean)
    .map((scope) => longNames[scope] ?? scope);

function answerTokens(state: SandboxState, signer: IdTokenSigner, issued: Issued): Record<string, unknown> {
  const { grant, access, wireSeconds, refresh, rotated, by } = issued;
  const withRefresh = refresh !== null && (by === 'authorization_code' || rotated);
  const isOpenId = grant.scopes.includes('openid');
  return {
    access_token: access.value,
    expires_in: wireSeconds,
    ...(withRefresh ? { refresh_token: refresh.value } : {}),
    scope: grant.scopes.join(' '),
    token_type: 'Bearer',
    ...(isOpenId ? { id_token: signer.sign(idClaims(state, issued)) } : {}),
    ...(withRefresh && grant.refreshExpiresAt !== null
      ? { refresh_token_expires_in: Math.max(1, Math.floor((grant.refreshExpiresAt - Date.now()) / 1000)) }
      : {}),
  };
}

function idClaims(state: SandboxState, { grant, access, nonce }: Issued): Record<string, unknown> {
  const person = state.world.findPerson(grant.user)!;
  return {
    iss: originOf(state, 'google'),
    azp: grant.clientId,
    aud: grant.clientId,
    ...identityClaims(grant, person),
    ...(nonce === null ? {} : { nonce }),
    iat: Math.floor(access.issuedAt / 1000),
    // An hour, whatever the pace: the id_token says who signed in, it opens nothing.
    exp: Math.floor(access.issuedAt / 1000) + 3600,
  };
}

export function identityClaims(grant: Grant, person: Person): Record<string, unknown> {
  return {
    sub: subjectOf(person),
    ...(grant.scopes.includes(longNames.email!) ? { email: person.user, email_verified: true } : {}),
    ...(grant.scopes.includes(longNames.profile!) ? { name: person.name } : {}),
    hd: `${grant.tenant}.example`,
  };
}
