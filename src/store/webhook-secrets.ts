// The secrets of webhook endpoints, sealed; at most two of an endpoint are live.

import { z } from 'zod';
import type { EndpointRef } from '../domain/delivery.ts';
import type { WebhookSecretId } from '../domain/ids.ts';
import { type Queryable, rows } from './db.ts';

const secretRow = z.object({
  id: z.string().transform((id) => id as WebhookSecretId),
  sealed: z.instanceof(Buffer),
  created_at: z.number(),
  expires_at: z.number().nullable(),
});

export type WebhookSecretRow = z.output<typeof secretRow>;

/** The newest first. */
export async function listLiveSecrets(db: Queryable, ref: EndpointRef): Promise<WebhookSecretRow[]> {
  return rows(
    db,
    secretRow,
    `select id, sealed, created_at, expires_at from webhook_secrets
     where tenant = $1 and endpoint = $2 and (expires_at is null or expires_at > now())
     order by expires_at is null desc, created_at desc`,
    [ref.tenant, ref.endpoint],
  );
}

export async function insertSecret(
  db: Queryable,
  ref: EndpointRef,
  secret: { readonly id: WebhookSecretId; readonly sealed: Buffer },
): Promise<void> {
  await db.query('insert into webhook_secrets (tenant, endpoint, id, sealed) values ($1, $2, $3, $4)', [
    ref.tenant,
    ref.endpoint,
    secret.id,
    secret.sealed,
  ]);
}

/** The one that is current gets an end; those that had one already are erased. */
export async function retireSecrets(db: Queryable, ref: EndpointRef, expiresAt: number): Promise<void> {
  await db.query(
    'delete from webhook_secrets where tenant = $1 and endpoint = $2 and expires_at is not null',
    [ref.tenant, ref.endpoint],
  );
  await db.query('update webhook_secrets set expires_at = $3 where tenant = $1 and endpoint = $2', [
    ref.tenant,
    ref.endpoint,
    new Date(expiresAt),
  ]);
}

/** Only one that has an end: the current one stays. False when there is none such. */
export async function deleteRetiredSecret(
  db: Queryable,
  ref: EndpointRef,
  id: WebhookSecretId,
): Promise<boolean> {
  const result = await db.query(
    'delete from webhook_secrets where tenant = $1 and endpoint = $2 and id = $3 and expires_at is not null',
    [ref.tenant, ref.endpoint, id],
  );
  return result.rowCount === 1;
}
