// Deliveries: which event is owed to which endpoint. The rows are the queue, so what they say is what is owed, whatever
// became of the workflow that works through them. Their attempts stand in delivery-attempts.ts.

import { z } from 'zod';
import type { DeliveryQueue, DeliveryState, DeliverySubject, EndpointRef } from '../domain/delivery.ts';
import type { DeliveryId, EventId, TenantId, WebhookEndpointId } from '../domain/ids.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const deliveryRow = z.object({
  id: z.string().transform((id) => id as DeliveryId),
  number: z.number(),
  endpoint: z.string().transform((id) => id as WebhookEndpointId),
  event: z.string().transform((id) => id as EventId),
  subject: z.string().transform((subject) => subject as DeliverySubject),
  state: z.string().transform((state) => state as DeliveryState),
  tries: z.number(),
  next_attempt_at: z.number(),
  created_at: z.number(),
  ended_at: z.number().nullable(),
});

export type DeliveryRow = z.output<typeof deliveryRow>;

const columns = 'id, number, endpoint, event, subject, state, tries, next_attempt_at, created_at, ended_at';

const queueRow = z.object({
  tenant: z.string().transform((id) => id as TenantId),
  endpoint: z.string().transform((id) => id as WebhookEndpointId),
  subject: z.string().transform((subject) => subject as DeliverySubject),
});

/** The first that is owed in a queue, with where it goes to; null when nothing is, or the endpoint is disabled or gone. */
export async function findNextDelivery(
  db: Queryable,
  queue: DeliveryQueue,
): Promise<(DeliveryRow & { readonly url: string; readonly behind: number }) | null> {
  return firstRow(
    db,
    deliveryRow.extend({ url: z.string(), behind: z.number() }),
    `select ${columns
      .split(', ')
      .map((column) => `d.${column}`)
      .join(', ')}, e.url, (count(*) over ())::integer - 1 as behind
     from deliveries d join webhook_endpoints e on e.tenant = d.tenant and e.id = d.endpoint
     where d.tenant = $1 and d.endpoint = $2 and d.subject = $3 and d.state = 'pending' and e.state = 'enabled'
     order by d.position limit 1`,
    [queue.tenant, queue.endpoint, queue.subject],
  );
}

export async function saveProgress(
  db: Queryable,
  tenant: TenantId,
  id: DeliveryId,
  progress: {
    readonly state: DeliveryState;
    readonly tries: number;
    readonly nextAttemptAt: number;
  },
): Promise<void> {
  await db.query(
    `update deliveries set state = $3, tries = $4, next_attempt_at = $5,
       ended_at = case when $3 = 'pending' then null else now() end
     where tenant = $1 and id = $2`,
    [tenant, id, progress.state, progress.tries, new Date(progress.nextAttemptAt)],
  );
}

export async function findDelivery(
  db: Queryable,
  tenant: TenantId,
  id: DeliveryId,
): Promise<DeliveryRow | null> {
  return firstRow(db, deliveryRow, `select ${columns} from deliveries where tenant = $1 and id = $2`, [
    tenant,
    id,
  ]);
}

/** In the order they came to be owed, after the given number. */
export async function listDeliveries(
  db: Queryable,
  tenant: TenantId,
  page: {
    readonly endpoint: string | null;
    readonly state: DeliveryState | null;
    readonly after: number;
    readonly limit: number;
  },
): Promise<DeliveryRow[]> {
  return rows(
    db,
    deliveryRow,
    `select ${columns} from deliveries
     where tenant = $1 and ($2::text is null or endpoint = $2) and ($3::text is null or state = $3) and number > $4
     order by number limit $5`,
    [tenant, page.endpoint, page.state, page.after, page.limit],
  );
}

export async function listDeliveriesOfEvent(
  db: Queryable,
  tenant: TenantId,
  event: EventId,
): Promise<DeliveryRow[]> {
  return rows(
    db,
    deliveryRow,
    `select ${columns} from deliveries where tenant = $1 and event = $2 order by number`,
    [tenant, event],
  );
}

/** Owed again from the beginning, at its place in the queue; null when there is no such delivery. */
export async function putBack(db: Queryable, tenant: TenantId, id: DeliveryId): Promise<DeliveryRow | null> {
  return firstRow(
    db,
    deliveryRow,
    `update deliveries set state = 'pending', tries = 0, next_attempt_at = now(), ended_at = null
     where tenant = $1 and id = $2 returning ${columns}`,
    [tenant, id],
  );
}

/** The queues an event was put into and still waits in. */
export async function listQueuesOfEvent(
  db: Queryable,
  tenant: TenantId,
  event: EventId,
): Promise<DeliveryQueue[]> {
  return rows(
    db,
    queueRow,
    `select d.tenant, d.endpoint, d.subject
     from deliveries d join webhook_endpoints e on e.tenant = d.tenant and e.id = d.endpoint
     where d.tenant = $1 and d.event = $2 and d.state = 'pending' and e.state = 'enabled'`,
    [tenant, event],
  );
}

/** Queues of an endpoint in which anything is owed. */
export async function listQueuesOfEndpoint(
  db: Queryable,
  ref: EndpointRef,
  limit: number,
): Promise<DeliveryQueue[]> {
  return rows(
    db,
    queueRow,
    `select distinct tenant, endpoint, subject from deliveries where tenant = $1 and endpoint = $2 and state = 'pending' limit $3`,
    [ref.tenant, ref.endpoint, limit],
  );
}

/**
 * Queues of an endpoint that wait for a later try: said to be due now, and answered to the one caller who said so first.
 */
export async function hurryQueues(
  db: Queryable,
  ref: EndpointRef,
  { waitingUntilAfter, limit }: { readonly waitingUntilAfter: number; readonly limit: number },
): Promise<DeliveryQueue[]> {
  return rows(
    db,
    queueRow,
    `update deliveries set next_attempt_at = now()
     where (tenant, id) in (
       select tenant, id from deliveries
       where tenant = $1 and endpoint = $2 and state = 'pending' and tries > 0 and next_attempt_at > $3
       order by position limit $4 for update skip locked)
     returning tenant, endpoint, subject`,
    [ref.tenant, ref.endpoint, new Date(waitingUntilAfter), limit],
  );
}

/** Queues whose first delivery should have been tried before the given instant: nobody works through them. */
export async function listOverdueQueues(
  db: Queryable,
  before: number,
  limit: number,
): Promise<DeliveryQueue[]> {
  return rows(
    db,
    queueRow,
    `select tenant, endpoint, subject from (
       select distinct on (d.tenant, d.endpoint, d.subject) d.tenant, d.endpoint, d.subject, d.next_attempt_at
       from deliveries d join webhook_endpoints e on e.tenant = d.tenant and e.id = d.endpoint
       where d.state = 'pending' and e.state = 'enabled'
       order by d.tenant, d.endpoint, d.subject, d.position) heads
     where next_attempt_at < $1 limit $2`,
    [new Date(before), limit],
  );
}
