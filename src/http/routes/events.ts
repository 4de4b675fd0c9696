// Events: past facts in the order they were written, for whoever would rather ask than be told.

import { z } from '@hono/zod-openapi';
import { listEvents } from '../../store/events.ts';
import type { AppDeps } from '../app-deps.ts';
import { eventSchema, showEvent } from '../event-view.ts';
import { listOf, pageOf, pageQuery } from '../paging.ts';
import { createRoute, jsonAnswer, newRouter, problems, tenantSecurity } from './route-kit.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/v1/events',
  summary: 'Events after a position',
  tags: ['events'],
  security: tenantSecurity,
  request: {
    query: pageQuery.extend({
      after: z
        .string()
        .regex(
          /^\d{1,15}$/,
          "must be a position: an event's `position`, or the nextCursor of the page before",
        )
        .optional(),
    }),
  },
  responses: { 200: jsonAnswer(listOf(eventSchema), 'A page of events.'), ...problems(401, 422) },
});

export function eventRoutes(deps: AppDeps) {
  return newRouter().openapi(listRoute, async (context) => {
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
  });
}
