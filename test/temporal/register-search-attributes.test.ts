// A Temporal server that keeps its operator service to itself, as a real HTTP/2 server that says so.
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClient } from '../../src/temporal/connection.ts';
import { noPayloads } from '../../src/temporal/payloads.ts';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.ts';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';

let server: Http2Server;
afterEach(() => {
  server.close();
});

/** UNIMPLEMENTED for the handshake, which clients take from old servers; the given gRPC status for the rest. */
async function serveStatus(status: number): Promise<string> {
  server = createServer();
  server.on('stream', (stream, headers) => {
    const isHandshake = String(headers[':path']).endsWith('GetSystemInfo');
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-status': String(isHandshake ? 12 : status),
        'grpc-message': 'not for you',
      },
      { endStream: true },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('registering search attributes', () => {
  it.each([
    ['permission denied', 7],
    ['unimplemented', 12],
    ['unauthenticated', 16],
  ])('says what to run by hand when the server answers %s', async (_name, status) => {
    const temporal = await connectClient(
      { address: await serveStatus(status), namespace: 'night' },
      noPayloads,
    );

    const result = await registerSearchAttributes(temporal);

    expect(result.kind).toBe('by_hand');
    const commands = result.kind === 'by_hand' ? result.commands : [];
    expect(commands).toHaveLength(Object.keys(searchAttributes).length);
    expect(commands).toContain(
      'temporal operator search-attribute create --namespace night --name FirstlightPausedOn --type KeywordList',
    );
    await temporal.close();
  });

  it('says how to make a namespace that is not there', async () => {
    const temporal = await connectClient({ address: await serveStatus(5), namespace: 'night' }, noPayloads);

    await expect(registerSearchAttributes(temporal)).rejects.toThrow(
      'temporal operator namespace create --namespace night',
    );
    await temporal.close();
  });
});
