// Tenants: made by the operator. The API key is shown in this one answer; only its hash is kept.

import { randomBytes } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { chosenIdPattern, chosenIdRule, type TenantId } from '../../domain/ids.ts';
import { insertTenant } from '../../store/tenants.ts';
import type { AppDeps } from '../app-deps.ts';
import { ApiProblem } from '../problem.ts';
import { requireOperator } from '../tenant-auth.ts';
import { createRoute, jsonAnswer, jsonBody, newRouter, operatorSecurity, problems } from './route-kit.ts';

const tenantSchema = z.object({ id: z.string(), name: z.string() });

const createTenant = (deps: AppDeps) =>
  createRoute({
    method: 'post',
    path: '/v1/tenants',
    summary: 'Make a tenant',
    tags: ['tenants'],
    security: operatorSecurity,
    middleware: requireOperator(deps),
    request: {
      body: jsonBody(
        z.strictObject({
          id: z.string().regex(chosenIdPattern, `must be ${chosenIdRule}`),
          name: z.string().trim().min(1).max(200),
        }),
      ),
    },
    responses: {
      201: jsonAnswer(
        z.object({
          tenant: tenantSchema,
          apiKey: z.string().openapi({ description: 'Shown here and never again.' }),
        }),
        'The tenant, and its API key.',
      ),
      ...problems(401, 403, 409, 422),
    },
  });

export function tenantRoutes(deps: AppDeps) {
  return newRouter().openapi(createTenant(deps), async (context) => {
    const { id, name } = context.req.valid('json');
    const apiKey = `fl_${randomBytes(32).toString('base64url')}`;
    if (!(await insertTenant(deps.systemPool, { id: id as TenantId, name }, apiKey))) {
      throw new ApiProblem('tenant.id_taken', `There is a tenant "${id}" already. Choose another id.`);
    }
    context.header('cache-control', 'no-store');
    return context.json({ tenant: { id, name }, apiKey }, 201);
  });
}
