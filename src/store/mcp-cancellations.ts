// Requests of MCP clients that were cancelled, for the api process that works on them to find.

import { z } from 'zod';
import type { TenantId } from '../domain/ids.ts';
import { type Queryable, rows } from './db.ts';

export async function saveCancellation(db: Queryable, tenant: TenantId, call: string): Promise<void> {
  await db.query('insert into mcp_cancellations (tenant, call) values ($1, $2) on conflict do nothing', [
    tenant,
    call,
  ]);
  // No request lasts that long; whoever cancels sweeps, so that nothing else has to.
  await db.query(
    "delete from mcp_cancellations where tenant = $1 and cancelled_at < now() - interval '1 hour'",
    [tenant],
  );
}

/** Which of these calls, of whatever tenants, were cancelled. */
export async function findCancellations(
  systemDb: Queryable,
  calls: readonly { readonly tenant: TenantId; readonly call: string }[],
): Promise<string[]> {
  const found = await rows(
    systemDb,
    z.object({ call: z.string() }),
    `select c.call from mcp_cancellations c
     join unnest($1::text[], $2::text[]) as asked (tenant, call) on c.tenant = asked.tenant and c.call = asked.call`,
    [calls.map(({ tenant }) => tenant), calls.map(({ call }) => call)],
  );
  return found.map(({ call }) => call);
}
