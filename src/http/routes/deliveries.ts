// Deliveries of events to webhook endpoints: what became of them, and once more by hand.

import { z } from '@hono/zod-openapi';
import type { DeliveryId } from '../../domain/ids.ts';
import { listDeliveries, putBack } from '../../store/deliveries.ts';
import type { AppDeps } from '../app-deps.ts';
import { deliverySchema, deliveryStates, showDeliveries } from '../delivery-view.ts';
import { deadLetter, owedDelivery } from '../examples/deliveries.ts';
import { deliveryId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { listOf, numberedPageQuery, pageOf } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { tellQueues } from '../tell-queues.ts';
import { createRoute, jsonAnswer, newRouter, problems, tenantSecurity } from './route-kit.ts';

const shared = { tags: ['events'], security: tenantSecurity };

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/deliveries',
  summary: 'Deliveries, in the order they came to be owed',
  description:
    'One for each event and each endpoint that wants its type, with every attempt. `after` goes on behind a page.',
  request: {
    query: numberedPageQuery.extend({
      endpoint: z.string().min(1).max(63).optional().openapi({ example: 'ops' }),
      state: z
        .enum(deliveryStates)
        .optional()
        .openapi({ example: 'dead', description: '`dead` lists the dead letters.' }),
    }),
  },
  responses: {
    200: jsonAnswer(listOf(deliverySchema), 'A page of deliveries.', {
      items: [deadLetter],
      nextCursor: null,
    }),
    ...problems(401, 422),
  },
});

const retryRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/deliveries/{id}/retry',
    summary: 'Deliver once more: a dead letter, one that waits, or one that was delivered',
    description: 'It takes its turn in the order of its account or run; see docs/events.md.',
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => true }),
    request: { params: z.object({ id: deliveryId }) },
    responses: {
      202: jsonAnswer(
        deliverySchema,
        'Owed again, with all its tries; the event keeps its id, so a receiver that has it can tell.',
        owedDelivery,
      ),
      ...problems(401, 503, 'delivery.unknown', 'temporal.unavailable'),
    },
  });

export function deliveryRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(listRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const { after, endpoint, state, limit } = context.req.valid('query');
      const found = await listDeliveries(deps.pool, tenant, {
        endpoint: endpoint ?? null,
        state: state ?? null,
        after: Number(after ?? 0),
        limit: limit + 1,
      });
      const page = pageOf(
        found,
        limit,
        (delivery) => delivery,
        (delivery) => String(delivery.number),
      );
      return context.json({ ...page, items: await showDeliveries(deps.pool, tenant, page.items) }, 200);
    })
    .openapi(retryRoute(deps), async (context) => {
      const tenant = context.get('tenant').id;
      const { id } = context.req.valid('param');
      const delivery = await putBack(deps.pool, tenant, id as DeliveryId);
      if (!delivery) {
        throw new ApiProblem(
          'delivery.unknown',
          `There is no delivery "${id}" in this tenant; GET /v1/deliveries lists those there are.`,
        );
      }
      const { endpoint, subject } = delivery;
      await tellQueues(deps, [{ tenant, endpoint, subject }]);
      const [view] = await showDeliveries(deps.pool, tenant, [delivery]);
      return context.json(view!, 202);
    });
}
