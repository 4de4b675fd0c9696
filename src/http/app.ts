// The route table of the API. Authentication, limits and the form of every error stand here; what a route does stands in
// its own file under routes/.

import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppDeps } from './app-deps.ts';
import { logFailure } from './log-failure.ts';
import { logRequests } from './log-requests.ts';
import { ApiProblem, answerProblem, documentOf, toProblem } from './problem.ts';
import { accountCheckRoutes } from './routes/account-checks.ts';
import { accountContactRoutes } from './routes/account-contacts.ts';
import { accountImportRoutes } from './routes/account-imports.ts';
import { accountRoutes } from './routes/accounts.ts';
import { addCodecRoutes } from './routes/codec.ts';
import { addConnectRoutes, isPagePath, showTrouble } from './routes/connect.ts';
import { contactRoutes } from './routes/contacts.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { addDocsRoutes } from './routes/docs.ts';
import { eventRoutes } from './routes/events.ts';
import { forecastRoutes } from './routes/forecast.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addHintRoutes } from './routes/hints.ts';
import { linkRoutes } from './routes/links.ts';
import { addLlmsRoute } from './routes/llms.ts';
import { addMcpRoutes, mcpPath } from './routes/mcp.ts';
import { noticeRoutes } from './routes/notices.ts';
import { preflightRoutes } from './routes/preflight.ts';
import { providerAppRoutes } from './routes/provider-apps.ts';
import { addProxyRoutes, isProxyPath } from './routes/proxy.ts';
import { jsonBody, problems, tenantSecurity } from './routes/route-kit.ts';
import { runRoutes } from './routes/runs.ts';
import { scheduleStartRoutes } from './routes/schedule-starts.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { tenantRoutes } from './routes/tenants.ts';
import { toolRoutes } from './routes/tools.ts';
import { transcriptRoutes } from './routes/transcripts.ts';
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts';
import { requireTenant, type TenantEnvironment } from './tenant-auth.ts';
import { refuseUnrouted } from './unrouted.ts';
import { refuseInvalid } from './validation.ts';
import { describeWebhooks } from './webhooks.ts';

const mcpMessage = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const longestBodyBytes = 1024 * 1024;
/** Opened with the operator's key; everything else under /v1 with a tenant's. */
const operatorPaths = [/^\/v1\/tenants(\/[^/]+)?$/, /^\/v1\/provider-apps(\/events)?$/];

export function createApp(deps: AppDeps): OpenAPIHono<TenantEnvironment> {
  const app = new OpenAPIHono<TenantEnvironment>({ defaultHook: refuseInvalid });
  app.use(logRequests(deps.log));
  app.onError((error, context) => {
    const problem = toProblem(error);
    const { status } = documentOf(problem);
    if (status >= 500) logFailure(deps.log, 'a request failed', problem, error);
    return isPagePath(context.req.path) ? showTrouble(context, status) : answerProblem(problem);
  });
  const limitBody = bodyLimit({
    maxSize: longestBodyBytes,
    onError: () => {
      // The rest of the body is not read, so this connection can carry nothing else.
      throw new ApiProblem(
        'request.too_large',
        'A body may have at most 1 MB. Split it into several requests.',
        {
          headers: { connection: 'close' },
        },
      );
    },
  });
  // What is only passed through has a limit of its own.
  app.use((context, next) => (isProxyPath(context.req.path) ? next() : limitBody(context, next)));
  app.use('/v1/*', tenantKeyUnlessOperator(deps));

  app.route('/', tenantRoutes(deps));
  app.route('/', providerAppRoutes(deps));
  // Before the accounts: `links` is no account's id.
  app.route('/', linkRoutes(deps));
  app.route('/', accountRoutes(deps));
  app.route('/', accountCheckRoutes(deps));
  app.route('/', accountImportRoutes(deps));
  addProxyRoutes(app, deps);
  app.route('/', toolRoutes(deps));
  app.route('/', runRoutes(deps));
  app.route('/', transcriptRoutes(deps));
  app.route('/', scheduleRoutes(deps));
  app.route('/', scheduleStartRoutes(deps));
  app.route('/', preflightRoutes(deps));
  app.route('/', forecastRoutes(deps));
  app.route('/', eventRoutes(deps));
  app.route('/', webhookEndpointRoutes(deps));
  app.route('/', deliveryRoutes(deps));
  app.route('/', contactRoutes(deps));
  app.route('/', accountContactRoutes(deps));
  app.route('/', noticeRoutes(deps));
  addConnectRoutes(app as never, deps);
  addCodecRoutes(app as never, deps);
  addHealthRoutes(app as never, deps);
  addHintRoutes(app as never, deps);
  addMcpRoutes(app, deps);

  app.openAPIRegistry.registerComponent('securitySchemes', 'tenantKey', {
    type: 'http',
    scheme: 'bearer',
    description: "The tenant's API key.",
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'operatorKey', {
    type: 'http',
    scheme: 'bearer',
    description: "The operator's key.",
  });
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: mcpPath,
    tags: ['tools'],
    summary: "The tools of the tenant's accounts, as a Model Context Protocol server",
    description: 'Streamable HTTP, one JSON-RPC message a request; see docs/mcp.md.',
    operationId: 'postMcp',
    security: tenantSecurity,
    request: { body: jsonBody(z.record(z.string(), z.unknown()), mcpMessage) },
    responses: {
      200: { description: 'The answer, as a stream of events.' },
      202: { description: 'A notification was taken.' },
      ...problems(401, 403, 413),
      default: { description: 'An error of JSON-RPC.' },
    },
  });
  describeWebhooks(app);
  addDocsRoutes(app, deps.publicUrl);
  addLlmsRoute(app);

  app.notFound((context) => {
    throw refuseUnrouted(app.routes, context.req.method, context.req.path);
  });
  return app;
}

function tenantKeyUnlessOperator(deps: AppDeps): MiddlewareHandler<TenantEnvironment> {
  const tenantKey = requireTenant(deps);
  return (context, next) =>
    operatorPaths.some((path) => path.test(context.req.path)) ? next() : tenantKey(context, next);
}
