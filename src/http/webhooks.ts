// What an endpoint is sent, as the `webhooks` of the API's description: one for each type of event a tenant may ask for.

import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { eventCatalogue, tenantEventTypes } from '../domain/event-catalogue.ts';
import { eventData } from './event-data.ts';
import { eventSchema } from './event-view.ts';
import { eventExample } from './examples/events.ts';
import type { TenantEnvironment } from './tenant-auth.ts';

const signature = z.object({
  'webhook-id': z
    .string()
    .openapi({ description: 'The id of the event: the same at every try, so dedupe by it.' }),
  'webhook-timestamp': z
    .string()
    .openapi({ description: 'Seconds since 1970 of this try. Refuse what is older than five minutes.' }),
  'webhook-signature': z.string().openapi({
    description:
      '`v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, once for each live secret, separated by spaces (Standard Webhooks).',
  }),
});

const headerExamples = { 'webhook-timestamp': '1795572604', 'webhook-signature': 'v1,…' } as const;

export function describeWebhooks(app: OpenAPIHono<TenantEnvironment>): void {
  for (const type of tenantEventTypes) {
    const example = eventExample(type);
    const body = eventSchema.extend({ type: z.literal(type), data: eventData[type] });
    const exampleOf = { 'webhook-id': example.id, ...headerExamples };
    const headers = Object.entries(signature.shape).map(
      ([name, schema]) =>
        [name, schema.openapi({ example: exampleOf[name as keyof typeof exampleOf] })] as const,
    );
    app.openAPIRegistry.registerWebhook({
      method: 'post',
      path: type,
      operationId: type,
      tags: ['webhooks'],
      summary: eventCatalogue[type],
      description:
        'Sent to every endpoint that wants the type, in the order of its account or run, until it is answered; see docs/events.md.',
      request: {
        headers: z.object(Object.fromEntries(headers)),
        body: { required: true, content: { 'application/json': { schema: body, example } } },
      },
      responses: {
        '2XX': { description: 'It arrived. Any answer of this kind within 15 seconds will do.' },
        410: { description: 'The endpoint wants no more and is disabled.' },
        default: { description: 'Anything else is tried again for three days; 429 and 503 may say when.' },
      },
    });
  }
}
