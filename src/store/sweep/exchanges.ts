// The journal of exchanges, as far as no question needs it: what is under way or of unknown outcome stays for good (a refresh token
// may hang on it), so does the last refusal of each grant by each cause (a diagnosis counts how earlier grants ended), and so do the
// newest of each account.

import type { SweepJob } from './job.ts';

/** Of each account, whatever became of them. */
export const keptExchanges = 50;

export const exchanges: SweepJob = {
  name: 'exchanges',
  async remove(pool, { tenant, before, limit }) {
    const { rowCount } = await pool.query(
      `delete from exchanges where id in (
         select e.id from exchanges e
         where e.tenant = $1 and e.started_at < $2 and e.status not in ('started', 'unknown')
           and exists (select 1 from exchanges newer
                       where newer.tenant = e.tenant and newer.account = e.account and newer.started_at > e.started_at
                       offset ${keptExchanges - 1})
           and (e.status <> 'refused' or exists (
             select 1 from exchanges later
             where later.tenant = e.tenant and later.account = e.account and later.started_at > e.started_at
               and later.status = 'refused' and later.grant_id = e.grant_id
               and later.diagnosis ->> 'cause' is not distinct from e.diagnosis ->> 'cause'))
         order by e.started_at limit $3 for update of e skip locked)`,
      [tenant, new Date(before), limit],
    );
    return rowCount ?? 0;
  },
};
