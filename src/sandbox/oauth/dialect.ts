// How one provider speaks OAuth: the shapes of its tokens, answers and refusals. What must happen is decided once, in
// token-exchange.ts and authorize.ts; a dialect only says it in the provider's words.

import type { Answer } from '../http/answer.ts';
import type { SandboxRequest } from '../http/request.ts';
import type { Knobs } from '../knobs.ts';
import type { Person } from '../world/people.ts';
import type { AccessToken, Grant, RefreshToken } from './grants.ts';

/** Refusals every token endpoint knows. A provider adds rows of its own, for `refuseRefreshAs` and revocations. */
export const commonRefusals = [
  'client_missing',
  'client_unknown',
  'client_secret_wrong',
  'grant_type_unsupported',
  'code_unknown',
  'code_spent',
  'code_expired',
  'redirect_mismatch',
  'verifier_wrong',
  'refresh_missing',
  'refresh_unknown',
  'refresh_spent',
  'refresh_revoked',
  'refresh_expired',
  'user_deactivated',
] as const;
export type CommonRefusal = (typeof commonRefusals)[number];

export interface Issued {
  readonly grant: Grant;
  readonly access: AccessToken;
  readonly wireSeconds: number;
  /** The one to put into the answer, if the provider puts one there. */
  readonly refresh: RefreshToken | null;
  readonly rotated: boolean;
  readonly by: 'authorization_code' | 'refresh_token';
  readonly nonce: string | null;
}

export interface ClientCredentials {
  readonly clientId: string | null;
  readonly clientSecret: string | null;
}

export interface ScopeWish {
  readonly scope: string;
  /** In words a person understands. */
  readonly description: string;
  /** Whether the person may leave this one out. */
  readonly optional: boolean;
}

export interface AuthorizeRules {
  /** Method of a code challenge that comes without one. RFC 7636 section 4.3 says plain; Salesforce knows S256 only. */
  readonly impliedChallengeMethod: 'S256' | 'plain';
  /** What the page asks for. */
  readScopes(query: URLSearchParams): readonly ScopeWish[];
  /** Scopes as the token answer will name them, given what was left in. */
  grantedScopes(
    query: URLSearchParams,
    chosen: readonly string[],
    earlier: readonly Grant[],
  ): readonly string[];
  /** Why this person may not decide, in words for the page; null if they may. */
  whyNot(person: Person): string | null;
  isOffline(query: URLSearchParams, scopes: readonly string[], earlier: readonly Grant[]): boolean;
  /** What the redirect says when the person said no. */
  readonly denial: { readonly error: string; readonly description: string };
}

export interface Dialect {
  readonly provider: string;
  /** Scopes of a grant that is minted without a browser. */
  readonly usualScopes: readonly string[];
  makeAccessToken(grant: Grant): string;
  makeRefreshToken(): string;
  makeCode(): string;
  /** Parameters of a token request, wherever this provider reads them from. */
  readParameters(request: SandboxRequest): URLSearchParams;
  readClient(request: SandboxRequest, parameters: URLSearchParams): ClientCredentials;
  answerTokens(issued: Issued): Record<string, unknown>;
  /** Names of the provider's own rows. */
  readonly ownRefusals: readonly string[];
  refuse(refusal: string, knobs: Knobs): Answer;
  throttled(retryAfter: number | null): Answer;
  /** Whether a person's deactivation takes their grants with it, or the install outlives them. */
  readonly grantsFollowUser: boolean;
  readonly authorize: AuthorizeRules;
}
