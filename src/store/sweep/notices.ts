// What people were asked and is over: closed towards them, or over before anybody was told. A notice goes with the last thing it
// carries, once all of its messages have ended. What somebody was asked and never heard the end of stays.

import { inTransaction } from '../db.ts';
import type { SweepJob } from './job.ts';

export const notices: SweepJob = {
  name: 'notices',
  remove: (pool, { tenant, before, limit }) =>
    inTransaction(pool, async (db) => {
      const values = [tenant, new Date(before), limit];
      const asks = await db.query(
        `delete from notice_asks where id in (
           select id from notice_asks
           where tenant is not distinct from $1 and ended_at < $2 and (told_at is null or closing_notice is not null)
           order by id limit $3 for update skip locked)`,
        values,
      );
      const found = await db.query(
        `select n.id from notices n
         where n.tenant is not distinct from $1 and n.created_at < $2
           and not exists (select 1 from notice_asks a where a.notice = n.id or a.closing_notice = n.id)
           and not exists (select 1 from notice_messages m
                           where m.notice = n.id and (m.state = 'pending' or m.ended_at >= $2))
         order by n.number limit $3 for update of n skip locked`,
        values,
      );
      const ids = found.rows.map(({ id }: { id: string }) => id);
      await db.query('delete from notice_messages where notice = any($1)', [ids]);
      const gone = await db.query('delete from notices where id = any($1)', [ids]);
      return (asks.rowCount ?? 0) + (gone.rowCount ?? 0);
    }),
};
