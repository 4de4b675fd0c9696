// How a route is declared: its OpenAPI answers, and the problem documents it may end in instead.

import { createRoute as declareRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { TenantEnvironment } from '../tenant-auth.ts';
import { refuseInvalid } from '../validation.ts';

/**
 * What any request may end in stands in each operation without being said there: its own answers come on top. The operation's
 * id is made of method and path, its tag is what the path is about.
 */
export function createRoute<
  Path extends string,
  Route extends Omit<RouteConfig, 'path' | 'operationId' | 'tags'> & { readonly path: Path },
>(route: Route) {
  const { body, ...parts } = route.request ?? {};
  const anyways = [
    401,
    ...(body ? [413, 415] : []),
    ...(body || Object.keys(parts).length > 0 ? [400, 422] : []),
    ...[500, 503],
  ];
  return declareRoute({
    ...route,
    operationId: operationIdOf(route.method, route.path),
    tags: [tagOf(route.path)],
    responses: { ...problems(...anyways), ...route.responses } as Route['responses'],
  });
}

/** `get /v1/accounts/{id}/contacts` is `getAccountsByIdContacts`. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(/^\/v1/, '')
    .split(/[/-]/)
    .filter(Boolean)
    .map((part) => (part.startsWith('{') ? `by-${part.slice(1, -1)}` : part))
    .flatMap((part) => part.split('-'));
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const tagOf = (path: string): string => path.split('/')[2] ?? 'health';

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
    reauthUrl: z
      .url()
      .optional()
      .openapi({ description: 'Where a person renews the account that is in the way.' }),
  })
  .openapi('Problem', { description: 'RFC 9457.' });

const reasons: Readonly<Record<number, string>> = {
  400: 'The body is not well-formed JSON, or a text holds what cannot be kept.',
  401: 'No API key came, or one that is not known.',
  403: 'The API key is of the wrong kind.',
  404: 'There is no such thing in this tenant.',
  409: 'It conflicts with what is there.',
  413: 'The body is larger than 1 MB.',
  415: 'The body is not sent as JSON.',
  422: 'The request has mistakes; `errors` lists all of them.',
  429: 'The provider’s request limit is used up for now; `Retry-After` says for how long. Nothing was sent, or what was sent was not carried out.',
  500: 'Firstlight made a mistake.',
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
