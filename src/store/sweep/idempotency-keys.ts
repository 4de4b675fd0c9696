// Idempotency keys with their recorded answers: a client that has not asked again after a week does not any more. An answer holds a
// customer's data, so a shorter retention counts.

import { DAY } from '../../domain/time.ts';
import { type SweepJob, soonerOf } from './job.ts';

const keptMs = 7 * DAY;

export const idempotencyKeys: SweepJob = {
  name: 'idempotency keys',
  async remove(pool, order) {
    const { rowCount } = await pool.query(
      `delete from idempotency_keys where tenant = $1 and key in (
         select key from idempotency_keys where tenant = $1 and created_at < $2
         order by created_at limit $3 for update skip locked)`,
      [order.tenant, soonerOf(order, keptMs), order.limit],
    );
    return rowCount ?? 0;
  },
};
