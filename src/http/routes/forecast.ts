// Who will not survive until then, by what is known: asks no provider and tells nobody. `POST /v1/preflight` does both.

import { z } from '@hono/zod-openapi';
import { forecastTenant } from '../../forecast/forecast-tenant.ts';
import type { AppDeps } from '../app-deps.ts';
import { forecast as example } from '../examples/preflight.ts';
import { forecastItemSchema, notGood, showItems, verdictSchema } from '../forecast-view.ts';
import { isoOf, pageOf, pageQuery } from '../paging.ts';
import { readWindow, windowFields } from '../window-order.ts';
import { createRoute, jsonAnswer, newRouter, problems, tenantSecurity } from './route-kit.ts';

const answer = z.object({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  good: z.number().int(),
  atRisk: z.number().int(),
  willNotSurvive: z.number().int(),
  items: z.array(forecastItemSchema),
  nextCursor: z.string().nullable(),
});

const route = createRoute({
  method: 'get',
  path: '/v1/forecast',
  summary: 'Which accounts will last until then, and who must act',
  description: 'By what is known: no provider is asked and nobody is told. `POST /v1/preflight` does both.',
  tags: ['preflight'],
  security: tenantSecurity,
  request: {
    query: pageQuery.extend({
      ...windowFields,
      verdict: verdictSchema.optional().openapi({
        example: 'will_not_survive',
        description: 'Lists these. Default: all that are not good. The counts are of all accounts.',
      }),
    }),
  },
  responses: {
    200: jsonAnswer(
      answer,
      'Counts of all connected accounts, and a page of those that need somebody.',
      example,
    ),
    ...problems(401, 422),
  },
});

export function forecastRoutes(deps: AppDeps) {
  return newRouter().openapi(route, async (context) => {
    const tenant = context.get('tenant').id;
    const { after, limit, verdict, ...times } = context.req.valid('query');
    const window = readWindow(times, 'query', Date.now());
    const { counts, found } = await forecastTenant(deps, tenant, window, {
      verdicts: verdict === undefined ? notGood : [verdict],
      after: after ?? '',
      limit: limit + 1,
    });
    const page = pageOf(
      found,
      limit,
      ({ account: { id, provider, label }, forecast }) => ({ account: id, provider, label, ...forecast }),
      ({ account }) => account.id,
    );
    return context.json(
      {
        from: isoOf(window.from),
        until: isoOf(window.until),
        good: counts.good,
        atRisk: counts.at_risk,
        willNotSurvive: counts.will_not_survive,
        ...page,
        items: await showItems(deps, tenant, page.items),
      },
      200,
    );
  });
}
