// Starts of schedules that came to a run which has ended, or to nothing. The last one of a schedule stays, however rare the schedule
// is: it is what says that it works.

import type { SweepJob } from './job.ts';

export const scheduleStarts: SweepJob = {
  name: 'starts of schedules',
  async remove(pool, { tenant, before, limit }) {
    const { rowCount } = await pool.query(
      `delete from schedule_starts where tenant = $1 and (schedule, key) in (
         select s.schedule, s.key from schedule_starts s
         where s.tenant = $1 and s.state in ('ended', 'skipped') and s.at < $2 and s.updated_at < $2
           and exists (select 1 from schedule_starts later
                       where later.tenant = s.tenant and later.schedule = s.schedule and later.at > s.at)
         order by s.at limit $3 for update of s skip locked)`,
      [tenant, new Date(before), limit],
    );
    return rowCount ?? 0;
  },
};
