// When an account may try again after exchanges that gave nothing, and what its callers are told meanwhile. Delays grow from
// one failure to the next and are spread, so that many accounts that failed together do not come back together.

import type { TokenVersion } from '../src/domain/account.ts';
import { backoffMs } from '../src/domain/exchange.ts';
import { describeLength, MINUTE } from '../src/domain/time.ts';

/** While the operator's problem lasts, an account that nobody tells of its end looks again by itself this often. */
const heldRetryMs = MINUTE;
const longestHeldRetryMs = 15 * MINUTE;

export class AccountPatience {
  /** Failed tries in a row, and when the next may be made. */
  failures: number;
  notBefore: number;
  reason = 'no exchange has been tried yet';
  /** Goes up when an exchange has come to an end that leaves callers without a newer token. */
  fruitless = 0;

  constructor(carried: { readonly failures: number; readonly notBefore: number } | undefined) {
    this.failures = carried?.failures ?? 0;
    this.notBefore = carried?.notBefore ?? 0;
  }

  backOff({ issuedAt, expiresAt }: TokenVersion, reason: string, retryAfterMs: number | null): void {
    const lifetimeMs = Math.max(1, expiresAt - issuedAt);
    // The first failure is tried again at once: most are over by then. From the second on, patience grows.
    const growingMs = this.failures === 0 ? 0 : backoffMs(this.failures - 1, lifetimeMs, Math.random());
    const delayMs = Math.max(retryAfterMs ?? 0, growingMs);
    this.#wait(delayMs, reason);
    if (delayMs > 0) this.fruitless += 1;
  }

  hold(reason: string): void {
    const growingMs = Math.min(longestHeldRetryMs, heldRetryMs * 2 ** Math.min(this.failures, 10));
    this.#wait(growingMs * (0.75 + Math.random() / 2), reason);
  }

  forget(): void {
    this.failures = 0;
    this.notBefore = 0;
  }

  #wait(delayMs: number, reason: string): void {
    this.failures += 1;
    this.notBefore = Date.now() + delayMs;
    this.reason = `${reason} (next try in ${describeLength(delayMs)})`;
  }
}
