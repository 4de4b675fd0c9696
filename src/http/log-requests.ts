// One line per request: the route's pattern, never the address itself, because a link's address is the key to it and a
// callback's holds a code.

import type { ServerResponse } from 'node:http';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Log } from '../telemetry/log.ts';
import type { TenantEnvironment } from './tenant-auth.ts';

export function logRequests(log: Log) {
  return createMiddleware<TenantEnvironment>(async (context, next) => {
    const startedAt = performance.now();
    await next();
    const written = (context.env as { outgoing?: ServerResponse } | undefined)?.outgoing;
    log.debug('request', {
      method: context.req.method,
      path: routePath(context, -1),
      // What was written past the response (routes/proxy.ts) is known to the connection only.
      status: written?.headersSent ? written.statusCode : context.res.status,
      lengthMs: Math.round(performance.now() - startedAt),
      tenant: context.get('tenant')?.id,
    });
  });
}
