// What a provider is: properties, so that no other file ever asks which provider it has before it.
// A new quirk becomes a property here with a default; adding a provider is one file and one line in index.ts.

import type { RefreshTokenHabit } from '../domain/account.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { LimitSharer, RequestLimit } from '../domain/request-limit.ts';
import type { NoticeJournal, NoticeSource } from './notices.ts';

/** How a refusal of the token endpoint is to be read: the row that matches first counts. */
export interface RefusalRow {
  /** The OAuth `error` (or the provider's own code), exactly. */
  readonly error: string;
  /** Must be found in the description where one code covers several causes. */
  readonly description?: RegExp;
  readonly diagnosis: Pick<Diagnosis, 'cause' | 'actor' | 'confidence' | 'summary'>;
  /** Where `nobody` must act: how long it takes to pass, unless the answer says so itself. */
  readonly passesInSeconds?: number;
}

/** A refusal as it came over the wire, scrubbed of everything we had sent. */
export interface RefusalOnTheWire {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

/** Facts of a token answer beyond RFC 6749, read from the parsed body. */
export interface TokenAnswerExtras {
  readonly scopes?: readonly string[];
  readonly externalSubject?: string;
  readonly externalOrganization?: string;
  readonly apiBaseUrl?: string;
  /** What is left of the refresh token's own life, where it has one. */
  readonly refreshLifetimeSeconds?: number;
}

/** An answer of the API, as far as it may speak of a limit. */
export interface LimitAnswer {
  readonly status: number;
  /** Parsed JSON of a short body; null of any other. */
  readonly body: unknown;
  readonly path: string;
}

/** A limit that the provider says is used up. */
export interface ReachedLimit {
  /** Id of a declared limit, or another name for one that is only learned of. */
  readonly name: string;
  readonly sharedBy: LimitSharer;
  /** Where the answer has no Retry-After: how long it lasts. Absent: it is found out, waiting twice as long each time. */
  readonly lastsMs?: number;
  /** Which requests are concerned, where it is no declared limit, which says so itself. */
  readonly methods?: readonly string[];
  readonly paths?: readonly string[];
}

export interface ProviderDefinition {
  readonly id: string;
  /** As people know it: stands on the button "Continue to …". */
  readonly name: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl?: string;
  /**
   * What must stay the same when a grant is renewed: the person who gave it (the default), or the customer's organization,
   * where a grant is the app's installation there and any of its administrators may renew it.
   */
  readonly identityIs?: 'subject' | 'organization';
  /** What one revocation ends: all grants this app has of the person (the default), or of the whole organization. */
  readonly revocationReach?: 'subject' | 'organization';
  /** Where `lifetime` is `introspection`: RFC 7662. */
  readonly introspectUrl?: string;
  /** Whom a grant belongs to, where the token answer does not say. Without one, introspection is asked. */
  readonly userinfoUrl?: string;
  /** Claim of the userinfo answer that names the person for good. Default `sub`. */
  readonly subjectClaim?: string;
  /** Claim of the userinfo answer that names the customer's organization. Default `hd`, as Google has it. */
  readonly organizationClaim?: string;
  /** The token is sent to these and nowhere else. `*` stands for one or more labels: `https://*.my.salesforce.com`. */
  readonly apiOrigins: readonly string[];
  readonly scopes: readonly string[];
  /** Scopes that the provider answers under another name than they are asked for by: asked → answered. */
  readonly scopeAliases?: Readonly<Record<string, string>>;
  /** Between scopes in the authorize address. Default a space, as RFC 6749 section 3.3 has it. */
  readonly scopeSeparator?: string;
  readonly clientAuth: 'basic' | 'body';
  readonly pkce: boolean;
  readonly refreshTokens: RefreshTokenHabit;
  /** `expires_in` (RFC 6749 section 5.1), or asked of `introspectUrl` after an exchange whose answer did not state it. */
  readonly lifetime: 'expires_in' | 'introspection';
  /** Used where neither the answer nor introspection says. */
  readonly accessTokenLifetimeSeconds: number;
  /**
   * Where a grant may come without a refresh token and is whole all the same: so long its access token lives. Absent: a
   * grant without one cannot last.
   */
  readonly lifeWithoutRefreshTokenSeconds?: number;
  /** A grant not used for so long lapses; null where none is documented. */
  readonly grantIdleLimitDays: number | null;
  /** A grant ends so long after the consent however often it is used; absent where none is documented. */
  readonly grantLifetimeDays?: number;
  /** A grant to an app in test mode ends so long after the consent. */
  readonly testGrantDays?: number;
  /** So many grants to the app one person has alive; one more ends the oldest without a word. */
  readonly liveGrantLimit?: number;
  /** The most exchanges a second the app sends, all accounts and workers together. Default `usualExchangesPerSecond`. */
  readonly exchangesPerSecond?: number;
  /** The most accounts a second that a preflight asks about, all tenants and workers together. Default `usualProbesPerSecond`. */
  readonly probesPerSecond?: number;
  /** The same of accounts that can only be asked about by a call of the API (`probePath`), where that costs its quota. */
  readonly apiProbesPerSecond?: number;
  /** What its API allows, held to before a request is sent (docs/rate-limits.md). Absent: what it says at the time. */
  readonly requestLimits?: readonly RequestLimit[];
  /**
   * Which limit an answer says is used up; null: none. Absent: a 429 is about the narrowest limit the request falls under, and
   * where none is declared about the account.
   */
  readonly readReachedLimit?: (answer: LimitAnswer) => ReachedLimit | null;
  readonly authorizeParams?: Readonly<Record<string, string>>;
  /** The successful answer in the form of RFC 6749 section 5.1, for a provider that has another. */
  readonly toStandardAnswer?: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Reads the answer as it is once it has that form. */
  readonly readTokenAnswer?: (body: Readonly<Record<string, unknown>>) => TokenAnswerExtras;
  /** Reads an error the provider puts elsewhere than RFC 6749 section 5.2 says; null where the body holds none. */
  readonly readRefusal?: (
    status: number,
    body: Readonly<Record<string, unknown>>,
  ) => Pick<RefusalOnTheWire, 'error' | 'description'> | null;
  /** Errors of the token endpoint after which the exchange may have been carried out all the same. */
  readonly uncertainErrors?: readonly string[];
  /** Whether a data call's answer refuses its token, for a provider that says so otherwise than by 401. */
  readonly isTokenRefused?: (status: number, body: Readonly<Record<string, unknown>>) => boolean;
  readonly refusals: readonly RefusalRow[];
  /** The cheapest request that proves the token works, where one is known: path on the account's API base. */
  readonly probePath?: string;
  /** Notices it sends to `/hints/<id>`; docs/hints.md. */
  readonly notices?: NoticeSource;
  /** Where security event tokens are signed: the JSON Web Key Set (RFC 7517) to check them with. */
  readonly noticeKeysUrl?: string;
  /** Notices it keeps for us to read; read where FIRSTLIGHT_READ_JOURNALS names the provider. */
  readonly journal?: NoticeJournal;
  readonly journalUrl?: string;
}

/** 20,000 accounts of 30-minute tokens need 17 a second; no provider here documents a limit of its token endpoint. */
export const usualExchangesPerSecond = 25;

/** 10,000 accounts of one app in under nine minutes. */
export const usualProbesPerSecond = 20;

export function defineProvider(provider: ProviderDefinition): ProviderDefinition {
  return provider;
}
