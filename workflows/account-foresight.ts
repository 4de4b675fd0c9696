// What is foreseen of an account that works still: told once, and taken back when it no longer holds. The preflight looks
// ahead; the account publishes, so that everything that is said of it has one order.

import { type Foreseen, keyOf } from '../src/domain/expiring.ts';
import type { AccountRecord } from './account-record.ts';

export class AccountForesight {
  readonly #record: AccountRecord;
  /** What was told last and still stands; null: nothing is. */
  #told: string | null;

  constructor(record: AccountRecord, told: string | null) {
    this.#record = record;
    this.#told = told;
  }

  get told(): string | null {
    return this.#told;
  }

  /** The account has a new grant, or waits for one: what was foreseen is past. */
  forget(): void {
    this.#told = null;
  }

  async note(foreseen: Foreseen): Promise<void> {
    if (this.#record.snapshot.state !== 'active') return;
    const isGrave = foreseen.verdict === 'will_not_survive';
    const key = isGrave ? keyOf(foreseen) : null;
    if (key === this.#told) return;
    this.#told = key;
    await (isGrave ? this.#record.publishExpiring(foreseen) : this.#record.takeBackExpiring('survives'));
  }
}
