// What a forecast is made of: facts of an account, the window it is needed in, and a reason to worry.

import type { AccountState, GrantCheck, RefreshTokenHabit } from './account.ts';
import type { Actor, Diagnosis } from './diagnosis.ts';

/** `at_risk`: it may end, or nobody can say. `will_not_survive`: as things stand it cannot do what it is needed for. */
export type ForecastVerdict = 'good' | 'at_risk' | 'will_not_survive';

export type ForecastCode =
  | 'not_connected'
  | 'disconnected'
  | 'reauth_required'
  | 'held'
  | 'app_not_configured'
  | 'grant_ends'
  | 'grant_age_limit'
  | 'test_grant_ends'
  | 'no_refresh_token'
  | 'idle_limit'
  | 'rotation_uncertain'
  | 'next_approval_evicts'
  | 'scope_missing'
  | 'scope_not_granted'
  | 'not_proven'
  | 'not_refreshed';

/** When the account is needed. */
export interface ForecastWindow {
  readonly from: number;
  readonly until: number;
}

export interface ForecastReason {
  readonly code: ForecastCode;
  readonly verdict: Exclude<ForecastVerdict, 'good'>;
  readonly actor: Actor;
  /** Null where nobody can do anything about it. */
  readonly actByAt: number | null;
  readonly summary: string;
  readonly facts: Diagnosis['facts'];
}

export interface Forecast {
  readonly verdict: ForecastVerdict;
  /** The worst first; none for a good one. */
  readonly reasons: readonly ForecastReason[];
}

/** What the provider does to grants by their age and number; null where it documents no such thing. */
export interface GrantLimits {
  readonly grantIdleLimitDays: number | null;
  /** However often it is refreshed, counted from the consent. */
  readonly grantLifetimeDays: number | null;
  readonly testGrantDays: number | null;
  /** So many grants one person has alive for this app. */
  readonly liveGrantLimit: number | null;
}

export interface ForecastFacts {
  /** As people know it. */
  readonly provider: string;
  readonly state: AccountState;
  readonly diagnosis: Diagnosis | null;
  readonly habit: RefreshTokenHabit;
  /** Null: this installation has no client at the provider, so nothing can be refreshed. */
  readonly limits: GrantLimits | null;
  readonly consentedAt: number;
  /** When the provider last honored the grant: the version in force was issued then. */
  readonly lastSuccessAt: number;
  /** Of the access token in force. */
  readonly accessEndsAt: number;
  /** By the provider's own word (Google's `refresh_token_expires_in`); null where it gave none. */
  readonly grantEndsAt: number | null;
  /** From here on an uncertain rotation is put to the test. */
  readonly urgentFrom: number;
  readonly keepAlivePeriodMs: number;
  readonly isRotationUncertain: boolean;
  /** Some grant of the same app has outlived the days of a test grant: the app is not in test mode. */
  readonly isTestModeRuledOut: boolean;
  /** Grants the same person gave this app later and that are alive as far as is known. */
  readonly newerGrants: number;
  /** Renewals the same person is about to be asked for: each is one more approval. */
  readonly renewalsAhead: number;
  /** As the provider answers them. */
  readonly scopes: {
    readonly requested: readonly string[];
    readonly granted: readonly string[];
    /** By the tools of the run; null where no run is in view. */
    readonly needed: readonly string[] | null;
  };
  /** Null: not asked just now. */
  readonly probe: GrantCheck | null;
}

export type Foresight = (facts: ForecastFacts, window: ForecastWindow, now: number) => ForecastReason | null;

/** Scopes the tools need and the grant does not cover. */
export const missingScopes = ({ scopes }: Pick<ForecastFacts, 'scopes'>): string[] =>
  (scopes.needed ?? []).filter((scope) => !scopes.granted.includes(scope));
