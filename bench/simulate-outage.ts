// What an hour without a token endpoint does to the refresh load: a discrete-event model of many accounts of one provider
// app, with the product's own rules for when (scheduleRefresh) and how patiently (backoffMs), and no server.
// Of the product it models two more things: the first failure is tried again at once (workflows/account-life.ts), and
// exchanges of one provider app leave at `exchangesPerSecond`, after a quiet second a second's worth at once, as a
// rate-limited task queue lets them. All accounts are watched, which is the worst case.

import { backoffMs } from '../src/domain/exchange.ts';
import { type RefreshSchedule, scheduleRefresh } from '../src/domain/refresh-schedule.ts';
import { HOUR, MINUTE, SECOND } from '../src/domain/time.ts';
import { EventQueue } from './event-queue.ts';
import { peakOverMean } from './herd.ts';

export interface OutageOptions {
  readonly accounts?: number;
  readonly lifetimeMs?: number;
  readonly outageMs?: number;
  readonly exchangesPerSecond?: number;
  /** How long an exchange takes, answered or not. */
  readonly exchangeMs?: number;
  /** In [0, 1); the same seed gives the same hour. */
  readonly random: () => number;
}

export interface OutageReport {
  /** Tries in the outage's busiest minute, over the pace's sixty seconds. */
  readonly outageMinuteOverPace: number;
  /** Exchanges in the busiest second after the outage, over the pace. */
  readonly busiestSecondOverPace: number;
  /** Accounts without a live token at the outage's end. */
  readonly backlog: number;
  /** From the outage's end until every account has a live token again. */
  readonly recoveredAfterMs: number;
  /** The longest an account may be in its own patience: what recovery takes beyond backlog / pace at most. */
  readonly longestPatienceMs: number;
  /** From the outage's end to the last account's return. */
  readonly catchUpPeakOverMean: number;
  /** The whole period that begins when the last account that caught up has come to its window. */
  readonly afterwardsPeakOverMean: number;
  readonly failedTries: number;
}

interface Account {
  readonly serial: number;
  schedule: RefreshSchedule;
  expiresAt: number;
  failures: number;
  isBack: boolean;
}

export function simulateOutage(options: OutageOptions): OutageReport {
  const { accounts: count = 10_000, lifetimeMs = 30 * MINUTE, outageMs = HOUR, random } = options;
  const { exchangesPerSecond = 25, exchangeMs = 200 } = options;
  const periodMs = (2 / 3) * lifetimeMs;
  const connectAt = Date.UTC(2026, 10, 24);
  // Long after the accounts came, so that what fails is a steady state.
  const outageAt = connectAt + 3 * periodMs;
  const backAt = outageAt + outageMs;
  const endAt = backAt + lifetimeMs + 4 * periodMs;

  const due = new EventQueue<Account>();
  const urgent = new EventQueue<Account>();
  const patient = new EventQueue<Account>();
  const tries: number[] = [];
  /** The first success of each account after the outage. */
  const returns: number[] = [];
  const issue = (account: Account, issuedAt: number): void => {
    account.expiresAt = issuedAt + lifetimeMs;
    account.failures = 0;
    account.schedule = scheduleRefresh({
      issuedAt,
      expiresAt: account.expiresAt,
      nominalLifetimeMs: lifetimeMs,
      serial: account.serial,
      grantIdleLimitDays: null,
    });
    due.add(account.schedule.at, account);
  };
  const everybody = Array.from({ length: count }, (_, serial) => {
    const account = { serial, failures: 0, expiresAt: 0, isBack: false } as Account;
    issue(account, connectAt + (serial * MINUTE) / count);
    return account;
  });

  const exchangeAt = (now: number, account: Account): void => {
    tries.push(now);
    if (now < outageAt || now >= backAt) {
      if (now >= backAt && !account.isBack) returns.push(now);
      account.isBack = now >= backAt;
      issue(account, now);
      return;
    }
    const waitMs = account.failures === 0 ? 0 : backoffMs(account.failures - 1, lifetimeMs, random());
    account.failures += 1;
    due.add(now + exchangeMs + waitMs, account);
  };

  /** The queue's pace; what was not used of the last second may leave at once. */
  const stepMs = SECOND / exchangesPerSecond;
  let mayLeaveAt = connectAt;
  let backlog: number | null = null;
  for (let now = connectAt; now < endAt; ) {
    if (now >= backAt) backlog ??= everybody.filter((account) => account.expiresAt <= backAt).length;
    for (let next = due.takeUntil(now); next !== null; next = due.takeUntil(now)) {
      // Most urgent first: what is about to end, or has, before what is only due.
      (now >= next.schedule.urgentFrom ? urgent : patient).add(now, next);
    }
    const isWaiting = urgent.nextAt !== null || patient.nextAt !== null;
    if (isWaiting && mayLeaveAt <= now) {
      mayLeaveAt = Math.max(mayLeaveAt, now - SECOND) + stepMs;
      exchangeAt(now, (urgent.take() ?? patient.take())!);
      continue;
    }
    const wakeAt = isWaiting ? mayLeaveAt : Number.POSITIVE_INFINITY;
    now = Math.max(now, Math.min(wakeAt, due.nextAt ?? endAt));
  }

  const recoveredAt = returns.at(-1)!;
  // By then the window of the last account's fresh token is open, and every account is on its slot.
  const settledAt = recoveredAt + 0.2 * lifetimeMs;
  return {
    outageMinuteOverPace: busiest(tries, outageAt, backAt, MINUTE) / (60 * exchangesPerSecond),
    busiestSecondOverPace: busiest(tries, backAt, endAt, SECOND) / exchangesPerSecond,
    backlog: backlog!,
    recoveredAfterMs: recoveredAt - backAt,
    longestPatienceMs: backoffMs(10, lifetimeMs, 1),
    catchUpPeakOverMean: peakOverMean(returns, backAt, recoveredAt),
    afterwardsPeakOverMean: peakOverMean(tries, settledAt, settledAt + periodMs),
    failedTries: tries.filter((at) => at >= outageAt && at < backAt).length,
  };
}

/** The most that fall into one bucket of this length. */
function busiest(instants: readonly number[], from: number, to: number, lengthMs: number): number {
  const buckets = new Map<number, number>();
  for (const at of instants) {
    if (at < from || at >= to) continue;
    const bucket = Math.floor((at - from) / lengthMs);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  return Math.max(...buckets.values());
}
