// Events: written once per id, kept whether or not anybody listens.

import { z } from 'zod';
import type { EventDraft, EventType } from '../domain/events.ts';
import type { AccountId, AccountRef, EventId, RunId, TenantId } from '../domain/ids.ts';
import type { Json } from '../domain/tool.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const eventRow = z.object({
  id: z.string().transform((id) => id as EventId),
  position: z.number(),
  type: z.string().transform((type) => type as EventType),
  account: z
    .string()
    .nullable()
    .transform((id) => id as AccountId | null),
  run: z
    .string()
    .nullable()
    .transform((id) => id as RunId | null),
  sequence: z.number(),
  data: z.record(z.string(), z.unknown()).transform((value) => value as Record<string, Json>),
  created_at: z.number(),
});

const columns = 'id, position, type, account, run, sequence, data, created_at';

export type EventRow = z.output<typeof eventRow>;

/**
 * Positions are given out under a lock per tenant that lasts until the transaction ends, so that they are committed in
 * their order: a reader who has seen position 5 will never be owed a position 4 that was still on its way.
 * What is owed to the tenant's webhook endpoints is written with the event, so that no crash lies between the two.
 *
 * `execution`: of the workflow that decided it. One that was reset makes other decisions under the same numbers: those get an id
 * of their own and a number above all there are, and what was the last word already is not said again. Answers the id it has.
 */
export async function insertEvent(
  db: Queryable,
  event: EventDraft,
  execution: string | null = null,
): Promise<EventId> {
  const { id, sequence } = execution === null ? event : await nameAfterReset(db, event, execution);
  await db.query(
    `with turn as materialized (select pg_advisory_xact_lock(hashtextextended('events of ' || coalesce($2::text, 'the operator'), 0))),
     written as (
       insert into events (id, tenant, type, account, run, sequence, data, execution)
       select $1, $2, $3, $4, $5, $6::bigint, $7::jsonb, $8 from turn
       on conflict (id) do nothing returning id, tenant, type, account, run, position)
     insert into deliveries (tenant, id, endpoint, event, position, subject, state)
     select w.tenant, 'dlv_' || replace(gen_random_uuid()::text, '-', ''), e.id, w.id, w.position,
       coalesce(w.run, w.account, 'tenant'), 'pending'
     from written w join webhook_endpoints e on e.tenant = w.tenant and (e.types is null or w.type = any(e.types))`,
    [id, event.tenant, event.type, event.account, event.run, sequence, JSON.stringify(event.data), execution],
  );
  return id;
}

/** Of a run: one more than any event of it has. */
export async function nextRunSequence(db: Queryable, tenant: TenantId, run: RunId): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ next: z.number() }),
    'select coalesce(max(sequence), 0) + 1 as next from events where tenant = $1 and run = $2',
    [tenant, run],
  );
  return row!.next;
}

interface NamedEvent {
  readonly id: EventId;
  readonly sequence: number;
}

const namedEvent = z.object({
  id: z.string().transform((id) => id as EventId),
  sequence: z.number(),
});

/**
 * By its own id, and for a run by the other events it has: nearly always none of another execution has come so far. From the
 * first one that has another name, an execution counts on from the highest number there is.
 */
async function nameAfterReset(db: Queryable, event: EventDraft, execution: string): Promise<NamedEvent> {
  const { id, tenant, run, type, sequence, data } = event;
  const suffix = `~${execution.slice(-12)}`;
  const found = await rows(
    db,
    namedEvent.extend({ type: z.string(), isOther: z.boolean(), isSame: z.boolean() }),
    `select id, sequence, type, coalesce(execution <> $4, false) as "isOther", data = $5::jsonb as "isSame" from events
     where id = $1 or (tenant = $2 and run = $3) order by position`,
    [id, tenant, run, execution, JSON.stringify(data)],
  );
  const earlier = found.find((one) => one.id === id);
  // Written already: a repeated call.
  if (earlier && !earlier.isOther) return event;
  const last = found.at(-1);
  const isReset =
    earlier?.isOther ||
    found.some((one) => (one.isOther ? one.sequence >= sequence : one.id.endsWith(suffix)));
  if (!isReset) return event;
  // Begun is begun, and what was said last still holds.
  if (earlier && type === 'agent.run.started') return earlier;
  if (last?.isOther && last.type === type && last.isSame) return last;
  return {
    id: `${id}${suffix}` as EventId,
    sequence: Math.max(sequence, ...found.map((one) => one.sequence + 1)),
  };
}

/** Of a tenant, or with none the operator's own. */
export async function findEvent(
  db: Queryable,
  tenant: TenantId | null,
  id: EventId,
): Promise<EventRow | null> {
  return firstRow(
    db,
    eventRow,
    `select ${columns} from events where tenant is not distinct from $1 and id = $2`,
    [tenant, id],
  );
}

/** In the order they were written, after the given position. */
export async function listEvents(
  db: Queryable,
  tenant: TenantId,
  page: { readonly after: number; readonly limit: number },
): Promise<EventRow[]> {
  return rows(
    db,
    eventRow,
    `select ${columns} from events
     where tenant = $1 and position > $2 order by position limit $3`,
    [tenant, page.after, page.limit],
  );
}

/** The operator's own: those of provider apps. */
export async function listOperatorEvents(
  db: Queryable,
  page: { readonly after: number; readonly limit: number },
): Promise<EventRow[]> {
  return rows(
    db,
    eventRow,
    `select ${columns} from events
     where tenant is null and position > $1 order by position limit $2`,
    [page.after, page.limit],
  );
}

/** The last event of a type about an account; null when there was none. */
export async function findAccountEvent(
  db: Queryable,
  ref: AccountRef,
  type: EventType,
): Promise<EventRow | null> {
  return firstRow(
    db,
    eventRow,
    `select ${columns} from events
     where tenant = $1 and account = $2 and type = $3 order by position desc limit 1`,
    [ref.tenant, ref.account, type],
  );
}
