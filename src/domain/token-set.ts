// The secret values of one exchange. Lives in src/vault, src/oauth and between the two; never in a workflow, an event,
// a log or an answer (promise 4).

import type { Secret } from './secret.ts';

export interface TokenSet {
  readonly accessToken: Secret;
  /** Null where the provider gave none, in this answer or before. */
  readonly refreshToken: Secret | null;
}

/** A TokenSet just received, with what the answer said about it. */
export interface ReceivedTokens {
  readonly tokens: TokenSet;
  /** When the request left us: a lifetime counted from here can only be too short. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When the refresh token itself ends, where the answer says so: the only notice of it any provider gives ahead. */
  readonly refreshExpiresAt: number | null;
  /** Null where the answer does not say; the grant's scopes then stand as they were. */
  readonly scopes: readonly string[] | null;
  readonly externalSubject: string | null;
  readonly externalOrganization: string | null;
  /** Where this account's API lives, when the answer says so (Salesforce's instance_url may change at every refresh). */
  readonly apiBaseUrl: string | null;
}
