// One HTTP server on 127.0.0.1. It answers, or cuts the connection when told to, and closes at once: a sandbox that is
// stopped leaves no socket and no pending answer behind.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody, type SandboxRequest } from './request.ts';
import { type RouteTable, serveFrom } from './route.ts';

export interface Listener {
  readonly origin: string;
  close(): Promise<void>;
}

// Salesforce takes URLs of 16 KB; headers come on top of that.
const MAX_HEADER_BYTES = 64 * 1024;
// Longer than clients keep idle sockets, so that a reused connection is not cut under a request.
const KEEP_ALIVE_MS = 75_000;

export async function startListener(options: {
  readonly name: string;
  readonly port: number;
  readonly table: RouteTable;
  readonly stopping: AbortSignal;
}): Promise<Listener> {
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    (incoming, outgoing) => {
      void serve(options.table, incoming, outgoing).catch((error: unknown) => {
        outgoing.destroy();
        // A client that hangs up in the middle of its own request is no fault of the server.
        if (options.stopping.aborted || incoming.errored) return;
        process.stderr.write(
          `sandbox ${options.name}: ${incoming.method} failed: ${(error as Error).stack}\n`,
        );
      });
    },
  );
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function serve(table: RouteTable, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const request: SandboxRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: await readBody(incoming),
    gone: gone.signal,
  };
  const reply = await serveFrom(table, request);
  if (reply === 'drop') {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(reply.status, reply.headers);
  outgoing.end(reply.body);
}

async function listen(server: Server, options: { name: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new Error(
          `The sandbox cannot open port ${options.port} for ${options.name} (${error.code ?? error.message}). Choose another port, or 0 for a free one.`,
        ),
      );
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
}
