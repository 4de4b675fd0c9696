// What the journal says of an exchange, as the account workflow needs it.

import type { ExchangeResult } from '../src/domain/exchange.ts';
import { findAccount, tokenVersionOf } from '../src/store/accounts.ts';
import type { Queryable } from '../src/store/db.ts';
import { endExchange, findExchange, insertTombstone } from '../src/store/exchanges.ts';
import { unknownAccount } from '../src/vault/vault.ts';
import type { ExchangeOrder } from './contract.ts';

/** Reads without judging: an entry under way is `unknown` to whoever is not doing it. */
export async function readJournal(db: Queryable, order: ExchangeOrder): Promise<ExchangeResult> {
  const account = await findAccount(db, order.ref);
  if (!account) throw unknownAccount(order.ref);
  // Somebody settled a later version, this exchange or another: that is all a caller wants.
  if (account.current_version > order.fromVersion) {
    return {
      kind: 'settled',
      token: tokenVersionOf(account),
      schedule: account.schedule,
    };
  }
  const entry = await findExchange(db, order.ref, order.exchange);
  switch (entry?.status) {
    case 'refused':
      return { kind: 'refused', diagnosis: entry.diagnosis! };
    case 'unsent':
      return { kind: 'unsent', reason: entry.reason ?? 'not sent', retryAfterMs: entry.retry_after_ms };
    case 'tombstone':
      return { kind: 'unsent', reason: entry.reason ?? 'never begun', retryAfterMs: 0 };
    case undefined:
      return { kind: 'unsent', reason: 'another exchange of this grant is under way', retryAfterMs: 1_000 };
    default:
      return { kind: 'unknown', reason: entry?.reason ?? 'its worker went away after it began' };
  }
}

/**
 * After an exchange activity that did not answer. Never begun: a tombstone takes its place, so that a zombie cannot
 * begin it later. Begun: it is marked unknown, which also lets the next one through the fence; should a zombie of it
 * still bring the answer home, its save is taken by compare-and-set.
 */
export async function inspectExchange(db: Queryable, order: ExchangeOrder): Promise<ExchangeResult> {
  await insertTombstone(db, { ...order, id: order.exchange });
  const entry = await findExchange(db, order.ref, order.exchange);
  if (entry?.status === 'started') {
    await endExchange(db, order.ref, order.exchange, {
      status: 'unknown',
      reason: 'its worker went away after it began',
    });
  }
  return readJournal(db, order);
}
