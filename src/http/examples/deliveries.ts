// A webhook endpoint in the examples, and what became of a delivery to it.

import type { z } from '@hono/zod-openapi';
import type { deliverySchema } from '../delivery-view.ts';
import type { endpointSchema } from '../endpoint-view.ts';
import * as cast from './cast.ts';

export const endpointRequest = {
  url: 'https://app.acme.example/hooks/firstlight',
  types: ['agent.auth.reauth_required' as const, 'agent.run.completed' as const],
  description: 'Pages whoever is on call',
};

export const enabledEndpoint: z.output<typeof endpointSchema> = {
  id: cast.endpoint,
  url: endpointRequest.url,
  types: endpointRequest.types,
  description: endpointRequest.description,
  state: 'enabled',
  disabledReason: null,
  secrets: [{ id: cast.secret, createdAt: '2026-11-24T14:57:48.143Z', expiresAt: null }],
  createdAt: '2026-11-24T14:57:48.143Z',
};

export const madeSecret = { secretId: cast.secret, secret: 'whsec_…' };

export const deadLetter: z.output<typeof deliverySchema> = {
  id: cast.delivery,
  endpoint: cast.endpoint,
  event: cast.deadEvent,
  subject: cast.hubspotAccount,
  state: 'dead',
  nextAttemptAt: null,
  endedAt: '2026-11-28T00:12:31.440Z',
  createdAt: '2026-11-25T02:10:04.512Z',
  attempts: [
    {
      startedAt: '2026-11-28T00:12:31.102Z',
      durationMs: 338,
      status: 503,
      reason: 'answered 503',
      snippet: 'upstream is away',
    },
  ],
};
export const owedDelivery: typeof deadLetter = {
  ...deadLetter,
  state: 'pending',
  nextAttemptAt: '2026-11-28T08:30:00.000Z',
  endedAt: null,
};
