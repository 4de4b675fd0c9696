// What an account's workflow does, one thing at a time. `doNext` is its clock: it does what is due, or sleeps.

import { condition, patched, proxyActivities, uuid4 } from '@temporalio/workflow';
import type { AccountActivities, AppNews, ExchangeOrder } from '../activities/contract.ts';
import type { AccountChange, AccountSnapshot, GrantCheck } from '../src/domain/account.ts';
import type { ExchangeKind } from '../src/domain/exchange.ts';
import type { Foreseen } from '../src/domain/expiring.ts';
import type { FreshAnswer } from '../src/domain/fresh-tokens.ts';
import { newExchangeId, type ReauthRequestId } from '../src/domain/ids.ts';
import { MINUTE } from '../src/domain/time.ts';
import { AccountApp } from './account-app.ts';
import { AccountCallers } from './account-callers.ts';
import { callersPriority, ExchangeUnderWay } from './account-exchange.ts';
import { AccountForesight } from './account-foresight.ts';
import { AccountNews } from './account-news.ts';
import { AccountOutcome } from './account-outcome.ts';
import { AccountPatience } from './account-patience.ts';
import { AccountRecord } from './account-record.ts';
import { AccountUse } from './account-use.ts';
import { shortActivityOptions } from './activity-options.ts';
import type {
  AccountInput,
  AccountStatus,
  CarriedAccount,
  EnsureFreshWish,
  ExpectedUse,
} from './messages.ts';

const accounts = proxyActivities<AccountActivities>(shortActivityOptions);

/** While a person is asked, staged grants are looked for so often even if every callback and signal is lost. */
const lookForGrantMs = 3 * MINUTE;

export class AccountLife {
  readonly #news: AccountNews;
  readonly #record: AccountRecord;
  readonly #use: AccountUse;
  readonly #foresight: AccountForesight;
  readonly #patience: AccountPatience;
  readonly #exchangeUnderWay = new ExchangeUnderWay();
  readonly #outcome: AccountOutcome;
  readonly #callers: AccountCallers;
  readonly #app: AccountApp;
  #isLooking = false;
  #isDisconnecting = false;
  /** Said to have been refused: until a newer one is there, or it is known that none will come. */
  #refusedVersion: number | null;
  /** Told so while nothing could be done about it. */
  #isHinted = false;
  /** Exchanges that have come to an end. */
  #tries = 0;
  #isWoken = false;
  #nextWakeAt: number | null = null;
  /** Exchanges and adoptions take turns. */
  #isBusy = false;

  constructor({ carried }: AccountInput) {
    this.#news = new AccountNews(carried?.watchers ?? []);
    this.#record = new AccountRecord(carried?.snapshot ?? null, this.#news);
    this.#use = new AccountUse(carried?.expectedUse ?? []);
    this.#record.plan(this.#use.planned(Date.now()));
    this.#foresight = new AccountForesight(this.#record, carried?.foreseen ?? null);
    this.#refusedVersion = carried?.refusedVersion ?? null;
    this.#patience = new AccountPatience(carried);
    this.#outcome = new AccountOutcome(this.#record, this.#patience);
    this.#callers = new AccountCallers(this.#record, this.#patience);
    this.#app = new AccountApp(this.#record, this.#patience);
  }

  get isLoaded(): boolean {
    return this.#record.isLoaded;
  }

  get snapshot(): AccountSnapshot {
    return this.#record.snapshot;
  }

  load(snapshot: AccountSnapshot): void {
    this.#record.load(snapshot);
    this.#takeUpHint();
  }

  carry(): CarriedAccount {
    return {
      schemaVersion: 1,
      snapshot: this.snapshot,
      watchers: this.#news.watchers(Date.now()),
      expectedUse: this.#use.carry(Date.now()),
      failures: this.#patience.failures,
      notBefore: this.#patience.notBefore,
      refusedVersion: this.#refusedVersion,
      foreseen: this.#foresight.told,
    };
  }

  status(): AccountStatus {
    return {
      snapshot: this.snapshot,
      nextWakeAt: this.#nextWakeAt,
      watchers: this.#news.watchers(Date.now()).length,
      waitingCallers: this.#callers.count,
    };
  }

  /** Whether all that is to be done stands in what is carried over, in the database, or is asked again by whoever asked. */
  get hasNothingInHand(): boolean {
    const isWanted = this.#isBusy || this.#isLooking || this.#isHinted || this.#isDisconnecting;
    return !isWanted && this.#callers.count === 0 && this.#app.hasNothingInHand;
  }

  /** There is something to do now, for somebody who may be waiting for it. */
  get isDue(): boolean {
    const now = Date.now();
    const { state } = this.snapshot;
    return (state === 'active' || state === 'held') && !this.#isBusy && this.#dueAt(now) <= now;
  }

  wake(): void {
    this.#isWoken = true;
  }

  // ── messages ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Returns business outcomes, never throws them: a failed update would be remembered as failed. */
  async answerFresh(wish: EnsureFreshWish): Promise<FreshAnswer> {
    await condition(() => this.isLoaded);
    return this.#callers.answer(wish, {
      isBusy: () => this.#isBusy,
      isWanted: (isUnserved) => {
        if (this.#isBusy && isUnserved) this.#exchangeUnderWay.overtake();
        this.wake();
      },
    });
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
    this.wake();
    return this.#record.change;
  }

  unwatch(watcher: string): void {
    this.#news.remove(watcher);
    this.wake();
  }

  /** Of an account that waits for somebody, the request says from now on which run waits, too. */
  async expectUse(use: ExpectedUse): Promise<void> {
    const isNews = this.#use.announce(use, Date.now());
    this.#record.plan(this.#use.planned(Date.now()));
    this.wake();
    if (!isNews || !use.run) return;
    await condition(() => this.isLoaded && !this.#isBusy);
    const { state, diagnosis } = this.snapshot;
    if (state === 'reauth_required' && diagnosis) await this.#record.rediagnose(diagnosis);
  }

  async noteForeseen(foreseen: Foreseen): Promise<void> {
    await condition(() => this.isLoaded && !this.#isBusy);
    await this.#foresight.note(foreseen);
  }

  /** A hint: one exchange, now. Nobody waits for it, and it proves nothing. */
  noteRefused(version: number): void {
    this.#refusedVersion = version;
    this.wake();
  }

  /** One that comes during an exchange may tell of what happened after the provider's answer: it is taken up afterwards. */
  noteHint(): void {
    if (!this.isLoaded || this.#isBusy) this.#isHinted = true;
    if (this.isLoaded) this.noteRefused(this.snapshot.token.version);
  }

  #takeUpHint(): void {
    if (!this.#isHinted || !patched('take-up-hints')) return;
    this.#isHinted = false;
    this.noteHint();
  }

  async checkNow(): Promise<AccountChange & { readonly check: GrantCheck }> {
    await condition(() => this.isLoaded && !this.#isBusy);
    if (this.snapshot.state !== 'active') {
      this.lookAgain();
      return { ...this.#record.change, check: 'unanswered' };
    }
    const check = await accounts.checkGrant.executeWithOptions({ summary: 'probe the grant' }, [
      this.snapshot.ref,
    ]);
    if (check === 'looks_dead' && !this.snapshot.isRotationUncertain) {
      const triesBefore = this.#tries;
      this.noteHint();
      await condition(() => this.#tries > triesBefore && !this.#isBusy);
    }
    return { ...this.#record.change, check };
  }

  noteAppNews(news: AppNews): void {
    this.#app.note(news);
    this.wake();
  }

  lookAgain(): void {
    this.#isLooking = true;
    this.wake();
  }

  async noteDeclined(request: ReauthRequestId): Promise<void> {
    await condition(() => this.isLoaded && !this.#isBusy);
    await this.#record.noteDeclined(request);
  }

  async disconnect(): Promise<void> {
    await condition(() => this.isLoaded);
    if (this.#isDisconnecting) return;
    this.#isDisconnecting = true;
    this.wake();
    await this.#record.disconnect();
  }

  async adopt(
    request: ReauthRequestId | null,
  ): Promise<'adopted' | 'identity_mismatch' | 'scopes_missing' | 'superseded'> {
    await condition(() => this.isLoaded && !this.#isBusy);
    return this.#inTurn(async () => {
      const { ref, seq, lastDecision } = this.snapshot;
      const result = await accounts.adoptGrant.executeWithOptions(
        { summary: 'compare and adopt the staged grant' },
        [{ ref, request, seq: seq + 1, lastDecision }],
      );
      if (await this.#record.applyAdoption(result)) {
        this.#patience.forget();
        this.#foresight.forget();
      }
      return result.kind === 'nothing_staged' ? 'superseded' : result.kind;
    });
  }

  // ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────

  async doNext(): Promise<void> {
    await condition(() => !this.#isBusy);
    const news = this.#app.next();
    if (news) return this.#inTurn(() => this.#app.act(news));
    if (this.snapshot.state === 'reauth_required') return this.#lookForGrant();
    if (this.#isLooking && patched('look-while-active')) return this.#takeGrant();
    const now = Date.now();
    const dueAt = this.#dueAt(now);
    if (dueAt <= now) return this.#exchange(this.snapshot.isRotationUncertain ? 'probe' : 'refresh');
    const nearAt = this.#use.nearAt(this.snapshot.schedule, now) ?? dueAt;
    await this.#sleep(
      Math.min(dueAt, nearAt) - now,
      `refresh ${this.snapshot.provider} (${this.snapshot.label})`,
    );
  }

  async #lookForGrant(): Promise<void> {
    const isDue = this.#isLooking || (await this.#sleep(lookForGrantMs, 'look for a staged grant'));
    if (isDue) await this.#takeGrant();
  }

  async #takeGrant(): Promise<void> {
    this.#isLooking = false;
    await this.adopt(null);
  }

  #dueAt(now: number): number {
    const { state, token, schedule, isRotationUncertain } = this.snapshot;
    const isHinted = this.#refusedVersion === token.version;
    const { notBefore } = this.#patience;
    if (this.#app.isCanary) return now;
    if (state === 'held' || this.#callers.isAnyUnserved) return notBefore;
    // Nothing is presented a second time before nothing is left to lose; a hint says no more than that it looks spent.
    if (isRotationUncertain) return Math.max(schedule.urgentFrom, notBefore);
    if (isHinted) return notBefore;
    const neededAt = this.#isWatched(now) ? schedule.at : this.#use.dueAt(schedule, now);
    return Math.max(neededAt ?? schedule.keepAliveAt, notBefore);
  }

  #isWatched(now: number): boolean {
    return this.#news.watchers(now).length > 0;
  }

  /** True when the time has passed, false when something woke the account before. */
  async #sleep(lengthMs: number, summary: string): Promise<boolean> {
    this.#isWoken = false;
    this.#nextWakeAt = Date.now() + lengthMs;
    const isWoken = await condition(() => this.#isWoken, Math.max(1, Math.round(lengthMs)), { summary });
    this.#nextWakeAt = null;
    return !isWoken;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
      this.#takeUpHint();
      this.wake();
    }
  }

  // ── exchanges ──────────────────────────────────────────────────────────────────────────────────────────────────

  #exchange(kind: ExchangeKind): Promise<void> {
    const { ref, token, provider, label } = this.snapshot;
    const order: ExchangeOrder = {
      ref,
      exchange: newExchangeId(uuid4()),
      kind,
      fromVersion: token.version,
      isCanary: this.#app.isCanary,
    };
    const isMissed = this.#refusedVersion === token.version || this.#callers.count > 0;
    this.#refusedVersion = null;
    const failing = this.#app.takeCanary();
    return this.#inTurn(async () => {
      const summary = `${kind} ${provider} (${label}), version ${token.version + 1}`;
      const result = await this.#exchangeUnderWay.run(order, {
        app: provider,
        priorityKey: this.#priorityKey(),
        summary,
      });
      await this.#outcome.apply(result, order, failing);
      this.#tries += 1;
      // Whoever missed it was told to come again, and may not come: the account goes on trying for itself.
      const { state, token: now, isRotationUncertain } = this.snapshot;
      if (isMissed && state === 'active' && now.version === token.version && !isRotationUncertain) {
        this.#refusedVersion = token.version;
      }
    });
  }

  /** Who waits comes first; then what is about to end; what is only kept alive can wait. */
  #priorityKey(): number {
    const now = Date.now();
    if (this.#callers.count > 0) return callersPriority;
    if (!this.#isWatched(now) && this.#use.dueAt(this.snapshot.schedule, now) === null) return 5;
    return now >= this.snapshot.schedule.urgentFrom ? 2 : 3;
  }
}
