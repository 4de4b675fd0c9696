// Listens, and stops in order: requests under way are answered, new ones are not taken.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { waitAtMost } from '../connect/patience.ts';

export interface RunningServer {
  readonly port: number;
  /** Cuts off what has not been answered after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
}

type Answer = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

/** The port is taken before the application is made, because links are built on it. Port 0 takes a free one. */
export async function startServer(
  at: { readonly port: number; readonly host: string },
  createAnswer: (port: number) => Answer,
): Promise<RunningServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const answer = createAnswer(port);
  const underWay = new Set<Promise<unknown>>();
  server.on(
    'request',
    getRequestListener(async (request, bindings) => {
      const answering = Promise.resolve(answer(request, bindings as HttpBindings));
      underWay.add(answering);
      try {
        return await answering;
      } finally {
        underWay.delete(answering);
      }
    }),
  );
  return { port, stop: (patienceMs) => stop(server, underWay, patienceMs) };
}

/** What is being done for a browser that has gone is finished too: a code may be on its way to being a grant. */
async function stop(
  server: Server,
  underWay: ReadonlySet<Promise<unknown>>,
  patienceMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const finished = closed.then(() => Promise.allSettled(underWay));
  const waited = await waitAtMost(finished, patienceMs);
  if (waited.kind === 'too_late') server.closeAllConnections();
}
