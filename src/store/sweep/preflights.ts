// Preflights with what they found. Nobody asks what was foreseen for a night long past; a new one removes old ones too
// (src/store/preflights.ts), this is for tenants who make none any more.

import { DAY } from '../../domain/time.ts';
import { type SweepJob, soonerOf } from './job.ts';

const keptMs = 30 * DAY;

export const preflights: SweepJob = {
  name: 'preflights',
  async remove(pool, order) {
    const { rowCount } = await pool.query(
      `delete from preflights where tenant = $1 and id in (
         select id from preflights where tenant = $1 and state = 'done' and created_at < $2
         order by created_at limit $3 for update skip locked)`,
      [order.tenant, soonerOf(order, keptMs), order.limit],
    );
    return rowCount ?? 0;
  },
};
