// How a route is declared: what it takes and answers, each with an example, and the problem documents it may end in instead.

import { createRoute as declareRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { problems, withProblems } from '../problem-answers.ts';
import type { TenantEnvironment } from '../tenant-auth.ts';
import { refuseInvalid } from '../validation.ts';

export { problems };

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
  const responses = { ...problems(...anyways), ...route.responses };
  const isOnce = route.method === 'post';
  const declared = {
    ...route,
    operationId: operationIdOf(route.method, route.path),
    tags: [tagOf(route.path)],
    responses: (isOnce ? withProblems(responses, 400, ...onceProblems) : responses) as Route['responses'],
  };
  // Not in the type: handlers leave the key to the middleware.
  if (isOnce) Object.assign(declared, { request: { ...route.request, headers: onceHeaders } });
  return declareRoute(declared);
}

/** Every POST takes one (../idempotency.ts). What a key must look like is said there, before anything of the request is read. */
const onceHeaders = z.object({
  'idempotency-key': z.string().optional().openapi({
    description:
      'The same key and the same request get the same answer, and the work is done once. Kept for a week.',
    pattern: '^[\\x21-\\x7e]{1,200}$',
    example: 'morning-report-2026-11-25',
  }),
});
const onceProblems = ['idempotency.under_way', 'idempotency.other_request'] as const;

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

/** Several examples of one body or answer, by name. */
class Several<Value> {
  readonly byName: Readonly<Record<string, Value>>;

  constructor(byName: Readonly<Record<string, Value>>) {
    this.byName = byName;
  }
}
export const several = <Value>(byName: Readonly<Record<string, Value>>) => new Several(byName);

type Example<Value> = Value | Several<Value>;

/** What stands beside the schema in the document. */
const shown = (example: unknown) =>
  example instanceof Several
    ? {
        examples: Object.fromEntries(
          Object.entries(example.byName).map(([name, value]) => [name, { value }]),
        ),
      }
    : { example };

export function jsonAnswer<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  example: Example<NoInfer<z.output<Schema>>>,
) {
  return { content: { 'application/json': { schema, ...shown(example) } }, description };
}

export const jsonBody = <Schema extends z.ZodType>(
  schema: Schema,
  example: Example<NoInfer<z.input<Schema>>>,
) => ({
  content: { 'application/json': { schema, ...shown(example) } },
  required: true as const,
});

export const optionalJsonBody = <Schema extends z.ZodType>(
  schema: Schema,
  example: NoInfer<z.input<Schema>>,
) => ({
  content: { 'application/json': { schema, ...shown(example) } },
  required: false as const,
});
