// For load balancers and supervisors: is the process up, and is it to be given work. No key needed, nothing told.

import type { Hono } from 'hono';
import type { AppDeps } from '../app-deps.ts';
import { readReadiness, statusOf } from '../readiness.ts';

export function addHealthRoutes(app: Pick<Hono, 'get'>, deps: AppDeps): void {
  app.get('/healthz', (context) => context.json({ status: 'up' }));

  app.get('/readyz', async (context) => {
    const readiness = await readReadiness({
      checkDatabase: () => deps.systemPool.query('select 1'),
      checkTemporal: deps.checkTemporal,
      isStopping: deps.isStopping,
    });
    return context.json(readiness, statusOf(readiness));
  });
}
