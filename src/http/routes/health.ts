// For load balancers and supervisors: is the process up, and does what it needs answer. No key needed, nothing told.

import type { Hono } from 'hono';
import { waitAtMost } from '../../connect/patience.ts';
import type { AppDeps } from '../app-deps.ts';

const patienceMs = 3_000;

export function addHealthRoutes(app: Pick<Hono, 'get'>, deps: AppDeps): void {
  app.get('/healthz', (context) => context.json({ status: 'up' }));

  app.get('/readyz', async (context) => {
    const [database, temporal] = await Promise.all([
      answers(deps.systemPool.query('select 1')),
      answers(deps.checkTemporal()),
    ]);
    const isReady = database === 'answers' && temporal === 'answers';
    return context.json({ status: isReady ? 'ready' : 'not_ready', database, temporal }, isReady ? 200 : 503);
  });
}

async function answers(asked: Promise<unknown>): Promise<'answers' | 'does not answer'> {
  const waited = await waitAtMost(asked, patienceMs);
  return waited.kind === 'answered' ? 'answers' : 'does not answer';
}
