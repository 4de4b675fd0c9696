// The callers that wait for a newer token, and what they are answered: a fresh one, the state of an account that cannot give
// one, or when to come again. Within one exchange, and never waiting for a person.

import { condition } from '@temporalio/workflow';
import type { FreshAnswer } from '../src/domain/fresh-tokens.ts';
import type { AccountPatience } from './account-patience.ts';
import type { AccountRecord } from './account-record.ts';
import type { EnsureFreshWish } from './messages.ts';

export class AccountCallers {
  readonly #record: AccountRecord;
  readonly #patience: AccountPatience;
  readonly #waiting = new Set<EnsureFreshWish>();

  constructor(record: AccountRecord, patience: AccountPatience) {
    this.#record = record;
    this.#patience = patience;
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** By what they wish, not by their number: a caller whose wish has just come true is still on its way out. */
  get isAnyUnserved(): boolean {
    return [...this.#waiting].some((wish) => this.#isUnserved(wish));
  }

  async answer(
    wish: EnsureFreshWish,
    exchange: { readonly isBusy: () => boolean; readonly isWanted: (isUnserved: boolean) => void },
  ): Promise<FreshAnswer> {
    const fruitlessBefore = this.#patience.fruitless;
    this.#waiting.add(wish);
    exchange.isWanted(this.#isUnserved(wish));
    try {
      await condition(
        () =>
          !this.#isUnserved(wish) ||
          this.#record.snapshot.state !== 'active' ||
          this.#patience.fruitless > fruitlessBefore ||
          (!exchange.isBusy() && Date.now() < this.#patience.notBefore),
      );
    } finally {
      this.#waiting.delete(wish);
    }
    const { state, seq, token } = this.#record.snapshot;
    if (state !== 'active') return { kind: state, seq };
    if (!this.#isUnserved(wish)) return { kind: 'fresh', version: token.version };
    return {
      kind: 'not_yet',
      reason: this.#patience.reason,
      retryAfterMs: Math.max(100, this.#patience.notBefore - Date.now()),
    };
  }

  #isUnserved(wish: EnsureFreshWish): boolean {
    return wish.minVersion > this.#record.snapshot.token.version;
  }
}
