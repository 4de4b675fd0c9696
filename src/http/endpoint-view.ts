// A webhook endpoint as the API shows it. Of its secrets it shows which there are, never one.

import { z } from '@hono/zod-openapi';
import type { TenantId } from '../domain/ids.ts';
import type { Pool } from '../store/db.ts';
import type { WebhookEndpointRow } from '../store/webhook-endpoints.ts';
import { listLiveSecrets } from '../store/webhook-secrets.ts';
import { isoOf, isoOrNull } from './paging.ts';

export const endpointSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    types: z.array(z.string()).nullable().openapi({ description: 'Null: every type.' }),
    description: z.string().nullable(),
    state: z.enum(['enabled', 'disabled']),
    disabledReason: z.string().nullable(),
    secrets: z
      .array(
        z.object({
          id: z.string(),
          createdAt: z.iso.datetime(),
          expiresAt: z.iso.datetime().nullable().openapi({ description: 'Null: the current one.' }),
        }),
      )
      .openapi({ description: 'Each signs every delivery; the newest first.' }),
    createdAt: z.iso.datetime(),
  })
  .openapi('WebhookEndpoint');

export const madeSecretSchema = z.object({
  secretId: z.string(),
  secret: z.string().openapi({ description: '`whsec_…`, for any Standard Webhooks library.' }),
});

export async function showEndpoint(
  pool: Pool,
  tenant: TenantId,
  endpoint: WebhookEndpointRow,
): Promise<z.output<typeof endpointSchema>> {
  const secrets = await listLiveSecrets(pool, { tenant, endpoint: endpoint.id });
  return {
    id: endpoint.id,
    url: endpoint.url,
    types: endpoint.types,
    description: endpoint.description,
    state: endpoint.state,
    disabledReason: endpoint.disabled_reason,
    secrets: secrets.map((secret) => ({
      id: secret.id,
      createdAt: isoOf(secret.created_at),
      expiresAt: isoOrNull(secret.expires_at),
    })),
    createdAt: isoOf(endpoint.created_at),
  };
}
