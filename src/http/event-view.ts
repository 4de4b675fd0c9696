// The shape of an event on the wire; src/events/show-event.ts makes it, for webhooks too.

import { z } from '@hono/zod-openapi';

export const eventSchema = z
  .object({
    id: z.string(),
    type: z.string(),
    timestamp: z.iso.datetime(),
    sequence: z.number().int().openapi({ description: 'Rises per account, run or provider app.' }),
    position: z.string().openapi({ description: 'Pass it as `after` to go on behind this event.' }),
    data: z.record(z.string(), z.unknown()).openapi({
      description: 'By type; the `webhooks` of this document describe each.',
    }),
  })
  .openapi('Event', { description: 'The body of a webhook is exactly this.' });
