// The starts of schedules: one row each, whether a run came of it or not. `waiting → begun → ended`, or `skipped` with the
// reason; a skipped one may be filled in later.

import { z } from 'zod';
import type { RunId, ScheduleId, ScheduleRef, TenantId } from '../domain/ids.ts';
import {
  type OverlapPolicy,
  overlapPolicies,
  type ScheduleStart,
  type SkipReason,
  type StartCause,
  skipReasons,
} from '../domain/schedule.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const startRow = z.object({
  key: z.string(),
  at: z.number(),
  cause: z.enum(['schedule', 'trigger', 'backfill']),
  overlap: z.enum(overlapPolicies),
  state: z.enum(['waiting', 'begun', 'ended', 'skipped']),
  run: z
    .string()
    .nullable()
    .transform((id) => id as RunId | null),
  skip_reason: z.enum(skipReasons).nullable(),
  skips: z.number(),
});

export type StartRow = z.output<typeof startRow>;

const columns = 'key, at, cause, overlap, state, run, skip_reason, skips';

/** Written down before anything is done about it. One that is there stays, but a skipped one is to be done after all. */
export async function insertStart(
  db: Queryable,
  ref: ScheduleRef,
  start: ScheduleStart,
  how: { readonly cause: StartCause; readonly overlap: OverlapPolicy },
): Promise<StartRow> {
  const row = await firstRow(
    db,
    startRow,
    `insert into schedule_starts as s (tenant, schedule, key, at, cause, overlap, state)
     values ($1, $2, $3, $4, $5, $6, 'waiting')
     on conflict (tenant, schedule, key) do update set
       state = case when s.state = 'skipped' and $5 = 'backfill' then 'waiting' else s.state end,
       cause = case when s.state = 'skipped' and $5 = 'backfill' then $5 else s.cause end,
       overlap = case when s.state = 'skipped' and $5 = 'backfill' then $6 else s.overlap end,
       skip_reason = case when $5 = 'backfill' then null else s.skip_reason end,
       updated_at = now()
     returning ${columns}`,
    [ref.tenant, ref.schedule, start.key, new Date(start.at), how.cause, how.overlap],
  );
  return row!;
}

/** Told already. One that somebody has ordered meanwhile stays. */
export async function insertSkipped(
  db: Queryable,
  ref: ScheduleRef,
  start: ScheduleStart,
  how: { readonly reason: SkipReason; readonly overlap: OverlapPolicy },
): Promise<void> {
  await db.query(
    `insert into schedule_starts (tenant, schedule, key, at, cause, overlap, state, skip_reason, skips)
     values ($1, $2, $3, $4, 'schedule', $5, 'skipped', $6, 1) on conflict (tenant, schedule, key) do nothing`,
    [ref.tenant, ref.schedule, start.key, new Date(start.at), how.overlap, how.reason],
  );
}

export async function findStart(db: Queryable, ref: ScheduleRef, key: string): Promise<StartRow | null> {
  return firstRow(
    db,
    startRow,
    `select ${columns} from schedule_starts where tenant = $1 and schedule = $2 and key = $3`,
    [ref.tenant, ref.schedule, key],
  );
}

/** The other starts that have not ended, in the order they are to begin in. */
export async function listOpenStarts(
  db: Queryable,
  ref: ScheduleRef,
  except: string | null = null,
): Promise<StartRow[]> {
  return rows(
    db,
    startRow,
    `select ${columns} from schedule_starts
     where tenant = $1 and schedule = $2 and state in ('waiting', 'begun') and key is distinct from $3
     order by at, key`,
    [ref.tenant, ref.schedule, except],
  );
}

export async function markBegun(db: Queryable, ref: ScheduleRef, key: string, run: RunId): Promise<void> {
  await db.query(
    `update schedule_starts set state = 'begun', run = $4, updated_at = now()
     where tenant = $1 and schedule = $2 and key = $3 and state = 'waiting'`,
    [ref.tenant, ref.schedule, key, run],
  );
}

export async function markEnded(db: Queryable, ref: ScheduleRef, key: string): Promise<void> {
  await db.query(
    `update schedule_starts set state = 'ended', updated_at = now()
     where tenant = $1 and schedule = $2 and key = $3 and state = 'begun'`,
    [ref.tenant, ref.schedule, key],
  );
}

/** How often it was skipped by now; null when it was not waiting. */
export async function markSkipped(
  db: Queryable,
  ref: ScheduleRef,
  key: string,
  reason: SkipReason,
): Promise<number | null> {
  const row = await firstRow(
    db,
    startRow.pick({ skips: true }),
    `update schedule_starts set state = 'skipped', skip_reason = $4, skips = skips + 1, updated_at = now()
     where tenant = $1 and schedule = $2 and key = $3 and state = 'waiting' returning skips`,
    [ref.tenant, ref.schedule, key, reason],
  );
  return row?.skips ?? null;
}

/** Of all tenants: starts that somebody ordered before this time and that have not begun. */
export async function listWaitingStarts(
  db: Queryable,
  orderedBefore: number,
): Promise<(StartRow & { readonly tenant: TenantId; readonly schedule: ScheduleId })[]> {
  return rows(
    db,
    startRow.extend({
      tenant: z.string().transform((id) => id as TenantId),
      schedule: z.string().transform((id) => id as ScheduleId),
    }),
    `select tenant, schedule, ${columns} from schedule_starts
     where state = 'waiting' and updated_at < $1 order by updated_at limit 200`,
    [new Date(orderedBefore)],
  );
}

const shownStartRow = startRow.extend({
  run_state: z.enum(['running', 'paused', 'ended']).nullable(),
  verdict: z.enum(['complete', 'complete_late', 'incomplete', 'failed', 'cancelled']).nullable(),
});

export type ShownStartRow = z.output<typeof shownStartRow>;

const shownStarts = `select s.key, s.at, s.cause, s.overlap, s.state, s.run, s.skip_reason, s.skips, r.state as run_state, r.verdict
  from schedule_starts s left join runs r on r.tenant = s.tenant and r.id = s.run
  where s.tenant = $1 and s.schedule = $2`;

/** The latest first, with what became of their runs. */
export async function listLastStarts(
  db: Queryable,
  ref: ScheduleRef,
  limit: number,
): Promise<ShownStartRow[]> {
  return rows(db, shownStartRow, `${shownStarts} order by s.at desc, s.key desc limit $3`, [
    ref.tenant,
    ref.schedule,
    limit,
  ]);
}

/** Of these keys, in the order they are to begin in. */
export async function listStarts(
  db: Queryable,
  ref: ScheduleRef,
  keys: readonly string[],
): Promise<ShownStartRow[]> {
  return rows(db, shownStartRow, `${shownStarts} and s.key = any($3) order by s.at, s.key`, [
    ref.tenant,
    ref.schedule,
    keys,
  ]);
}

export async function countSkipped(
  db: Queryable,
  ref: ScheduleRef,
): Promise<{ readonly skip_reason: SkipReason; readonly count: number }[]> {
  return rows(
    db,
    z.object({ skip_reason: z.enum(skipReasons), count: z.number() }),
    `select skip_reason, count(*) as count from schedule_starts
     where tenant = $1 and schedule = $2 and state = 'skipped' group by skip_reason`,
    [ref.tenant, ref.schedule],
  );
}
