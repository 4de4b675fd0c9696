// A delivery as the API shows it, with what each attempt came to.

import { z } from '@hono/zod-openapi';
import type { TenantId } from '../domain/ids.ts';
import type { Pool } from '../store/db.ts';
import type { DeliveryRow } from '../store/deliveries.ts';
import { listAttempts } from '../store/delivery-attempts.ts';
import { isoOf, isoOrNull } from './paging.ts';

export const deliveryStates = ['pending', 'delivered', 'dead'] as const;

export const deliverySchema = z
  .object({
    id: z.string(),
    endpoint: z.string(),
    event: z.string(),
    subject: z.string().openapi({
      description: 'The account or run whose events reach the endpoint in order; `tenant` for others.',
    }),
    state: z
      .enum(deliveryStates)
      .openapi({ description: '`dead`: given up after the last try, until it is retried by hand.' }),
    nextAttemptAt: z.iso.datetime().nullable().openapi({
      description: 'Of a pending one. It may wait longer: for those before it in its order.',
    }),
    endedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    attempts: z.array(
      z.object({
        startedAt: z.iso.datetime(),
        durationMs: z.number().int(),
        status: z.number().int().nullable().openapi({ description: 'Null: no answer came.' }),
        reason: z.string().nullable().openapi({ description: 'Null: it was delivered.' }),
        snippet: z.string().nullable().openapi({ description: 'The beginning of an answer that refused.' }),
      }),
    ),
  })
  .openapi('Delivery');

export async function showDeliveries(
  pool: Pool,
  tenant: TenantId,
  deliveries: readonly DeliveryRow[],
): Promise<z.output<typeof deliverySchema>[]> {
  const attempts = await listAttempts(
    pool,
    tenant,
    deliveries.map((delivery) => delivery.id),
  );
  return deliveries.map((delivery) => ({
    id: delivery.id,
    endpoint: delivery.endpoint,
    event: delivery.event,
    subject: delivery.subject,
    state: delivery.state,
    nextAttemptAt: delivery.state === 'pending' ? isoOf(delivery.next_attempt_at) : null,
    endedAt: isoOrNull(delivery.ended_at),
    createdAt: isoOf(delivery.created_at),
    attempts: attempts
      .filter((attempt) => attempt.delivery === delivery.id)
      .map((attempt) => ({
        startedAt: isoOf(attempt.started_at),
        durationMs: attempt.duration_ms,
        status: attempt.status,
        reason: attempt.reason,
        snippet: attempt.snippet,
      })),
  }));
}
