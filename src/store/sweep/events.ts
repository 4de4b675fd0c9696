// Events with their deliveries and attempts, once nothing is owed of them: neither to an endpoint, a disabled one included, nor
// to a person. What was sent again lately stays, and so does the last event of each type about an account, because it is asked
// for when somebody new is to be told.

import { inTransaction } from '../db.ts';
import type { SweepJob } from './job.ts';

const over = `
  select e.id from events e
  where e.tenant is not distinct from $1 and e.created_at < $2
    and not exists (select 1 from deliveries d
                    where d.event = e.id and (d.state = 'pending' or coalesce(d.ended_at, d.created_at) >= $2))
    and not exists (select 1 from notice_asks a where a.event = e.id)
    and (e.account is null or exists (
      select 1 from events later where later.tenant is not distinct from e.tenant and later.account = e.account
        and later.type = e.type and later.position > e.position))
  order by e.created_at limit $3 for update of e skip locked`;

export const events: SweepJob = {
  name: 'events',
  remove: (pool, { tenant, before, limit }) =>
    inTransaction(pool, async (db) => {
      const found = await db.query(over, [tenant, new Date(before), limit]);
      const ids = found.rows.map(({ id }: { id: string }) => id);
      // One that was put back into its queue since is owed again, and its event stays.
      await db.query("delete from deliveries where event = any($1) and state <> 'pending'", [ids]);
      const { rowCount } = await db.query(
        `delete from events e where e.id = any($1) and not exists (select 1 from deliveries d where d.event = e.id)`,
        [ids],
      );
      return rowCount ?? 0;
    }),
};
