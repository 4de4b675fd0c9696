// What webhook deliveries are signed with (Standard Webhooks: `whsec_` and the base64 of 24 to 64 random bytes, HMAC-SHA256).
// A secret leaves the vault once, in the answer that made it; from then on it signs in here and is never shown again.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read 2026-11-24.

import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { EndpointRef } from '../domain/delivery.ts';
import { Failure } from '../domain/failures.ts';
import { newWebhookSecretId, type WebhookSecretId } from '../domain/ids.ts';
import { HOUR } from '../domain/time.ts';
import type { Queryable } from '../store/db.ts';
import { insertSecret, listLiveSecrets, retireSecrets } from '../store/webhook-secrets.ts';
import { type DataKeys, rowsScope } from './data-keys.ts';
import { open, seal } from './envelope.ts';

const secretBytes = 32;
/** How long a receiver has to change over. */
export const secretOverlapMs = 24 * HOUR;

export interface WebhookSecrets {
  /** A new one; the newest of those before it signs beside it for a day, older ones end. */
  add(db: Queryable, ref: EndpointRef): Promise<{ readonly id: WebhookSecretId; readonly secret: string }>;
  /** The header `webhook-signature`: one signature for each live secret, the newest first. */
  sign(
    db: Queryable,
    ref: EndpointRef,
    message: { readonly id: string; readonly sentAt: number; readonly body: string },
  ): Promise<string>;
}

export function createWebhookSecrets(keys: DataKeys): WebhookSecrets {
  const context = ({ tenant, endpoint }: EndpointRef, id: string): string =>
    `webhook:${tenant}:${endpoint}:${id}`;

  return {
    async add(db, ref) {
      const id = newWebhookSecretId(randomUUID());
      const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`;
      const sealed = seal(await keys.keyOf(db, rowsScope(ref.tenant)), secret, context(ref, id));
      await retireSecrets(db, ref, Date.now() + secretOverlapMs);
      await insertSecret(db, ref, { id, sealed });
      return { id, secret };
    },

    async sign(db, ref, { id, sentAt, body }) {
      const live = await listLiveSecrets(db, ref);
      // An endpoint is never without one; it may have been deleted this moment.
      if (live.length === 0) throw new Failure('bug', 'a webhook endpoint has no live secret');
      const key = await keys.keyOf(db, rowsScope(ref.tenant));
      return live
        .map((row) => new Webhook(open(key, row.sealed, context(ref, row.id)).toString('utf8')))
        .map((webhook) => webhook.sign(id, new Date(sentAt), body))
        .join(' ');
    },
  };
}
