// The journal of exchanges: what is about to be sent is committed here first, so that after any crash somebody can say
// what is known (design section 3, "The fence" and "Timing").

import { z } from 'zod';
import type { Cause, Diagnosis } from '../domain/diagnosis.ts';
import type { ExchangeKind } from '../domain/exchange.ts';
import type { AccountId, AccountRef, ExchangeId, GrantId, TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable, rows } from './db.ts';

export interface JournalEntry {
  readonly id: ExchangeId;
  readonly ref: AccountRef;
  readonly kind: ExchangeKind;
  readonly fromVersion: number;
}

const exchangeRow = z.object({
  id: z.string().transform((id) => id as ExchangeId),
  status: z.enum(['started', 'settled', 'refused', 'unsent', 'unknown', 'tombstone']),
  grant_id: z.string().transform((id) => id as GrantId),
  from_version: z.number(),
  reason: z.string().nullable(),
  diagnosis: z.unknown().transform((value) => value as Diagnosis | null),
  retry_after_ms: z.number().nullable(),
  started_at: z.number(),
});

export type ExchangeRow = z.output<typeof exchangeRow>;

/**
 * Begins the exchange if the account still stands at `fromVersion`, is not disconnected, and nothing else of its grant
 * is under way (the partial unique index). Null when any of that does not hold, or when the id is in the journal already.
 */
export async function beginExchange(db: Queryable, entry: JournalEntry): Promise<ExchangeRow | null> {
  return firstRow(
    db,
    exchangeRow,
    `insert into exchanges (id, tenant, account, grant_id, kind, from_version, status)
     select $1, a.tenant, a.id, a.current_grant, $4, a.current_version, 'started'
     from connected_accounts a
     where a.tenant = $2 and a.id = $3 and a.current_version = $5 and a.state <> 'disconnected'
     on conflict do nothing
     returning id, status, grant_id, from_version, reason, diagnosis, retry_after_ms, started_at`,
    [entry.id, entry.ref.tenant, entry.ref.account, entry.kind, entry.fromVersion],
  );
}

export async function findExchange(
  db: Queryable,
  ref: AccountRef,
  id: ExchangeId,
): Promise<ExchangeRow | null> {
  return firstRow(
    db,
    exchangeRow,
    `select id, status, grant_id, from_version, reason, diagnosis, retry_after_ms, started_at
     from exchanges where id = $1 and tenant = $2 and account = $3`,
    [id, ref.tenant, ref.account],
  );
}

/** Takes the exchange's place in the journal so that a zombie of it cannot begin. False when it had begun. */
export async function insertTombstone(db: Queryable, entry: JournalEntry): Promise<boolean> {
  const result = await db.query(
    `insert into exchanges (id, tenant, account, grant_id, kind, from_version, status, ended_at, reason)
     select $1, a.tenant, a.id, a.current_grant, $4, $5, 'tombstone', now(), 'its worker went away before it began'
     from connected_accounts a where a.tenant = $2 and a.id = $3
     on conflict do nothing`,
    [entry.id, entry.ref.tenant, entry.ref.account, entry.kind, entry.fromVersion],
  );
  return result.rowCount === 1;
}

/** Closes an entry that is under way or of unknown outcome; a zombie's late word counts, a second one changes nothing. */
export async function endExchange(
  db: Queryable,
  ref: AccountRef,
  id: ExchangeId,
  end: {
    readonly status: 'settled' | 'refused' | 'unsent' | 'unknown';
    readonly toVersion?: number;
    readonly reason?: string;
    readonly diagnosis?: Diagnosis;
    readonly retryAfterMs?: number | null;
  },
): Promise<boolean> {
  const result = await db.query(
    `update exchanges set status = $4, to_version = $5, reason = $6, diagnosis = $7, retry_after_ms = $8, ended_at = now()
     where id = $1 and tenant = $2 and account = $3 and status in ('started', 'unknown')`,
    [
      id,
      ref.tenant,
      ref.account,
      end.status,
      end.toVersion ?? null,
      end.reason ?? null,
      end.diagnosis ? JSON.stringify(end.diagnosis) : null,
      end.retryAfterMs ?? null,
    ],
  );
  return result.rowCount === 1;
}

/**
 * The exchange begun last, whatever became of it. Callers who read the same answer stand at the same moment of the
 * account's history, and share one update of its workflow.
 */
export async function findLastExchangeId(db: Queryable, ref: AccountRef): Promise<string> {
  const row = await firstRow(
    db,
    z.object({ id: z.string() }),
    'select id from exchanges where tenant = $1 and account = $2 order by started_at desc limit 1',
    [ref.tenant, ref.account],
  );
  return row?.id ?? 'none';
}

/** Entries left under way by an account workflow that was ended from outside. */
export async function closeOrphans(db: Queryable, ref: AccountRef): Promise<void> {
  await db.query(
    `update exchanges set status = 'unknown', ended_at = now(), reason = 'its account workflow was ended from outside'
     where tenant = $1 and account = $2 and status = 'started'`,
    [ref.tenant, ref.account],
  );
}

/** Exchanges of the version in force whose answer was lost: while there is one, its refresh token may be spent. */
export async function countLostAnswers(db: Queryable, ref: AccountRef): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ count: z.number() }),
    `select count(*) as count from exchanges e
     join connected_accounts a on a.tenant = e.tenant and a.id = e.account and a.current_grant = e.grant_id
     where e.tenant = $1 and e.account = $2 and e.from_version = a.current_version and e.status = 'unknown'`,
    [ref.tenant, ref.account],
  );
  return row!.count;
}

/** How many grants of the account before the one in force ended by a refusal, by its cause. */
export async function countEarlierEndings(
  db: Queryable,
  ref: AccountRef,
): Promise<Partial<Record<Cause, number>>> {
  const counted = await rows(
    db,
    z.object({ cause: z.string().transform((cause) => cause as Cause), count: z.number() }),
    `select e.diagnosis ->> 'cause' as cause, count(distinct e.grant_id) as count from exchanges e
     join connected_accounts a on a.tenant = e.tenant and a.id = e.account and a.current_grant <> e.grant_id
     where e.tenant = $1 and e.account = $2 and e.status = 'refused'
     group by 1`,
    [ref.tenant, ref.account],
  );
  return Object.fromEntries(counted.map(({ cause, count }) => [cause, count]));
}

const countsRow = z.object({
  account: z.string().transform((id) => id as AccountId),
  settled: z.number(),
  refused: z.number(),
  unknown: z.number(),
});

export type ExchangeCounts = Omit<z.output<typeof countsRow>, 'account'>;

/** The journal's sums for some accounts of a tenant; an account that never exchanged has no entry. */
export async function countExchanges(
  db: Queryable,
  tenant: TenantId,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, ExchangeCounts>> {
  const counted = await rows(
    db,
    countsRow,
    `select account, count(*) filter (where status = 'settled') as settled,
            count(*) filter (where status = 'refused') as refused, count(*) filter (where status = 'unknown') as unknown
     from exchanges where tenant = $1 and account = any($2) group by account`,
    [tenant, accounts],
  );
  return new Map(counted.map(({ account, ...counts }) => [account, counts]));
}
