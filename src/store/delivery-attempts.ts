// What each attempt of a delivery came to.

import { z } from 'zod';
import type { DeliveryId, TenantId } from '../domain/ids.ts';
import { type Queryable, rows } from './db.ts';

const attemptRow = z.object({
  delivery: z.string().transform((id) => id as DeliveryId),
  started_at: z.number(),
  duration_ms: z.number(),
  status: z.number().nullable(),
  reason: z.string().nullable(),
  snippet: z.string().nullable(),
});

export type DeliveryAttemptRow = z.output<typeof attemptRow>;

/** Of a delivery that was deleted meanwhile, with its endpoint, nothing is kept. */
export async function insertAttempt(
  db: Queryable,
  tenant: TenantId,
  attempt: DeliveryAttemptRow,
): Promise<void> {
  await db.query(
    `insert into delivery_attempts (tenant, delivery, started_at, duration_ms, status, reason, snippet)
     select tenant, id, $3, $4, $5, $6, $7 from deliveries where tenant = $1 and id = $2`,
    [
      tenant,
      attempt.delivery,
      new Date(attempt.started_at),
      attempt.duration_ms,
      attempt.status,
      attempt.reason,
      attempt.snippet,
    ],
  );
}

export async function listAttempts(
  db: Queryable,
  tenant: TenantId,
  deliveries: readonly DeliveryId[],
): Promise<DeliveryAttemptRow[]> {
  return rows(
    db,
    attemptRow,
    `select delivery, started_at, duration_ms, status, reason, snippet from delivery_attempts
     where tenant = $1 and delivery = any($2) order by number`,
    [tenant, deliveries],
  );
}
