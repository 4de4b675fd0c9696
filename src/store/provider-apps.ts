// Provider apps: the numbering of their accounts, the lifetimes their tokens have, and whether the app itself is in order.

import { z } from 'zod';
import type { Diagnosis } from '../domain/diagnosis.ts';
import { isSameLifetimeClass } from '../domain/refresh-schedule.ts';
import { firstRow, type Queryable, rows } from './db.ts';

/** The next account number of this app; numbers are never reused, so the grid keeps its spread. */
export async function takeSerial(db: Queryable, app: string, provider: string): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ serial: z.number() }),
    `insert into provider_apps (id, provider, next_serial) values ($1, $2, 1)
     on conflict (id) do update set next_serial = provider_apps.next_serial + 1
     returning next_serial - 1 as serial`,
    [app, provider],
  );
  return row!.serial;
}

/**
 * The nominal lifetime of a token of which only the rest of its life is known (an import): the shortest class of the app that
 * could have left so much. Founds none: what is left says nothing about how long tokens live.
 */
export async function nominalOfRest(db: Queryable, app: string, restMs: number): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ nominal_ms: z.number() }),
    `select nominal_ms from lifetime_classes where provider_app = $1 and nominal_ms >= $2 order by nominal_ms limit 1`,
    [app, restMs],
  );
  return row?.nominal_ms ?? restMs;
}

/** The nominal lifetime an observed one belongs to; founds a class where there is none within 5 %. */
export async function nominalLifetime(db: Queryable, app: string, observedMs: number): Promise<number> {
  const classes = await rows(
    db,
    z.object({ nominal_ms: z.number() }),
    'select nominal_ms from lifetime_classes where provider_app = $1 order by abs(nominal_ms - $2)',
    [app, observedMs],
  );
  const nearest = classes[0];
  if (nearest && isSameLifetimeClass(nearest.nominal_ms, observedMs)) return nearest.nominal_ms;
  await db.query(
    'insert into lifetime_classes (provider_app, nominal_ms) values ($1, $2) on conflict do nothing',
    [app, observedMs],
  );
  return observedMs;
}

const healthRow = z.object({
  id: z.string(),
  provider: z.string(),
  failing: z.unknown().transform((value) => value as Diagnosis | null),
  failing_since: z.number().nullable(),
  not_before: z.number().nullable(),
  last_decision: z.number(),
});

export type AppHealthRow = z.output<typeof healthRow>;

const selectHealth =
  'select id, provider, failing, failing_since, not_before, last_decision from provider_apps';

/** Null for an app that has no account yet. */
export async function findAppHealth(db: Queryable, app: string): Promise<AppHealthRow | null> {
  return firstRow(db, healthRow, `${selectHealth} where id = $1`, [app]);
}

export async function listAppHealth(db: Queryable): Promise<AppHealthRow[]> {
  return rows(db, healthRow, `${selectHealth} order by id`, []);
}

/** `failing: null` opens the gate again. `decision` only ever rises: a late repeat changes nothing. */
export async function saveAppHealth(
  db: Queryable,
  app: string,
  health: { readonly failing: Diagnosis | null; readonly decision: number },
): Promise<void> {
  await db.query(
    `update provider_apps
     set failing = $2, failing_since = case when $2::jsonb is null then null else coalesce(failing_since, now()) end,
         last_decision = $3
     where id = $1 and last_decision <= $3`,
    [app, health.failing && JSON.stringify(health.failing), health.decision],
  );
}

/** The token endpoint asked to be left alone: no exchange of the app is sent before. */
export async function pauseApp(db: Queryable, app: string, until: number): Promise<void> {
  await db.query('update provider_apps set not_before = greatest(not_before, $2) where id = $1', [
    app,
    new Date(until),
  ]);
}

/** True when that is news. */
export async function noteWatched(db: Queryable, app: string, isWatched: boolean): Promise<boolean> {
  const result = await db.query(
    'update provider_apps set is_watched = $2 where id = $1 and is_watched <> $2',
    [app, isWatched],
  );
  return result.rowCount === 1;
}

/**
 * How long until the app may be asked about an account; that moment and the `count - 1` after it, `everyMs` apart, are given
 * to nobody else. Kept here and not in a worker, so that all workers and tenants together keep one pace.
 */
export async function reserveProbes(
  db: Queryable,
  app: string,
  { count, everyMs }: { readonly count: number; readonly everyMs: number },
): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ wait_ms: z.number() }),
    `update provider_apps
     set next_probe_at = greatest(next_probe_at, now()) + $2 * interval '1 millisecond'
     where id = $1 returning (extract(epoch from next_probe_at - now()) * 1000)::float8 as wait_ms`,
    [app, count * everyMs],
  );
  if (!row) throw new Error(`there is no provider app ${app}`);
  return Math.max(0, row.wait_ms - count * everyMs);
}

const countRow = z.object({ provider_app: z.string(), state: z.string(), count: z.number() });

/** Accounts of every app by state, disconnected ones left out. */
export async function countAppAccounts(db: Queryable): Promise<z.output<typeof countRow>[]> {
  return rows(
    db,
    countRow,
    `select provider_app, state, count(*) as count from connected_accounts
     where state <> 'disconnected' group by 1, 2 order by 1, 2`,
    [],
  );
}
