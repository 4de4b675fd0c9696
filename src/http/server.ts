// Listens, and stops in order: requests under way are answered, new ones are not taken.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

type Answer = (request: Request) => Response | Promise<Response>;

/** Requests that take longer than this at the end are cut off. */
const stopPatienceMs = 10_000;

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
  server.on(
    'request',
    getRequestListener((request) => answer(request)),
  );
  return { port, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), stopPatienceMs);
  await closed;
  clearTimeout(timer);
}
