// What providers said of limits that are used up: for whom, for which requests, until when. One row a limit and who shares it.

import { z } from 'zod';
import { firstRow, type Queryable, rows } from './db.ts';

const stopRow = z.object({
  key: z.string(),
  app: z.string(),
  name: z.string(),
  shared_by: z.enum(['app', 'organization', 'tenant', 'account']),
  sharer: z.string(),
  /** Empty: all. */
  methods: z.array(z.string()),
  paths: z.array(z.string()),
  strikes: z.number(),
  /** From now on, by the database's clock: the clocks of processes do not agree. */
  left_ms: z.number(),
});

export type StopRow = z.output<typeof stopRow>;

const columns = `key, app, name, shared_by, sharer, methods, paths, strikes,
  extract(epoch from stopped_until - clock_timestamp())::float8 * 1000 as left_ms`;

export async function listStops(db: Queryable): Promise<StopRow[]> {
  return rows(
    db,
    stopRow,
    `select ${columns} from request_stops where stopped_until > clock_timestamp() limit 10000`,
    [],
  );
}

/**
 * Several requests on their way learn of the same stop: while one is in force another adds no strike. A length that the
 * provider named is taken; else each strike doubles the last, up to the longest.
 */
export async function saveStop(
  db: Queryable,
  stop: Omit<StopRow, 'strikes' | 'left_ms'> & {
    readonly saidMs: number | null;
    readonly firstMs: number;
    readonly longestMs: number;
  },
): Promise<StopRow> {
  await db.query("delete from request_stops where stopped_until < now() - interval '1 day'");
  const row = await firstRow(
    db,
    stopRow,
    `insert into request_stops as old (key, app, name, shared_by, sharer, methods, paths, stopped_until)
     values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + coalesce($8::float8, $9::float8) * interval '1 ms')
     on conflict (key) do update set
       strikes = case
         when old.stopped_until > clock_timestamp() then old.strikes
         when old.stopped_until > clock_timestamp() - 2 * $10::float8 * interval '1 ms' then least(old.strikes + 1, 20)
         else 1 end,
       stopped_until = case
         when $8::float8 is null and old.stopped_until > clock_timestamp() then old.stopped_until
         else greatest(old.stopped_until, clock_timestamp() + interval '1 ms' * coalesce($8::float8, least($10::float8, $9::float8 * case
           when old.stopped_until > clock_timestamp() - 2 * $10::float8 * interval '1 ms' then 2.0 ^ least(old.strikes, 20)
           else 1 end))) end,
       learned_at = now()
     returning ${columns}`,
    [
      stop.key,
      stop.app,
      stop.name,
      stop.shared_by,
      stop.sharer,
      stop.methods,
      stop.paths,
      stop.saidMs,
      stop.firstMs,
      stop.longestMs,
    ],
  );
  return row!;
}
