// What people were asked by link: to connect an account, or to renew one. Links that were used or whose term is over. The last
// request of an account stays: it says whether the person declined, and may be given another term.

import type { SweepJob } from './job.ts';

export const requests: SweepJob = {
  name: 'requests by link',
  async remove(pool, { tenant, before, limit }) {
    const values = [tenant, new Date(before), limit];
    const connects = await pool.query(
      `delete from connect_requests where id in (
         select id from connect_requests where tenant = $1 and coalesce(completed_at, expires_at) < $2
         limit $3 for update skip locked)`,
      values,
    );
    const renewals = await pool.query(
      `delete from reauth_requests where id in (
         select r.id from reauth_requests r
         where r.tenant = $1 and coalesce(r.completed_at, r.expires_at) < $2
           and exists (select 1 from reauth_requests later
                       where later.tenant = r.tenant and later.account = r.account and later.seq > r.seq)
         limit $3 for update of r skip locked)`,
      values,
    );
    return (connects.rowCount ?? 0) + (renewals.rowCount ?? 0);
  },
};
