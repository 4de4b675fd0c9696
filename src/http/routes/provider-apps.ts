// The operator's view of our client registrations: are they in order, how do their accounts stand, what was told about them.
// Counts across tenants, and nothing of any one.

import { z } from '@hono/zod-openapi';
import { showEvent } from '../../events/show-event.ts';
import { listOperatorEvents } from '../../store/events.ts';
import { countAppAccounts, listAppHealth } from '../../store/provider-apps.ts';
import type { AppDeps } from '../app-deps.ts';
import { eventSchema } from '../event-view.ts';
import { failingApp, failingAppEvent, soundApp } from '../examples/provider-apps.ts';
import { isoOf, listOf, pageOf, pageQuery } from '../paging.ts';
import { appSchema } from '../provider-app-view.ts';
import { requireOperator } from '../tenant-auth.ts';
import { createRoute, jsonAnswer, newRouter, operatorSecurity, problems } from './route-kit.ts';

const shared = { tags: ['provider apps'], security: operatorSecurity };

const listRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'get',
    path: '/v1/provider-apps',
    summary: 'How our client registrations stand',
    description:
      'One that a provider refuses holds all of its accounts: the operator must act, and nobody else is written to.',
    middleware: requireOperator(deps),
    responses: {
      200: jsonAnswer(z.object({ items: z.array(appSchema) }), 'All of them.', {
        items: [failingApp, soundApp],
      }),
      ...problems(401, 403),
    },
  });

const eventsRoute = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'get',
    path: '/v1/provider-apps/events',
    summary: "The operator's own events after a position",
    description: 'Of client registrations; they are told to no tenant and to no webhook endpoint.',
    middleware: requireOperator(deps),
    request: {
      query: pageQuery.extend({
        after: z
          .string()
          .regex(/^\d{1,15}$/, 'must be a position')
          .optional()
          .openapi({ example: '41' }),
      }),
    },
    responses: {
      200: jsonAnswer(listOf(eventSchema), 'A page of events.', {
        items: [failingAppEvent],
        nextCursor: null,
      }),
      ...problems(401, 403, 422),
    },
  });

export function providerAppRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(listRoute(deps), async (context) => {
      const [apps, counts] = await Promise.all([
        listAppHealth(deps.systemPool),
        countAppAccounts(deps.systemPool),
      ]);
      const items = apps.map((app) => {
        const countOf = (state: string): number =>
          counts.find((row) => row.provider_app === app.id && row.state === state)?.count ?? 0;
        return {
          id: app.id,
          provider: app.provider,
          state: app.failing ? ('failing' as const) : ('sound' as const),
          ...(app.failing && { diagnosis: app.failing }),
          ...(app.failing_since !== null && { failingSince: isoOf(app.failing_since) }),
          accounts: {
            active: countOf('active'),
            held: countOf('held'),
            reauth_required: countOf('reauth_required'),
          },
        };
      });
      return context.json({ items }, 200);
    })
    .openapi(eventsRoute(deps), async (context) => {
      const { after, limit } = context.req.valid('query');
      const found = await listOperatorEvents(deps.systemPool, {
        after: Number(after ?? 0),
        limit: limit + 1,
      });
      const page = pageOf(
        found,
        limit,
        (event) => showEvent(deps.links, null, event),
        (event) => String(event.position),
      );
      return context.json(page, 200);
    });
}
