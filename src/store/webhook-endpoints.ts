// Webhook endpoints: where a tenant wants to be told, and of what.

import { z } from 'zod';
import type { EndpointRef } from '../domain/delivery.ts';
import type { TenantId, WebhookEndpointId } from '../domain/ids.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const endpointRow = z.object({
  id: z.string().transform((id) => id as WebhookEndpointId),
  url: z.string(),
  types: z.array(z.string()).nullable(),
  description: z.string().nullable(),
  state: z.enum(['enabled', 'disabled']),
  disabled_reason: z.string().nullable(),
  created_at: z.number(),
});

export type WebhookEndpointRow = z.output<typeof endpointRow>;

const columns = 'id, url, types, description, state, disabled_reason, created_at';

/** Put again, an endpoint that was disabled is enabled. True when it is new. */
export async function putEndpoint(
  db: Queryable,
  ref: EndpointRef,
  endpoint: {
    readonly url: string;
    readonly types: readonly string[] | null;
    readonly description: string | null;
  },
): Promise<{ readonly isNew: boolean }> {
  const row = await firstRow(
    db,
    z.object({ is_new: z.boolean() }),
    `insert into webhook_endpoints (tenant, id, url, types, description, state)
     values ($1, $2, $3, $4, $5, 'enabled')
     on conflict (tenant, id) do update
     set url = $3, types = $4, description = $5, state = 'enabled', disabled_reason = null, updated_at = now()
     returning xmax = 0 as is_new`,
    [ref.tenant, ref.endpoint, endpoint.url, endpoint.types, endpoint.description],
  );
  return { isNew: row!.is_new };
}

/** Held until the transaction ends, so that two rotations at once come one after the other. */
export async function lockEndpoint(db: Queryable, ref: EndpointRef): Promise<WebhookEndpointRow | null> {
  return firstRow(
    db,
    endpointRow,
    `select ${columns} from webhook_endpoints where tenant = $1 and id = $2 for update`,
    [ref.tenant, ref.endpoint],
  );
}

export async function findEndpoint(db: Queryable, ref: EndpointRef): Promise<WebhookEndpointRow | null> {
  return firstRow(db, endpointRow, `select ${columns} from webhook_endpoints where tenant = $1 and id = $2`, [
    ref.tenant,
    ref.endpoint,
  ]);
}

export async function listEndpoints(
  db: Queryable,
  tenant: TenantId,
  page: { readonly after: string; readonly limit: number },
): Promise<WebhookEndpointRow[]> {
  return rows(
    db,
    endpointRow,
    `select ${columns} from webhook_endpoints where tenant = $1 and id > $2 order by id limit $3`,
    [tenant, page.after, page.limit],
  );
}

/** With its secrets and everything that was owed to it. */
export async function deleteEndpoint(db: Queryable, ref: EndpointRef): Promise<boolean> {
  const result = await db.query('delete from webhook_endpoints where tenant = $1 and id = $2', [
    ref.tenant,
    ref.endpoint,
  ]);
  return result.rowCount === 1;
}

/** True for the one call that disables it. */
export async function disableEndpoint(db: Queryable, ref: EndpointRef, reason: string): Promise<boolean> {
  const result = await db.query(
    `update webhook_endpoints set state = 'disabled', disabled_reason = $3, updated_at = now()
     where tenant = $1 and id = $2 and state = 'enabled'`,
    [ref.tenant, ref.endpoint, reason],
  );
  return result.rowCount === 1;
}
