// Tenants: made and changed by the operator. The API key is shown in the one answer that makes it; only its hash is kept.

import { randomBytes } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { chosenIdPattern, chosenIdRule, type TenantId } from '../../domain/ids.ts';
import { changeTenant } from '../../store/tenants.ts';
import type { AppDeps } from '../app-deps.ts';
import * as cast from '../examples/cast.ts';
import { makeTenant } from '../made-tenant.ts';
import { ApiProblem } from '../problem.ts';
import { requireOperator } from '../tenant-auth.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, operatorSecurity, problems } from './route-kit.ts';

const name = z.string().max(200).trim().min(1);
const retentionDays = z.number().int().min(1).max(36_500).nullable().openapi({
  description:
    'Days for which what is over is kept: runs with their rows, events, the journal (docs/retention.md). Null: FIRSTLIGHT_RETENTION_DAYS.',
});
const tenantSchema = z.object({ id: z.string(), name: z.string(), retentionDays });
const shared = { tags: ['tenants'], security: operatorSecurity };

const createTenant = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'post',
    path: '/v1/tenants',
    summary: 'Make a tenant',
    description:
      'Its API key is in this answer and nowhere else. The same request under the same `Idempotency-Key` tells it again.',
    middleware: requireOperator(deps),
    request: {
      body: jsonBody(
        z.strictObject({
          id: z.string().regex(chosenIdPattern, `must be ${chosenIdRule}`),
          name,
          retentionDays: retentionDays.optional(),
        }),
        { id: cast.tenant, name: 'Acme' },
      ),
    },
    responses: {
      201: jsonAnswer(
        z.object({
          tenant: tenantSchema,
          apiKey: z.string().openapi({ description: 'Shown here and never again.' }),
        }),
        'The tenant, and its API key.',
        { tenant: { id: cast.tenant, name: 'Acme', retentionDays: null }, apiKey: 'fl_…' },
      ),
      ...problems(401, 403, 422, 'tenant.id_taken'),
    },
  });

const patchTenant = (deps: AppDeps) =>
  createRoute({
    ...shared,
    method: 'patch',
    path: '/v1/tenants/{id}',
    summary: "Change a tenant's name or its retention",
    description: 'A shorter retention is acted on within minutes. What is removed cannot be had back.',
    middleware: requireOperator(deps),
    request: {
      params: z.object({ id: z.string().min(1).max(100).openapi({ example: cast.tenant }) }),
      body: jsonBody(
        z
          .strictObject({ name: name.optional(), retentionDays: retentionDays.optional() })
          .refine((change) => Object.keys(change).length > 0, 'must say what to change')
          .openapi({ minProperties: 1 }),
        { retentionDays: 400 },
      ),
    },
    responses: {
      200: jsonAnswer(tenantSchema, 'The tenant.', { id: cast.tenant, name: 'Acme', retentionDays: 400 }),
      ...problems(401, 403, 422, 'tenant.unknown'),
    },
  });

export function tenantRoutes(deps: AppDeps) {
  return newRouter()
    .openapi(createTenant(deps), async (context) => {
      const body = context.req.valid('json');
      const tenant = { id: body.id as TenantId, name: body.name, retentionDays: body.retentionDays ?? null };
      const apiKey = `fl_${randomBytes(32).toString('base64url')}`;
      const answer = { tenant, apiKey };
      const made = await makeTenant(deps, context, tenant, answer);
      if (made instanceof Response) {
        made.headers.set('cache-control', 'no-store');
        return made as never;
      }
      if (!made) {
        throw new ApiProblem(
          'tenant.id_taken',
          `There is a tenant "${tenant.id}" already. Choose another id.`,
        );
      }
      context.header('cache-control', 'no-store');
      return context.json(answer, 201);
    })
    .openapi(patchTenant(deps), async (context) => {
      const { id } = context.req.valid('param');
      const changed = await changeTenant(deps.systemPool, id as TenantId, context.req.valid('json'));
      if (!changed) {
        throw new ApiProblem('tenant.unknown', `There is no tenant "${id}"; POST /v1/tenants makes one.`);
      }
      return context.json({ id: changed.id, name: changed.name, retentionDays: changed.retention_days }, 200);
    });
}
