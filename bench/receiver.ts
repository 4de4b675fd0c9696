// A customer's webhook receiver, as documentation would have it: verifies the signature, notes when it came, says 204.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { ApiClient } from '../src/demo/api-client.ts';

export interface Receiver {
  /** When each event came, by type and account, in order. */
  readonly received: readonly { readonly type: string; readonly account: unknown; readonly at: number }[];
  stop(): Promise<void>;
}

export async function startReceiver(api: ApiClient): Promise<Receiver> {
  const received: { type: string; account: unknown; at: number }[] = [];
  let webhook: Webhook | null = null;
  const server = createServer(async (request, response) => {
    const at = Date.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const event = webhook!.verify(
        Buffer.concat(chunks).toString(),
        request.headers as Record<string, string>,
      ) as { type: string; data: { account?: string } };
      received.push({ type: event.type, account: event.data.account, at });
      response.writeHead(204).end();
    } catch {
      // Tried again later, as every receiver may ask for.
      response.writeHead(401).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { secret } = await api.putWebhookEndpoint('bench', { url });
  webhook = new Webhook(secret);
  return {
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
