// What an account's workflow knows and does, one thing at a time. `doNext` is the clock: it does what is due, or sleeps.

import {
  ActivityFailure,
  condition,
  isCancellation,
  proxyActivities,
  upsertSearchAttributes,
  uuid4,
} from '@temporalio/workflow';
import type {
  AccountActivities,
  AdoptGrantResult,
  ExchangeActivities,
  ExchangeOrder,
} from '../activities/contract.ts';
import type { AccountChange, AccountSnapshot, AccountState } from '../src/domain/account.ts';
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
import { accountActivityOptions, exchangeActivityOptions } from './activity-options.ts';
import type {
  AccountInput,
  AccountStatus,
  CarriedAccount,
  EnsureFreshWish,
  ExpectedUse,
} from './messages.ts';
import { accountKey, authStateKey, providerKey, tenantKey } from './search-attributes.ts';

const accounts = proxyActivities<AccountActivities>(accountActivityOptions);
const exchanges = proxyActivities<ExchangeActivities>(exchangeActivityOptions);

/** While a person is asked, staged grants are looked for so often even if every callback and signal is lost. */
const lookForGrantMs = 3 * MINUTE;
/** An operator's problem is tried again so often; recovery of one account shows it is over. */
const heldRetryMs = MINUTE;

export class AccountLife {
  #snapshot: AccountSnapshot | null;
  readonly #news: AccountNews;
  #expectedUse: ExpectedUse[];
  readonly #waiting = new Set<EnsureFreshWish>();
  /** Failed tries in a row, and when the next may be made. */
  #failures: number;
  #notBefore: number;
  #lastReason = 'no exchange has been tried yet';
  /** Goes up when an exchange has come to an end that leaves callers without a newer token. */
  #fruitless = 0;
  #isLooking = false;
  #isWoken = false;
  #nextWakeAt: number | null = null;
  #isAdopting = false;
  #isExchanging = false;

  constructor({ carried }: AccountInput) {
    this.#snapshot = carried?.snapshot ?? null;
    this.#news = new AccountNews(carried?.watchers ?? []);
    this.#expectedUse = [...(carried?.expectedUse ?? [])];
    this.#failures = carried?.failures ?? 0;
    this.#notBefore = carried?.notBefore ?? 0;
  }

  get isLoaded(): boolean {
    return this.#snapshot !== null;
  }

  get snapshot(): AccountSnapshot {
    return this.#snapshot!;
  }

  load(snapshot: AccountSnapshot): void {
    this.#snapshot = snapshot;
    upsertSearchAttributes([
      { key: tenantKey, value: snapshot.ref.tenant },
      { key: providerKey, value: snapshot.provider },
      { key: accountKey, value: snapshot.ref.account },
      { key: authStateKey, value: snapshot.state },
    ]);
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
          (Date.now() < this.#notBefore && !this.#isExchanging),
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

  async watch(watcher: { readonly watcher: string; readonly until: number }): Promise<AccountChange> {
    await condition(() => this.isLoaded);
    this.#news.add(watcher.watcher, watcher.until);
    this.#wake();
    return this.#change();
  }

  unwatch(watcher: string): void {
    this.#news.remove(watcher);
    this.#wake();
  }

  expectUse(use: ExpectedUse): void {
    this.#expectedUse.push(use);
    this.#wake();
  }

  /** A hint that nobody waits on: wishes for a newer version as a caller would, and forgets about it. */
  noteRefused(version: number): void {
    void this.answerFresh({ minVersion: version + 1 });
  }

  lookAgain(): void {
    this.#isLooking = true;
    this.#wake();
  }

  async disconnect(): Promise<void> {
    await condition(() => this.isLoaded);
    await this.#changeState('disconnected', null);
    this.#wake();
  }

  async adopt(request: ReauthRequestId | null): Promise<'adopted' | 'identity_mismatch' | 'superseded'> {
    await condition(() => this.isLoaded && !this.#isAdopting && !this.#isExchanging);
    this.#isAdopting = true;
    try {
      const { ref, seq, lastDecision } = this.snapshot;
      const result = await accounts.adoptGrant.executeWithOptions(
        { summary: 'compare and adopt the staged grant' },
        [{ ref, request, seq: seq + 1, lastDecision }],
      );
      await this.#applyAdoption(result);
      return result.kind === 'nothing_staged' ? 'superseded' : result.kind;
    } finally {
      this.#isAdopting = false;
      this.#wake();
    }
  }

  // ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────

  async doNext(): Promise<void> {
    const now = Date.now();
    const dueAt = this.#dueAt(now);
    if (this.#isAdopting) return void (await condition(() => !this.#isAdopting));
    if (this.snapshot.state === 'reauth_required') {
      if (this.#isLooking) {
        this.#isLooking = false;
        await this.adopt(null);
      } else if (await this.#sleep(lookForGrantMs, 'look for a staged grant')) {
        await this.adopt(null);
      }
      return;
    }
    if (dueAt <= now) return this.#exchange(this.snapshot.isRotationUncertain ? 'probe' : 'refresh');
    await this.#sleep(dueAt - now, `refresh ${this.snapshot.provider} (${this.snapshot.label})`);
  }

  #dueAt(now: number): number {
    const { state, schedule, isRotationUncertain } = this.snapshot;
    if (state === 'held') return this.#notBefore;
    if (this.#waiting.size > 0) return this.#notBefore;
    // Nothing is presented again before nothing is left to lose.
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

  // ── exchanges ──────────────────────────────────────────────────────────────────────────────────────────────────

  async #exchange(kind: ExchangeKind): Promise<void> {
    const { ref, token, provider, label, habit } = this.snapshot;
    const order: ExchangeOrder = { ref, exchange: newExchangeId(uuid4()), kind, fromVersion: token.version };
    this.#isExchanging = true;
    try {
      const result = await this.#exchangeOrInspect(
        order,
        `${kind} ${provider} (${label}), version ${token.version + 1}`,
      );
      const mayRepeat = result.kind === 'unknown' && afterLostAnswer(habit) === 'exchange_again';
      await this.#applyExchange(result, kind, mayRepeat);
    } finally {
      this.#isExchanging = false;
    }
  }

  async #exchangeOrInspect(order: ExchangeOrder, summary: string): Promise<ExchangeResult> {
    let result: ExchangeResult;
    try {
      result = await exchanges.exchangeRefreshToken.executeWithOptions({ summary }, [order]);
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      result = { kind: 'unknown', reason: 'its activity did not answer' };
    }
    if (result.kind !== 'unknown') return result;
    return accounts.inspectExchange.executeWithOptions(
      { summary: 'what the journal knows of the exchange' },
      [order],
    );
  }

  async #applyExchange(result: ExchangeResult, kind: ExchangeKind, mayRepeat: boolean): Promise<void> {
    switch (result.kind) {
      case 'settled': {
        this.#failures = 0;
        this.#notBefore = 0;
        this.#update({ token: result.token, schedule: result.schedule, isRotationUncertain: false });
        if (this.snapshot.state === 'held') await this.#changeState('active', null);
        return;
      }
      case 'refused':
        return this.#applyRefusal(kind === 'probe' ? asLostRotation(result.diagnosis) : result.diagnosis);
      case 'unsent':
        return this.#backOff(result.reason, result.retryAfterMs);
      case 'unknown': {
        if (mayRepeat) return this.#backOff(result.reason, null);
        if (kind === 'probe') return this.#backOff(result.reason, null);
        // Not a failure to retry: go on with the access token there is, tell the person, and probe at `urgentFrom`.
        this.#update({ isRotationUncertain: true });
        this.#lastReason = result.reason;
        this.#fruitless += 1;
        await this.#news.publish(this.snapshot, this.#nextDecision(), 'agent.auth.expiring', {
          reason: 'rotation_uncertain',
          expiresAt: this.snapshot.token.expiresAt,
        });
        return;
      }
    }
  }

  async #applyRefusal(diagnosis: Diagnosis): Promise<void> {
    this.#lastReason = diagnosis.summary;
    switch (diagnosis.actor) {
      case 'nobody':
        return this.#backOff(diagnosis.summary, null);
      case 'operator':
        this.#notBefore = Date.now() + heldRetryMs;
        if (this.snapshot.state !== 'held') await this.#changeState('held', diagnosis);
        return;
      case 'person':
      case 'customer_admin':
        return this.#askForReauthorization(diagnosis);
    }
  }

  #backOff(reason: string, retryAfterMs: number | null): void {
    const { issuedAt, expiresAt } = this.snapshot.token;
    const isFirst = this.#failures === 0;
    const delayMs =
      retryAfterMs ??
      (isFirst ? 0 : backoffMs(this.#failures - 1, Math.max(1, expiresAt - issuedAt), Math.random()));
    this.#failures += 1;
    this.#notBefore = Date.now() + delayMs;
    this.#lastReason = `${reason} (next try in ${describeLength(delayMs)})`;
    if (delayMs > 0) this.#fruitless += 1;
  }

  // ── states ─────────────────────────────────────────────────────────────────────────────────────────────────────

  async #askForReauthorization(diagnosis: Diagnosis): Promise<void> {
    const { ref, seq } = this.snapshot;
    this.#update({ state: 'reauth_required', seq: seq + 1, diagnosis, isRotationUncertain: false });
    const decision = this.#nextDecision();
    const { request, expiresAt } = await accounts.openReauthRequest.executeWithOptions(
      { summary: `ask for reauthorization: ${diagnosis.cause}` },
      [{ ref, state: 'reauth_required', seq: seq + 1, diagnosis, lastDecision: decision }],
    );
    await Promise.all([
      this.#news.publish(this.snapshot, decision, 'agent.auth.reauth_required', {
        reason: diagnosis.cause,
        actor: diagnosis.actor,
        diagnosis: { ...diagnosis, facts: { ...diagnosis.facts } },
        reauthRequest: request,
        linkExpiresAt: expiresAt,
        affectedRuns: this.#news.watchers(Date.now()).map(([id]) => id),
      }),
      this.#tellWatchers(),
    ]);
  }

  async #changeState(state: AccountState, diagnosis: Diagnosis | null): Promise<void> {
    const { ref, seq, lastDecision } = this.snapshot;
    this.#update({ state, seq: seq + 1, diagnosis });
    await accounts.saveAccountState.executeWithOptions({ summary: `now ${state}` }, [
      { ref, state, seq: seq + 1, diagnosis, lastDecision },
    ]);
    await this.#tellWatchers();
  }

  async #applyAdoption(result: AdoptGrantResult): Promise<void> {
    if (result.kind === 'identity_mismatch') {
      await this.#news.publish(this.snapshot, this.#nextDecision(), 'agent.auth.identity_mismatch', {});
    }
    if (result.kind !== 'adopted') return;
    // A repeat of an adoption already applied changes nothing and tells nobody twice.
    if (result.token.version === this.snapshot.token.version && this.snapshot.state === 'active') return;
    this.#failures = 0;
    this.#notBefore = 0;
    this.#update({
      state: 'active',
      seq: this.snapshot.seq + 1,
      diagnosis: null,
      token: result.token,
      schedule: result.schedule,
      isRotationUncertain: false,
    });
    await Promise.all([
      this.#tellWatchers(),
      this.#news.publish(this.snapshot, this.#nextDecision(), 'agent.auth.reauthorized', {}),
    ]);
  }

  async #tellWatchers(): Promise<void> {
    upsertSearchAttributes([{ key: authStateKey, value: this.snapshot.state }]);
    await this.#news.tell(this.#change());
  }

  #change(): AccountChange {
    return { ref: this.snapshot.ref, state: this.snapshot.state, seq: this.snapshot.seq };
  }

  #nextDecision(): number {
    this.#update({ lastDecision: this.snapshot.lastDecision + 1 });
    return this.snapshot.lastDecision;
  }

  #update(part: Partial<AccountSnapshot>): void {
    this.#snapshot = { ...this.snapshot, ...part };
  }
}

/** The old refresh token, presented when nothing was left to lose, was refused: the lost answer had held the new one. */
function asLostRotation(diagnosis: Diagnosis): Diagnosis {
  if (diagnosis.actor !== 'person') return diagnosis;
  return {
    cause: 'rotation_lost',
    actor: 'person',
    confidence: 'likely',
    summary:
      'An answer of the provider was lost while it exchanged the connection for a new one, and the old one no longer counts; a person must connect again.',
    facts: { ...diagnosis.facts, provider_said: diagnosis.cause },
  };
}
