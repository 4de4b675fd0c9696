// Publishing: the event and what is owed of it are written in one statement, then the delivery workflows are woken. Every
// part can be repeated: the event's id is derived from the decision behind it, and waking twice is waking once.

import type { DeliveryQueue } from '../domain/delivery.ts';
import type { EventDraft } from '../domain/events.ts';
import type { EventId, TenantId } from '../domain/ids.ts';
import type { Pool } from '../store/db.ts';
import { listQueuesOfEvent } from '../store/deliveries.ts';
import { insertEvent } from '../store/events.ts';
import { withRunDeadlines } from './run-deadlines.ts';

export interface PublishDeps {
  readonly pool: Pool;
  /** Wakes the workflow of a queue, or starts it. */
  readonly wake: (queue: DeliveryQueue, event: EventId) => Promise<void>;
}

/** `execution`: of the workflow that decided it (src/store/events.ts). Answers the id it has. */
export async function publishEvent(
  deps: PublishDeps,
  event: EventDraft,
  execution: string | null = null,
): Promise<EventId> {
  const id = await insertEvent(deps.pool, await withRunDeadlines(deps.pool, event), execution);
  // The operator's own events are told to no tenant.
  if (event.tenant !== null) await handOverEvent(deps, event.tenant, id);
  return id;
}

/** For whoever writes an event in a transaction of its own: after the commit. */
export async function handOverEvent(
  { pool, wake }: PublishDeps,
  tenant: TenantId,
  event: EventId,
): Promise<void> {
  const queues = await listQueuesOfEvent(pool, tenant, event);
  await Promise.all(queues.map((queue) => wake(queue, event)));
}
