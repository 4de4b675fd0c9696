// Events: past facts in the order they were written, for whoever would rather ask than be told.

import { z } from '@hono/zod-openapi';
import type { EventId } from '../../domain/ids.ts';
import { showEvent } from '../../events/show-event.ts';
import { listDeliveriesOfEvent } from '../../store/deliveries.ts';
import { findEvent, listEvents } from '../../store/events.ts';
import type { AppDeps } from '../app-deps.ts';
import { deliverySchema, showDeliveries } from '../delivery-view.ts';
import { eventSchema } from '../event-view.ts';
import { deadLetter } from '../examples/deliveries.ts';
import { deadAccountEvent } from '../examples/events.ts';
import { eventId } from '../id-parameters.ts';
import { listOf, pageOf, pageQuery } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { createRoute, jsonAnswer, newRouter, problems, tenantSecurity } from './route-kit.ts';

const shared = { tags: ['events'], security: tenantSecurity };

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/events',
  summary: 'Events after a position',
  description:
    'Past facts in the order they were written. Nothing is ever added before a position you have seen.',
  request: {
    query: pageQuery.extend({
      after: z
        .string()
        .regex(
          /^\d{1,15}$/,
          "must be a position: an event's `position`, or the nextCursor of the page before",
        )
        .optional()
        .openapi({ example: '1840' }),
    }),
  },
  responses: {
    200: jsonAnswer(listOf(eventSchema), 'A page of events.', {
      items: [deadAccountEvent],
      nextCursor: null,
    }),
    ...problems(401, 422),
  },
});

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/events/{id}',
  summary: 'An event, and what became of its deliveries',
  description: 'The event is, to the byte, what a webhook brings.',
  request: { params: z.object({ id: eventId }) },
  responses: {
    200: jsonAnswer(
      z.object({ event: eventSchema, deliveries: z.array(deliverySchema) }),
      'The event, and its delivery to each endpoint that wants its type.',
      { event: deadAccountEvent, deliveries: [deadLetter] },
    ),
    ...problems(401, 'event.unknown'),
  },
});

export function eventRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(listRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const { after, limit } = context.req.valid('query');
      const found = await listEvents(deps.pool, tenant, { after: Number(after ?? 0), limit: limit + 1 });
      const page = pageOf(
        found,
        limit,
        (event) => showEvent(deps.links, tenant, event),
        (event) => String(event.position),
      );
      return context.json(page, 200);
    })
    .openapi(showRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const { id } = context.req.valid('param');
      const event = await findEvent(deps.pool, tenant, id as EventId);
      if (!event) {
        throw new ApiProblem(
          'event.unknown',
          `There is no event "${id}" in this tenant; GET /v1/events lists those there are.`,
        );
      }
      const deliveries = await listDeliveriesOfEvent(deps.pool, tenant, event.id);
      return context.json(
        {
          event: showEvent(deps.links, tenant, event),
          deliveries: await showDeliveries(deps.pool, tenant, deliveries),
        },
        200,
      );
    });
}
