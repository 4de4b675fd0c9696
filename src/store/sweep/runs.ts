// Runs that have ended: what they read first, then the run with its ledger and its checkpoints. One whose gaps may still be filled in
// needs its rows for that and stays whole, however old it is.

import { inTransaction } from '../db.ts';
import type { SweepJob } from './job.ts';

/** $1 the tenant, $2 the instant; the rows of one that is being written are left for the next round. */
const over = `
  select id from runs
  where tenant = $1 and state = 'ended' and updated_at < $2 and (ledger -> 'lateFill' ->> 'state') is distinct from 'waiting'
  order by updated_at limit 20 for update skip locked`;

export const runs: SweepJob = {
  name: 'runs',
  remove: (pool, { tenant, before, limit }) =>
    inTransaction(pool, async (db) => {
      const found = await db.query(over, [tenant, new Date(before)]);
      const ids = found.rows.map(({ id }: { id: string }) => id);
      if (ids.length === 0) return 0;
      const rows = await db.query(
        `delete from result_rows where tenant = $1 and (run, step, key) in (
           select run, step, key from result_rows where tenant = $1 and run = any($2) limit $3)`,
        [tenant, ids, limit],
      );
      if (rows.rowCount === limit) return limit;
      const { rowCount } = await db.query(
        `delete from runs r where r.tenant = $1 and r.id = any($2)
           and not exists (select 1 from result_rows w where w.tenant = r.tenant and w.run = r.id)`,
        [tenant, ids],
      );
      return (rows.rowCount ?? 0) + (rowCount ?? 0);
    }),
};
