// What an account's workflow does, one thing at a time. `doNext` is its clock: it does what is due, or sleeps.

import type { Priority } from '@temporalio/common';
import { ActivityFailure, condition, isCancellation, proxyActivities, uuid4 } from '@temporalio/workflow';
import type { AccountActivities, ExchangeActivities, ExchangeOrder } from '../activities/contract.ts';
import type { AccountChange, AccountSnapshot } from '../src/domain/account.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import {
  afterLostAnswer,
  backoffMs,
  type ExchangeKind,
  type ExchangeResult,
} from '../src/domain/exchange.ts';
import type { FreshAnswer } from '../src/domain/fresh-tokens.ts';
import { newExchangeId, type ReauthRequestId } from '../src/domain/ids.ts';
import { describeLength, MINUTE } from '../src/domain/time.ts';
import { AccountNews } from './account-news.ts';
import { AccountRecord } from './account-record.ts';
import { exchangeActivityOptions, shortActivityOptions } from './activity-options.ts';
import type {
  AccountInput,
  AccountStatus,
  CarriedAccount,
  EnsureFreshWish,
  ExpectedUse,
} from './messages.ts';

const accounts = proxyActivities<AccountActivities>(shortActivityOptions);
const exchanges = proxyActivities<ExchangeActivities>(exchangeActivityOptions);

/** While a person is asked, staged grants are looked for so often even if every callback and signal is lost. */
const lookForGrantMs = 3 * MINUTE;
/** An operator's problem is tried again so often; one account that succeeds shows that it is over. */
const heldRetryMs = MINUTE;

export class AccountLife {
  readonly #news: AccountNews;
  readonly #record: AccountRecord;
  #expectedUse: ExpectedUse[];
  readonly #waiting = new Set<EnsureFreshWish>();
  /** Failed tries in a row, and when the next may be made. */
  #failures: number;
  #notBefore: number;
  #lastReason = 'no exchange has been tried yet';
  /** Goes up when an exchange has come to an end that leaves callers without a newer token. */
  #fruitless = 0;
  #isLooking = false;
  #isDisconnecting = false;
  /** Said to have been refused, until an exchange has been tried. */
  #refusedVersion: number | null = null;
  #isWoken = false;
  #nextWakeAt: number | null = null;
  /** Exchanges and adoptions take turns. */
  #isBusy = false;

  constructor({ carried }: AccountInput) {
    this.#news = new AccountNews(carried?.watchers ?? []);
    this.#record = new AccountRecord(carried?.snapshot ?? null, this.#news);
    this.#expectedUse = [...(carried?.expectedUse ?? [])];
    this.#failures = carried?.failures ?? 0;
    this.#notBefore = carried?.notBefore ?? 0;
  }

  get isLoaded(): boolean {
    return this.#record.isLoaded;
  }

  get snapshot(): AccountSnapshot {
    return this.#record.snapshot;
  }

  load(snapshot: AccountSnapshot): void {
    this.#record.load(snapshot);
  }

  carry(): CarriedAccount {
    return {
      schemaVersion: 1,
      snapshot: this.snapshot,
      watchers: this.#news.watchers(Date.now()),
      expectedUse: this.#expectedUse,
      failures: this.#failures,
      notBefore: this.#notBefore,
    };
  }

  status(): AccountStatus {
    return {
      snapshot: this.snapshot,
      nextWakeAt: this.#nextWakeAt,
      watchers: this.#news.watchers(Date.now()).length,
      waitingCallers: this.#waiting.size,
    };
  }

  // ── messages ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Returns business outcomes, never throws them: a failed update would be remembered as failed. */
  async answerFresh(wish: EnsureFreshWish): Promise<FreshAnswer> {
    await condition(() => this.isLoaded);
    const fruitlessBefore = this.#fruitless;
    this.#waiting.add(wish);
    this.#wake();
    try {
      await condition(
        () =>
          this.snapshot.token.version >= wish.minVersion ||
          this.snapshot.state !== 'active' ||
          this.#fruitless > fruitlessBefore ||
          (!this.#isBusy && Date.now() < this.#notBefore),
      );
    } finally {
      this.#waiting.delete(wish);
    }
    const { state, seq, token } = this.snapshot;
    if (state !== 'active') return { kind: state, seq };
    if (token.version >= wish.minVersion) return { kind: 'fresh', version: token.version };
    return {
      kind: 'not_yet',
      reason: this.#lastReason,
      retryAfterMs: Math.max(100, this.#notBefore - Date.now()),
    };
  }

  async watch({
    watcher,
    until,
  }: {
    readonly watcher: string;
    readonly until: number;
  }): Promise<AccountChange> {
    await condition(() => this.isLoaded);
    this.#news.add(watcher, until);
    this.#wake();
    return this.#record.change;
  }

  unwatch(watcher: string): void {
    this.#news.remove(watcher);
    this.#wake();
  }

  expectUse(use: ExpectedUse): void {
    this.#expectedUse.push(use);
    this.#wake();
  }

  /** A hint: one exchange, now. Nobody waits for it, and it proves nothing. */
  noteRefused(version: number): void {
    this.#refusedVersion = version;
    this.#wake();
  }

  lookAgain(): void {
    this.#isLooking = true;
    this.#wake();
  }

  async disconnect(): Promise<void> {
    await condition(() => this.isLoaded);
    if (this.#isDisconnecting) return;
    this.#isDisconnecting = true;
    this.#wake();
    await this.#record.disconnect();
  }

  async adopt(request: ReauthRequestId | null): Promise<'adopted' | 'identity_mismatch' | 'superseded'> {
    await condition(() => this.isLoaded && !this.#isBusy);
    return this.#inTurn(async () => {
      const { ref, seq, lastDecision } = this.snapshot;
      const result = await accounts.adoptGrant.executeWithOptions(
        { summary: 'compare and adopt the staged grant' },
        [{ ref, request, seq: seq + 1, lastDecision }],
      );
      if (await this.#record.applyAdoption(result)) this.#forgetFailures();
      return result.kind === 'nothing_staged' ? 'superseded' : result.kind;
    });
  }

  // ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────

  async doNext(): Promise<void> {
    await condition(() => !this.#isBusy);
    if (this.snapshot.state === 'reauth_required') return this.#lookForGrant();
    const now = Date.now();
    const dueAt = this.#dueAt(now);
    if (dueAt <= now) return this.#exchange(this.snapshot.isRotationUncertain ? 'probe' : 'refresh');
    await this.#sleep(dueAt - now, `refresh ${this.snapshot.provider} (${this.snapshot.label})`);
  }

  async #lookForGrant(): Promise<void> {
    const isDue = this.#isLooking || (await this.#sleep(lookForGrantMs, 'look for a staged grant'));
    if (!isDue) return;
    this.#isLooking = false;
    await this.adopt(null);
  }

  #dueAt(now: number): number {
    const { state, token, schedule, isRotationUncertain } = this.snapshot;
    // By what they wish, not by their number: a caller whose wish has just come true is still on its way out.
    const isWanted = [...this.#waiting].some((wish) => wish.minVersion > token.version);
    const isHinted = this.#refusedVersion === token.version;
    if (state === 'held' || isWanted || isHinted) return this.#notBefore;
    // Nothing is presented a second time before nothing is left to lose.
    if (isRotationUncertain) return Math.max(schedule.urgentFrom, this.#notBefore);
    return Math.max(this.#isNeeded(now) ? schedule.at : schedule.keepAliveAt, this.#notBefore);
  }

  #isNeeded(now: number): boolean {
    this.#expectedUse = this.#expectedUse.filter((use) => use.until > now);
    return this.#news.watchers(now).length > 0 || this.#expectedUse.some((use) => use.from <= now);
  }

  /** True when the time has passed, false when something woke the account before. */
  async #sleep(lengthMs: number, summary: string): Promise<boolean> {
    this.#isWoken = false;
    this.#nextWakeAt = Date.now() + lengthMs;
    const isWoken = await condition(() => this.#isWoken, Math.max(1, Math.round(lengthMs)), { summary });
    this.#nextWakeAt = null;
    return !isWoken;
  }

  #wake(): void {
    this.#isWoken = true;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
      this.#wake();
    }
  }

  // ── exchanges ──────────────────────────────────────────────────────────────────────────────────────────────────

  #exchange(kind: ExchangeKind): Promise<void> {
    const { ref, token, provider, label } = this.snapshot;
    const order: ExchangeOrder = { ref, exchange: newExchangeId(uuid4()), kind, fromVersion: token.version };
    this.#refusedVersion = null;
    return this.#inTurn(async () => {
      const summary = `${kind} ${provider} (${label}), version ${token.version + 1}`;
      await this.#apply(await this.#exchangeOrInspect(order, summary), kind);
    });
  }

  /** What is known of the exchange once it is over: by its own word, else by the journal's. */
  async #exchangeOrInspect(order: ExchangeOrder, summary: string): Promise<ExchangeResult> {
    try {
      const result = await exchanges.exchangeRefreshToken.executeWithOptions(
        { summary, priority: this.#priority() },
        [order],
      );
      if (result.kind !== 'unknown') return result;
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    }
    return accounts.inspectExchange.executeWithOptions(
      { summary: 'what the journal knows of the exchange' },
      [order],
    );
  }

  /** Who waits comes first; then what is about to end; what is only kept alive can wait. Tenants take turns. */
  #priority(): Priority {
    const now = Date.now();
    const { ref, schedule } = this.snapshot;
    const isUrgent = now >= schedule.urgentFrom && this.#isNeeded(now);
    const priorityKey = this.#waiting.size > 0 ? 1 : isUrgent ? 2 : this.#isNeeded(now) ? 3 : 5;
    return { priorityKey, fairnessKey: ref.tenant };
  }

  async #apply(result: ExchangeResult, kind: ExchangeKind): Promise<void> {
    // Whatever came of it, it came too late.
    if (this.snapshot.state === 'disconnected') return;
    switch (result.kind) {
      case 'settled':
        this.#forgetFailures();
        this.#record.update({ token: result.token, schedule: result.schedule, isRotationUncertain: false });
        if (this.snapshot.state === 'held') await this.#record.changeState('active', null);
        return;
      case 'refused':
        return this.#applyRefusal(result.diagnosis);
      case 'unsent':
        return this.#backOff(result.reason, result.retryAfterMs);
      case 'unknown':
        if (kind === 'probe' || afterLostAnswer(this.snapshot.habit) === 'exchange_again') {
          return this.#backOff(result.reason, null);
        }
        // Go on with the access token there is, tell the person now, and probe when nothing is left to lose: at
        // `urgentFrom`, or at once for a caller whose token was refused.
        this.#lastReason = result.reason;
        return this.#record.noteUncertainRotation();
    }
  }

  async #applyRefusal(diagnosis: Diagnosis): Promise<void> {
    this.#lastReason = diagnosis.summary;
    switch (diagnosis.actor) {
      case 'nobody':
        return this.#backOff(diagnosis.summary, null);
      case 'operator':
        this.#notBefore = Date.now() + heldRetryMs;
        if (this.snapshot.state !== 'held') await this.#record.changeState('held', diagnosis);
        return;
      case 'person':
      case 'customer_admin':
        return this.#record.askForReauthorization(diagnosis);
    }
  }

  #backOff(reason: string, retryAfterMs: number | null): void {
    const { issuedAt, expiresAt } = this.snapshot.token;
    const lifetimeMs = Math.max(1, expiresAt - issuedAt);
    // The first failure is tried again at once: most are over by then. From the second on, patience grows.
    const growingMs = this.#failures === 0 ? 0 : backoffMs(this.#failures - 1, lifetimeMs, Math.random());
    const delayMs = Math.max(retryAfterMs ?? 0, growingMs);
    this.#failures += 1;
    this.#notBefore = Date.now() + delayMs;
    this.#lastReason = `${reason} (next try in ${describeLength(delayMs)})`;
    if (delayMs > 0) this.#fruitless += 1;
  }

  #forgetFailures(): void {
    this.#failures = 0;
    this.#notBefore = 0;
  }
}
