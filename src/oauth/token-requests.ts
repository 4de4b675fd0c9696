// The two trades of RFC 6749 this product makes: a refresh token (section 6) and an authorization code (section 4.1.3).
// Each has one outcome type; no error here ever carries what was sent.

import * as oauth from 'oauth4webapi';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Secret } from '../domain/secret.ts';
import { Secret as SecretValue } from '../domain/secret.ts';
import type { ReceivedTokens, TokenSet } from '../domain/token-set.ts';
import type { TokenAnswerExtras } from '../providers/define-provider.ts';
import type { Provider } from '../providers/registry.ts';
import { diagnoseRefusal } from './diagnose-refusal.ts';
import { tidyTokenAnswer } from './token-answer.ts';
import {
  type CallOptions,
  callTokenEndpoint,
  type PostForm,
  type TokenEndpointAnswer,
} from './token-endpoint.ts';

/** What the answer says before its lifetime is settled: `lifetimeMs` is null where it did not say. */
export interface GrantedTokens extends Omit<ReceivedTokens, 'expiresAt'> {
  readonly lifetimeMs: number | null;
}

export type TokenOutcome =
  | { readonly kind: 'granted'; readonly granted: GrantedTokens }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis }
  /** Refused this account for now by what passes by itself: nothing was spent, and nobody need act. */
  | { readonly kind: 'postponed'; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'unsent'; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'lost'; readonly reason: string };

export async function requestRefresh(
  provider: Provider,
  refreshToken: Secret,
  options: CallOptions = {},
): Promise<TokenOutcome> {
  const issuedAt = Date.now();
  const answer = await callTokenEndpoint(
    (post) =>
      oauth.refreshTokenGrantRequest(
        serverOf(provider),
        clientOf(provider),
        clientAuthOf(provider),
        refreshToken.reveal(),
        requestOptions(post, provider.tokenUrl),
      ),
    options,
  );
  return readOutcome(provider, answer, issuedAt, [refreshToken], refreshToken, async (response) =>
    oauth.processRefreshTokenResponse(serverOf(provider), clientOf(provider), response),
  );
}

export async function requestTokensForCode(
  provider: Provider,
  callback: {
    readonly parameters: URLSearchParams;
    readonly redirectUri: string;
    readonly verifier: Secret | null;
  },
): Promise<TokenOutcome> {
  const issuedAt = Date.now();
  const code = new SecretValue(callback.parameters.get('code') ?? '');
  const answer = await callTokenEndpoint((post) =>
    oauth.authorizationCodeGrantRequest(
      serverOf(provider),
      clientOf(provider),
      clientAuthOf(provider),
      callback.parameters,
      callback.redirectUri,
      callback.verifier?.reveal() ?? oauth.nopkce,
      requestOptions(post, provider.tokenUrl),
    ),
  );
  return readOutcome(provider, answer, issuedAt, [code], null, async (response) =>
    oauth.processAuthorizationCodeResponse(serverOf(provider), clientOf(provider), response),
  );
}

async function readOutcome(
  provider: Provider,
  answer: TokenEndpointAnswer,
  issuedAt: number,
  sent: readonly Secret[],
  refreshTokenSent: Secret | null,
  process: (response: Response) => Promise<oauth.TokenEndpointResponse>,
): Promise<TokenOutcome> {
  if (answer.kind === 'unsent') return { ...answer, retryAfterMs: null };
  if (answer.kind === 'lost') return answer;
  if (answer.status === 429) {
    return { kind: 'unsent', reason: 'the token endpoint answered 429', retryAfterMs: answer.retryAfterMs };
  }
  const refusal = diagnoseRefusal(provider, answer, [...sent, ...credentialsOf(provider)]);
  if (refusal) {
    const { diagnosis, passesInMs } = refusal;
    const { error } = diagnosis.facts;
    if (provider.uncertainErrors?.includes(String(error))) {
      return { kind: 'lost', reason: `the token endpoint answered ${error}` };
    }
    return diagnosis.actor === 'nobody'
      ? { kind: 'postponed', reason: diagnosis.summary, retryAfterMs: answer.retryAfterMs ?? passesInMs }
      : { kind: 'refused', diagnosis };
  }

  try {
    const body = provider.toStandardAnswer?.(answer.body) ?? answer.body;
    const tokens = await process(
      new Response(JSON.stringify(tidyTokenAnswer(body)), {
        status: answer.status,
        headers: { 'content-type': 'application/json' },
      }),
    );
    const extras: TokenAnswerExtras = provider.readTokenAnswer?.(body) ?? {};
    return {
      kind: 'granted',
      granted: {
        tokens: tokenSetOf(tokens, refreshTokenSent),
        issuedAt,
        lifetimeMs: tokens.expires_in === undefined ? null : tokens.expires_in * 1000,
        refreshExpiresAt:
          extras.refreshLifetimeSeconds === undefined
            ? null
            : Math.round(issuedAt + extras.refreshLifetimeSeconds * 1000),
        scopes: extras.scopes ?? tokens.scope?.split(/[ ,]+/).filter(Boolean) ?? null,
        externalSubject: extras.externalSubject ?? null,
        externalOrganization: extras.externalOrganization ?? null,
        apiBaseUrl: extras.apiBaseUrl ?? null,
      },
    };
  } catch (error) {
    // Granted in a form we cannot read: what was sent is spent all the same.
    return { kind: 'lost', reason: `unreadable token answer (${(error as Error).name})` };
  }
}

/** An answer without a refresh token leaves the old one in force (RFC 6749 section 6); forgetting it would kill the grant. */
function tokenSetOf(tokens: oauth.TokenEndpointResponse, refreshTokenSent: Secret | null): TokenSet {
  return {
    accessToken: new SecretValue(tokens.access_token),
    refreshToken: tokens.refresh_token ? new SecretValue(tokens.refresh_token) : refreshTokenSent,
  };
}

export const serverOf = (provider: Provider): oauth.AuthorizationServer => ({
  issuer: new URL(provider.authorizeUrl).origin,
  authorization_endpoint: provider.authorizeUrl,
  token_endpoint: provider.tokenUrl,
  introspection_endpoint: provider.introspectUrl,
  userinfo_endpoint: provider.userinfoUrl,
  revocation_endpoint: provider.revokeUrl,
});

export const clientOf = (provider: Provider): oauth.Client => ({ client_id: provider.client.clientId });

export function clientAuthOf(provider: Provider): oauth.ClientAuth {
  const secret = provider.client.clientSecret.reveal();
  return provider.clientAuth === 'basic' ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}

/** RFC 6749 section 2.3.1 and appendix B, as oauth4webapi writes it: all but letters and digits is escaped. */
const encodeForBasic = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll(/[-_.!~*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

/** What of our client goes over the wire, in the forms it takes there. */
function credentialsOf(provider: Provider): SecretValue[] {
  const { clientId, clientSecret } = provider.client;
  const pair = [clientId, clientSecret.reveal()].map(encodeForBasic).join(':');
  return [clientSecret, new SecretValue(Buffer.from(pair).toString('base64'))];
}

/** Plain http is for loopback only; the provider file's parser has seen to that. */
export function requestOptions(post: PostForm, url: string): oauth.TokenEndpointRequestOptions {
  return {
    [oauth.customFetch]: (target: string, init: unknown) => post(target, init as RequestInit),
    [oauth.allowInsecureRequests]: new URL(url).protocol === 'http:',
  };
}
