// Webhook endpoints: where a tenant is told of its events. A signing secret is shown in the answer that makes it and never
// again.

import { z } from '@hono/zod-openapi';
import type { EndpointRef } from '../../domain/delivery.ts';
import { tenantEventTypes } from '../../domain/event-catalogue.ts';
import type { TenantId, WebhookEndpointId, WebhookSecretId } from '../../domain/ids.ts';
import { findUrlMistake } from '../../events/webhook-url.ts';
import { inTransaction } from '../../store/db.ts';
import { listQueuesOfEndpoint } from '../../store/deliveries.ts';
import {
  deleteEndpoint,
  findEndpoint,
  listEndpoints,
  lockEndpoint,
  putEndpoint,
} from '../../store/webhook-endpoints.ts';
import { deleteRetiredSecret } from '../../store/webhook-secrets.ts';
import type { AppDeps } from '../app-deps.ts';
import { endpointSchema, madeSecretSchema, showEndpoint } from '../endpoint-view.ts';
import { enabledEndpoint, endpointRequest, madeSecret } from '../examples/deliveries.ts';
import { endpointId, secretId } from '../id-parameters.ts';
import { recordAnswers } from '../idempotency.ts';
import { listOf, pageOf, pageQuery } from '../paging.ts';
import { ApiProblem } from '../problem.ts';
import { tellQueues } from '../tell-queues.ts';
import { invalid } from '../validation.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, problems, tenantSecurity } from './route-kit.ts';

/** At once; the others are found within minutes, or when their time comes (src/temporal/deliver-overdue.ts). */
const mostTold = 200;

const shared = { tags: ['webhook endpoints'], security: tenantSecurity };
const idParameter = z.object({ id: endpointId });

const endpointBody = z.strictObject({
  url: z
    .string()
    .min(1)
    .max(2_000)
    .openapi({ description: 'https, at a public address. Redirects are not followed.' }),
  types: z
    .array(z.enum(tenantEventTypes, { error: `must be one of ${tenantEventTypes.join(', ')}` }))
    .min(1, 'must name at least one type; leave it out for all')
    .optional()
    .openapi({ description: 'Left out: events of every type, those of later versions too.' }),
  description: z.string().max(500).trim().min(1).optional(),
});

const putRoute = createRoute({
  ...shared,
  method: 'put',
  path: '/v1/webhook-endpoints/{id}',
  summary: 'Make an endpoint, change it, or enable it again',
  description:
    'The address is checked, and nothing is sent to it yet. Private addresses are refused unless the operator allows them.',
  request: { params: idParameter, body: jsonBody(endpointBody, endpointRequest) },
  responses: {
    200: jsonAnswer(endpointSchema, 'Changed. What it was still owed is delivered now.', enabledEndpoint),
    201: jsonAnswer(
      endpointSchema.extend(madeSecretSchema.shape),
      'Made. Its signing secret is shown here and never again. Events from now on are delivered.',
      { ...enabledEndpoint, ...madeSecret },
    ),
    ...problems(401, 422, 'temporal.unavailable'),
  },
});

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/webhook-endpoints',
  summary: 'List endpoints',
  description: 'In the order of their ids. Secrets are named, never shown.',
  request: { query: pageQuery },
  responses: {
    200: jsonAnswer(listOf(endpointSchema), 'A page of endpoints.', {
      items: [enabledEndpoint],
      nextCursor: null,
    }),
    ...problems(401, 422),
  },
});

const showRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/webhook-endpoints/{id}',
  summary: 'Show an endpoint',
  description: 'With the reason, where it is disabled. Secrets are named, never shown.',
  request: { params: idParameter },
  responses: {
    200: jsonAnswer(endpointSchema, 'The endpoint.', enabledEndpoint),
    ...problems(401, 422, 'webhook_endpoint.unknown'),
  },
});

const deleteRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/v1/webhook-endpoints/{id}',
  summary: 'Delete an endpoint, with its deliveries; nothing more is sent to it',
  description: 'The events stay.',
  request: { params: idParameter },
  responses: { 204: { description: 'Deleted.' }, ...problems(401, 422, 'webhook_endpoint.unknown') },
});

const rotateRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/secrets',
    summary: 'A new signing secret',
    description:
      'The one before it signs beside it for 24 hours, or until it is deleted; one that was replaced already ends at once. ' +
      'So the receiver may change over without losing a delivery.',
    // Done again, it would end the secret that the receiver still knows.
    middleware: recordAnswers(deps.recordedAnswers, { isRepeatable: () => false }),
    request: { params: idParameter },
    responses: {
      201: jsonAnswer(madeSecretSchema, 'Shown here and never again.', madeSecret),
      ...problems(401, 422, 'webhook_endpoint.unknown', 'idempotency.outcome_unknown'),
    },
  });

const deleteSecretRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/v1/webhook-endpoints/{id}/secrets/{secret}',
  summary: 'End a secret that was replaced, before its 24 hours are over',
  description: 'The current one cannot be ended: it is replaced first.',
  request: { params: idParameter.extend({ secret: secretId }) },
  responses: {
    204: { description: 'It signs nothing more.' },
    ...problems(401, 422, 'webhook_secret.unknown'),
  },
});

export function webhookEndpointRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(putRoute, async (context) => {
      const ref = refOf(context.get('tenant').id, context.req.valid('param').id);
      const { url, types = null, description = null } = context.req.valid('json');
      const mistake = await findUrlMistake(url, deps.webhookUrlRules);
      if (mistake) throw invalid([{ in: 'body', pointer: '/url', detail: mistake }]);
      const made = await inTransaction(deps.pool, async (db) => {
        const { isNew } = await putEndpoint(db, ref, { url, types, description });
        return isNew ? deps.webhookSecrets.add(db, ref) : null;
      });
      const view = await showEndpoint(deps.pool, ref.tenant, (await findEndpoint(deps.pool, ref))!);
      if (!made) {
        const queues = await listQueuesOfEndpoint(deps.pool, ref, mostTold);
        await tellQueues(deps, queues);
        return context.json(view, 200);
      }
      context.header('cache-control', 'no-store');
      return context.json({ ...view, secretId: made.id, secret: made.secret }, 201);
    })
    .openapi(listRoute, async (context) => {
      const tenant = context.get('tenant').id;
      const { after, limit } = context.req.valid('query');
      const found = await listEndpoints(deps.pool, tenant, { after: after ?? '', limit: limit + 1 });
      const page = pageOf(
        found,
        limit,
        (endpoint) => endpoint,
        (endpoint) => endpoint.id,
      );
      const items = await Promise.all(
        page.items.map((endpoint) => showEndpoint(deps.pool, tenant, endpoint)),
      );
      return context.json({ ...page, items }, 200);
    })
    .openapi(showRoute, async (context) => {
      const ref = refOf(context.get('tenant').id, context.req.valid('param').id);
      const endpoint = await findEndpoint(deps.pool, ref);
      if (!endpoint) throw unknownEndpoint(ref);
      return context.json(await showEndpoint(deps.pool, ref.tenant, endpoint), 200);
    })
    .openapi(deleteRoute, async (context) => {
      const ref = refOf(context.get('tenant').id, context.req.valid('param').id);
      const queues = await listQueuesOfEndpoint(deps.pool, ref, mostTold);
      if (!(await deleteEndpoint(deps.pool, ref))) throw unknownEndpoint(ref);
      // Those that wait for a later try find that nothing is owed, and end. One that is not reached finds it out then.
      await Promise.allSettled(queues.map((queue) => deps.deliveryClient.retryNow(queue)));
      return context.body(null, 204);
    })
    .openapi(rotateRoute(deps), async (context) => {
      const ref = refOf(context.get('tenant').id, context.req.valid('param').id);
      const made = await inTransaction(deps.pool, async (db) => {
        if (!(await lockEndpoint(db, ref))) throw unknownEndpoint(ref);
        return deps.webhookSecrets.add(db, ref);
      });
      context.header('cache-control', 'no-store');
      return context.json({ secretId: made.id, secret: made.secret }, 201);
    })
    .openapi(deleteSecretRoute, async (context) => {
      const { id, secret } = context.req.valid('param');
      const ref = refOf(context.get('tenant').id, id);
      if (!(await deleteRetiredSecret(deps.pool, ref, secret as WebhookSecretId))) {
        throw new ApiProblem(
          'webhook_secret.unknown',
          `Endpoint "${id}" has no replaced secret "${secret}". The current one cannot be deleted: POST …/secrets replaces it first.`,
        );
      }
      return context.body(null, 204);
    });
}

/** An id of another tenant is an id that does not exist. */
const refOf = (tenant: TenantId, id: string): EndpointRef => ({ tenant, endpoint: id as WebhookEndpointId });

const unknownEndpoint = ({ endpoint }: EndpointRef): ApiProblem =>
  new ApiProblem(
    'webhook_endpoint.unknown',
    `There is no webhook endpoint "${endpoint}" in this tenant; GET /v1/webhook-endpoints lists those there are.`,
  );
