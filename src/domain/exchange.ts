// One attempt to trade a refresh token, and what follows from each way it can end.
// The rule most easily got wrong stands here alone: what to do when the answer was lost (design section 3, Habits).

import type { RefreshTokenHabit, TokenVersion } from './account.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { RefreshSchedule } from './refresh-schedule.ts';
import { MINUTE } from './time.ts';

/** `probe`: the old refresh token of an uncertain rotation, presented on purpose when nothing is left to lose. */
export type ExchangeKind = 'refresh' | 'probe';

/** How far the journal says an exchange came. `tombstone`: never begun, and now it never can. */
export type ExchangeStatus = 'started' | 'settled' | 'refused' | 'unsent' | 'unknown' | 'tombstone';

/** What the account workflow learns of an exchange, from the exchange itself or from the journal afterwards. */
export type ExchangeResult =
  /** A newer TokenVersion is in the vault, from this exchange or from one that came before it. */
  | { readonly kind: 'settled'; readonly token: TokenVersion; readonly schedule: RefreshSchedule }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis }
  /** The provider app has a problem that is the operator's: nothing is sent for any of its accounts until it is over. */
  | { readonly kind: 'held'; readonly diagnosis: Diagnosis }
  /** Nothing was spent: not sent at all, or turned away unread (429). */
  | { readonly kind: 'unsent'; readonly reason: string; readonly retryAfterMs: number | null }
  /** Sent, and nobody can say what became of it. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type LostAnswerAction = 'exchange_again' | 'wait_then_probe';

/** After an answer was lost: repeat it where the provider lets a token be presented twice, otherwise touch nothing yet. */
export function afterLostAnswer(habit: RefreshTokenHabit): LostAnswerAction {
  switch (habit) {
    case 'reusable':
    case 'previous-still-valid':
    case 'none':
      return 'exchange_again';
    case 'single-use':
      return 'wait_then_probe';
  }
}

/** Beyond this a longer life is no reason for longer patience: callers may be waiting for a token that was refused. */
const longestScaleMs = 30 * MINUTE;

/**
 * Delay before try `failures + 1`: doubles from a twentieth of the life, spread by ±50 %, and is never beyond a fifth of it.
 * The longest is spread downwards only: when the provider is back after an hour, whoever waits longest decides when the
 * last account is, and a tail of late ones would leave the pace unused (bench/simulate-outage.ts).
 * `random` is in [0, 1); the life is the token's nominal one, so the rule works for two seconds and for a day.
 */
export function backoffMs(failures: number, lifetimeMs: number, random: number): number {
  const scaleMs = Math.min(lifetimeMs, longestScaleMs);
  const longestMs = Math.max(1_000, scaleMs / 5);
  const growingMs = Math.max(250, scaleMs / 20) * 2 ** Math.min(failures, 10);
  return Math.round(Math.min(growingMs * (0.5 + random), longestMs * (0.5 + random / 2)));
}
