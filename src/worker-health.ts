// What a supervisor may ask a worker, where a port is set for it: /healthz, is it up; /readyz, does it take work. A process
// that hangs answers neither.

import { type ReadinessDeps, readReadiness, statusOf } from './http/readiness.ts';
import { type RunningServer, startServer } from './http/server.ts';

export function startWorkerHealth(
  at: { readonly port: number; readonly host: string },
  deps: ReadinessDeps,
): Promise<RunningServer> {
  return startServer(at, () => async (request) => {
    switch (new URL(request.url).pathname) {
      case '/healthz':
        return Response.json({ status: 'up' });
      case '/readyz': {
        const readiness = await readReadiness(deps);
        return Response.json(readiness, { status: statusOf(readiness) });
      }
      default:
        return Response.json({ status: 'not_found' }, { status: 404 });
    }
  });
}
