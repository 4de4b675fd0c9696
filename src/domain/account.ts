// A connected account as the rest of the system may see it: states and facts, never a token.

import type { Diagnosis } from './diagnosis.ts';
import type { AccountRef, GrantId } from './ids.ts';
import type { RefreshSchedule } from './refresh-schedule.ts';

/**
 * `held`: the problem is the operator's (or the provider's), the grant may be fine, nobody is written to.
 * `reauth_required`: the grant is dead and a person must consent again.
 */
export type AccountState = 'active' | 'held' | 'reauth_required' | 'disconnected';

/**
 * How a provider treats refresh tokens; decides what may be done after an answer was lost (design section 3, Habits).
 * `reusable`: the same one may be sent again. `previous-still-valid`: the spent one works for a grace.
 * `single-use`: a second presentation may revoke the whole grant. `none`: there are no refresh tokens.
 */
export type RefreshTokenHabit = 'reusable' | 'previous-still-valid' | 'single-use' | 'none';

/** The number and facts of a TokenSet, safe to show anywhere. */
export interface TokenVersion {
  readonly version: number;
  readonly grant: GrantId;
  /** When we asked for it; the provider issued it a little later, so a lifetime counted from here errs on the safe side. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly scopes: readonly string[];
}

/** What the account workflow keeps in its own state; loaded once, then carried by its activities' results. */
export interface AccountSnapshot {
  readonly ref: AccountRef;
  readonly provider: string;
  readonly label: string;
  readonly state: AccountState;
  /** Goes up at every change of `state`. Watchers wait for a higher one, never for an edge. */
  readonly seq: number;
  readonly habit: RefreshTokenHabit;
  readonly token: TokenVersion;
  readonly schedule: RefreshSchedule;
  /** A single-use refresh token was sent and its answer lost: it may be spent (design section 3, Habits). */
  readonly isRotationUncertain: boolean;
  readonly diagnosis: Diagnosis | null;
  /** While `reauth_required`: the person asked said no. Absent: nobody did. */
  readonly isDeclined?: boolean;
  /** Number of the last event this account published, so that a restarted workflow goes on counting. */
  readonly lastDecision: number;
}

/** What a watcher is told, by the answer to `watch` and by the signal `accountChanged`. */
export interface AccountChange {
  readonly ref: AccountRef;
  readonly state: AccountState;
  readonly seq: number;
  /** While `reauth_required`: the person asked said no, so that nobody need wait. Absent: nobody did. */
  readonly isDeclined?: boolean;
}

/** What a probe of a grant found. `looks_dead`: the provider calls it inactive. `unanswered`: nothing was learned. */
export type GrantCheck = 'holds' | 'looks_dead' | 'unanswered';
