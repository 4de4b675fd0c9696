// What is owed to webhook endpoints and to people is written down, and its workflow is woken then. When a process dies between
// the two, or somebody ends such a workflow by hand, somebody must start it after all. One that runs is left alone (it may
// only wait for a worker), so any number of processes may do this.

import { MINUTE } from '../domain/time.ts';
import type { Pool } from '../store/db.ts';
import { listOverdueQueues } from '../store/deliveries.ts';
import { listOwedPeople } from '../store/notices.ts';
import type { Log } from '../telemetry/log.ts';
import type { DeliveryClient } from './delivery-client.ts';
import { type KeptWork, keepDoing } from './keep-doing.ts';
import type { NoticeClient } from './notice-client.ts';

interface Deps {
  readonly pool: Pool;
  readonly deliveryClient: Pick<DeliveryClient, 'ensureStarted'>;
  readonly noticeClient: Pick<NoticeClient, 'ensureStarted'>;
  readonly log: Log;
}

/** Longer than an attempt and its repetition take: what is due for longer is nobody's. */
const graceMs = MINUTE;
const atOnce = 200;

/** How many queues it found, of endpoints and of people. */
export async function deliverOverdue(
  { pool, deliveryClient, noticeClient, log }: Deps,
  now = Date.now(),
): Promise<number> {
  const queues = await listOverdueQueues(pool, now - graceMs, atOnce);
  for (const queue of queues) await deliveryClient.ensureStarted(queue);
  if (queues.length > 0) log.info('saw to deliveries that are overdue', { count: queues.length });
  const people = await listOwedPeople(pool, now - graceMs, atOnce);
  for (const person of people) await noticeClient.ensureStarted(person);
  return queues.length + people.length;
}

export const keepDeliveringOverdue = (deps: Deps): KeptWork =>
  keepDoing('overdue deliveries', deps.log, () => deliverOverdue(deps));
