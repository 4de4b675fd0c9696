// A Temporal server that is there and then is not, as a real HTTP/2 server; a client that is closed while the SDK waits to
// try again. Where a retry came due afterwards it would throw where nobody can catch it, and fail the whole run of tests.
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { connectClient } from '../../src/temporal/connection.ts';
import { noPayloads } from '../../src/temporal/payloads.ts';
import { until } from '../support/until.ts';

const [unimplemented, unavailable] = [12, 14];
let server: Http2Server;
let asked = 0;
afterEach(() => {
  server.close();
});

async function startServer(): Promise<string> {
  server = createServer();
  server.on('stream', (stream, headers) => {
    const isHandshake = String(headers[':path']).endsWith('GetSystemInfo');
    if (!isHandshake) asked += 1;
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-status': String(isHandshake ? unimplemented : unavailable),
        'grpc-message': 'the server is going away',
      },
      { endStream: true },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('lets a retry that is pending come to its end before the connection is closed, and no other begin', async () => {
  const temporal = await connectClient({ address: await startServer(), namespace: 'night' }, noPayloads);
  const call = temporal.connection.workflowService.describeNamespace({ namespace: 'night' });
  const failed = expect(call).rejects.toThrow('the server is going away');
  await until('it has been tried more than once', async () => asked >= 3);

  await temporal.close();

  await failed;
  const askedWhenClosed = asked;
  // Longer than the next delay would have been.
  await sleep(1_000);
  expect(asked).toBe(askedWhenClosed);
});
