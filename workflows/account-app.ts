// What an account is told of its provider app: to find out whether the app works again, that it does, or whose problem the
// account's own refusal was. Acted on in turn, one word after another.

import type { AppNews } from '../activities/contract.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import type { AccountPatience } from './account-patience.ts';
import type { AccountRecord } from './account-record.ts';

export class AccountApp {
  readonly #record: AccountRecord;
  readonly #patience: AccountPatience;
  readonly #news: AppNews[] = [];
  /** What is wrong with the app, when this account is to find out whether it still is. */
  #canaryFor: Diagnosis | null = null;

  constructor(record: AccountRecord, patience: AccountPatience) {
    this.#record = record;
    this.#patience = patience;
  }

  note(news: AppNews): void {
    this.#news.push(news);
  }

  next(): AppNews | undefined {
    return this.#news.shift();
  }

  get hasNothingInHand(): boolean {
    return this.#news.length === 0 && !this.isCanary;
  }

  get isCanary(): boolean {
    return this.#canaryFor !== null;
  }

  /** What the exchange about to begin is to find out, if it is to; the one after it is not. */
  takeCanary(): Diagnosis | null {
    const failing = this.#canaryFor;
    this.#canaryFor = null;
    return failing;
  }

  async act(news: AppNews): Promise<void> {
    const { state, isRotationUncertain } = this.#record.snapshot;
    switch (news.kind) {
      case 'be_canary':
        // Not with a refresh token that may be spent: presenting it again could end the grant.
        if (isRotationUncertain) return;
        if (state === 'active' || state === 'held') this.#canaryFor = news.failing;
        return;
      case 'recovered':
        if (state === 'held') this.#patience.forget();
        return;
      case 'blamed':
        if (state !== 'reauth_required') return;
        if (news.diagnosis.actor !== 'operator') return this.#record.rediagnose(news.diagnosis);
        this.#patience.hold(news.diagnosis.summary);
        return this.#record.withdrawRequest(news.diagnosis);
    }
  }
}
