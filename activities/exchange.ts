// Trades a refresh token, once: journal, POST, save. The order of the three is the whole point (design section 3).
// What it cannot know it says (`unknown`); repeating is for the account workflow to decide, in view.

import { performance } from 'node:perf_hooks';
import { computeSchedule } from '../src/connect/compute-schedule.ts';
import type { ExchangeResult } from '../src/domain/exchange.ts';
import type { AccountRef } from '../src/domain/ids.ts';
import { type RefusalEvidence, refineDiagnosis } from '../src/domain/refine-diagnosis.ts';
import { believedLifetimeMs, introspectExpiry } from '../src/oauth/lifetime.ts';
import { type GrantedTokens, requestRefresh, type TokenOutcome } from '../src/oauth/token-requests.ts';
import type { Provider, Providers } from '../src/providers/registry.ts';
import { type AccountRow, findAccount, lockAccount } from '../src/store/accounts.ts';
import { inTransaction, isDatabaseAway, type Pool, type Queryable } from '../src/store/db.ts';
import {
  beginExchange,
  countEarlierEndings,
  countLostAnswers,
  endExchange,
  findExchange,
} from '../src/store/exchanges.ts';
import { countNewerGrants, findCurrentGrant, saveGrantEnd } from '../src/store/grants.ts';
import { findAppHealth, pauseApp } from '../src/store/provider-apps.ts';
import { saveLifetime } from '../src/store/token-versions.ts';
import { unknownAccount, type Vault } from '../src/vault/vault.ts';
import type { ExchangeOrder } from './contract.ts';
import { readJournal } from './journal.ts';

export interface ExchangeDeps {
  readonly pool: Pool;
  /** For the transaction that holds the account's row across the POST: a pool of its own, so that it starves nobody. */
  readonly lockPool: Pool;
  readonly vault: Vault;
  readonly providers: Providers;
  /** Stops waiting, when the process must end; a save that is due goes on. */
  readonly sleep: (lengthMs: number) => Promise<void>;
  readonly passing: (point: ExchangePoint) => Promise<void>;
  /** Resolves when this process may send the app's next request: journals take now longer, now shorter. */
  readonly awaitTurn: () => Promise<void>;
  /** The process does not end before what this answers is called. */
  readonly takeInHand: () => () => void;
}

/**
 * Where a crash or a pause makes a difference: the intent is committed, the provider's answer is here, the transaction
 * that keeps it is through. (The fourth, "sent and not yet answered", is the provider's to hold.)
 */
export type ExchangePoint = 'journaled' | 'answered' | 'committed';

/** The journal's word is good for so long: a process that slept longer must not send any more. */
const sendByMs = 5_000;
/** An answer in hand is kept and saved again and again for so long, while the database is away. */
const saveForMs = 14 * 60_000;

export async function exchange(
  deps: ExchangeDeps,
  order: ExchangeOrder,
  onGranted: (granted: GrantedTokens) => void = () => {},
): Promise<ExchangeResult> {
  let outcome: TokenOutcome | null = null;
  let account: AccountRow | null = null;
  let letGo = (): void => {};
  try {
    const result = await inTransaction(deps.lockPool, async (db) => {
      if (!(await lockAccount(db, order.ref))) throw unknownAccount(order.ref);
      account = (await findAccount(deps.pool, order.ref))!;
      const provider = deps.providers.get(account.provider);
      const closed = await readGate(deps.pool, provider, order);
      if (closed) return closed;
      const before = await deps.vault.openCurrent(deps.pool, order.ref);

      const begun = await beginExchange(deps.pool, { ...order, id: order.exchange });
      if (begun === null) return readJournal(deps.pool, order);
      // By the time its commit is heard of, it may be old news: a process can sleep in between. So the journal is asked once
      // more, and its word is as old as this instant at the most.
      const askedAt = performance.now();
      const entry = await findExchange(deps.pool, order.ref, order.exchange);

      await deps.passing('journaled');
      if (!before.tokens.refreshToken) {
        return await close(deps.pool, order, provider, noRefreshToken(provider));
      }
      await deps.awaitTurn();
      if (entry?.status !== 'started' || performance.now() - askedAt > sendByMs) {
        return await close(deps.pool, order, provider, {
          kind: 'unsent',
          reason: 'too late to send',
          retryAfterMs: 0,
        });
      }
      outcome = datedBy(begun.started_at, await requestRefresh(provider, before.tokens.refreshToken));
      letGo = deps.takeInHand();
      await deps.passing('answered');
      if (outcome.kind !== 'granted') return await close(deps.pool, order, provider, outcome);
      onGranted(outcome.granted);
      return await settle(db, deps, order, provider, account, outcome.granted);
    });
    await deps.passing('committed');
    return result;
  } catch (error) {
    // The answer is here and the transaction that was to keep it is gone: nothing matters more than saving it.
    const held = outcome as TokenOutcome | null;
    if (held === null || !account || !isDatabaseAway(error)) throw error;
    return await saveUntilStored(deps, order, account, held);
  } finally {
    letGo();
  }
}

/** After the commit that keeps the tokens: the lifetime by the provider's own word, where the answer did not state it. */
export async function learnLifetime(
  deps: ExchangeDeps,
  ref: AccountRef,
  result: ExchangeResult,
): Promise<ExchangeResult> {
  if (result.kind !== 'settled') return result;
  const account = (await findAccount(deps.pool, ref))!;
  const provider = deps.providers.get(account.provider);
  if (provider.lifetime !== 'introspection') return result;
  const opened = await deps.vault.openCurrent(deps.pool, ref);
  const expiresAt = await introspectExpiry(provider, opened.tokens.accessToken);
  if (expiresAt === null) return result;
  const schedule = await computeSchedule(
    deps.pool,
    provider,
    account.serial,
    opened.facts.issuedAt,
    expiresAt,
  );
  await saveLifetime(deps.pool, ref, { version: opened.facts.version, expiresAt, schedule });
  return { kind: 'settled', token: { ...opened.facts, expiresAt }, schedule };
}

/**
 * A token's life is counted from its journal entry, by the database's clock: it is the same for all processes, and a worker
 * whose own clock lags would find every token it is given due for refresh again at once.
 */
const datedBy = (startedAt: number, outcome: TokenOutcome): TokenOutcome =>
  outcome.kind === 'granted' ? { ...outcome, granted: { ...outcome.granted, issuedAt: startedAt } } : outcome;

async function settle(
  db: Queryable,
  deps: ExchangeDeps,
  order: ExchangeOrder,
  provider: Provider,
  account: AccountRow,
  granted: GrantedTokens,
): Promise<ExchangeResult> {
  const { issuedAt } = granted;
  const expiresAt = issuedAt + (granted.lifetimeMs ?? believedLifetimeMs(provider, account));
  const schedule = await computeSchedule(db, provider, account.serial, issuedAt, expiresAt);
  const token = {
    version: order.fromVersion + 1,
    grant: account.current_grant,
    issuedAt,
    expiresAt,
    scopes: granted.scopes ?? account.scopes,
  };
  await deps.vault.saveNext(db, order.ref, {
    ...token,
    schedule,
    apiBaseUrl: granted.apiBaseUrl ?? account.api_base_url,
    tokens: granted.tokens,
  });
  if (granted.refreshExpiresAt !== null) await saveGrantEnd(db, token.grant, granted.refreshExpiresAt);
  await endExchange(db, order.ref, order.exchange, { status: 'settled', toVersion: token.version });
  return { kind: 'settled', token, schedule };
}

/** Writes the end of an exchange that granted nothing. */
async function close(
  db: Queryable,
  order: ExchangeOrder,
  provider: Provider,
  outcome: Exclude<TokenOutcome, { kind: 'granted' }>,
): Promise<ExchangeResult> {
  switch (outcome.kind) {
    case 'refused': {
      const diagnosis = refineDiagnosis(outcome.diagnosis, await gatherEvidence(db, order.ref, provider));
      await endExchange(db, order.ref, order.exchange, { status: 'refused', diagnosis });
      return { kind: 'refused', diagnosis };
    }
    case 'unsent':
      await endExchange(db, order.ref, order.exchange, { status: 'unsent', ...outcome });
      if (outcome.retryAfterMs) await pauseApp(db, provider.app, Date.now() + outcome.retryAfterMs);
      return outcome;
    case 'postponed': {
      // Of this account alone: other accounts of the app are not asked to wait with it.
      const { reason, retryAfterMs } = outcome;
      await endExchange(db, order.ref, order.exchange, { status: 'unsent', reason, retryAfterMs });
      return { kind: 'unsent', reason, retryAfterMs };
    }
    case 'lost':
      await endExchange(db, order.ref, order.exchange, { status: 'unknown', reason: outcome.reason });
      return { kind: 'unknown', reason: outcome.reason };
  }
}

/** The gate every exchange of a provider app passes: nothing is sent while the app is failing, or was asked to wait. */
async function readGate(
  db: Queryable,
  provider: Provider,
  order: ExchangeOrder,
): Promise<ExchangeResult | null> {
  const health = await findAppHealth(db, provider.app);
  if (health?.failing && !order.isCanary) return { kind: 'held', diagnosis: health.failing };
  const waitMs = (health?.not_before ?? 0) - Date.now();
  if (waitMs <= 0) return null;
  return {
    kind: 'unsent',
    reason: `${provider.name} asked us to send no exchanges for a while`,
    retryAfterMs: waitMs,
  };
}

async function gatherEvidence(db: Queryable, ref: AccountRef, provider: Provider): Promise<RefusalEvidence> {
  const [account, grant, lostAnswers, earlierEndings] = await Promise.all([
    findAccount(db, ref),
    findCurrentGrant(db, ref),
    countLostAnswers(db, ref),
    countEarlierEndings(db, ref),
  ]);
  return {
    refusedAt: Date.now(),
    consentedAt: grant!.consented_at,
    lastSuccessAt: account!.issued_at,
    habit: provider.refreshTokens,
    lostAnswers,
    refreshExpiresAt: grant!.refresh_expires_at,
    grantIdleLimitDays: provider.grantIdleLimitDays,
    testGrantDays: provider.testGrantDays ?? null,
    newerGrants: await countNewerGrants(db, grant!.id),
    liveGrantLimit: provider.liveGrantLimit ?? null,
    earlierEndings,
  };
}

async function saveUntilStored(
  deps: ExchangeDeps,
  order: ExchangeOrder,
  account: AccountRow,
  outcome: TokenOutcome,
): Promise<ExchangeResult> {
  const provider = deps.providers.get(account.provider);
  const giveUpAt = performance.now() + saveForMs;
  for (let tries = 0; ; tries++) {
    try {
      if (outcome.kind !== 'granted') return await close(deps.pool, order, provider, outcome);
      const { granted } = outcome;
      return await inTransaction(deps.pool, async (db) => {
        const entry = await findExchange(db, order.ref, order.exchange);
        // The commit went through although its answer did not come back.
        if (entry?.status === 'settled') return readJournal(db, order);
        await lockAccount(db, order.ref);
        return settle(db, deps, order, provider, account, granted);
      });
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > giveUpAt) throw error;
      await deps.sleep(Math.min(5_000, 100 * 2 ** tries));
    }
  }
}

function noRefreshToken(provider: Provider): TokenOutcome & { kind: 'refused' } {
  return {
    kind: 'refused',
    diagnosis: {
      cause: 'no_refresh_token',
      actor: 'person',
      confidence: 'certain',
      summary: `This connection to ${provider.name} came without a refresh token; when its access token ends, a person must connect again.`,
      facts: {},
    },
  };
}
