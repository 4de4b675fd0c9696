// How a route is declared: its OpenAPI answers, and the problem documents it may end in instead.

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { TenantEnvironment } from '../tenant-auth.ts';
import { refuseInvalid } from '../validation.ts';

export { createRoute };

export const newRouter = () => new OpenAPIHono<TenantEnvironment>({ defaultHook: refuseInvalid });

export const tenantSecurity = [{ tenantKey: [] }];
export const operatorSecurity = [{ operatorKey: [] }];

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'Stable; what a program switches on.' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path', 'header']),
          pointer: z.string().openapi({ description: 'JSON Pointer (RFC 6901).' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .openapi('Problem', { description: 'RFC 9457.' });

const reasons: Readonly<Record<number, string>> = {
  401: 'No API key came, or one that is not known.',
  403: 'The API key is of the wrong kind.',
  404: 'There is no such thing in this tenant.',
  409: 'It conflicts with what is there.',
  422: 'The request has mistakes; `errors` lists all of them.',
  502: 'The provider does not answer.',
  503: 'Something this needs does not answer for the moment.',
};

export function jsonAnswer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { content: { 'application/json': { schema } }, description };
}

export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  content: { 'application/json': { schema } },
  required: true as const,
});

export function problems(...statuses: readonly number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        content: { 'application/problem+json': { schema: problemSchema } },
        description: reasons[status] ?? 'The request cannot be served.',
      },
    ]),
  );
}
