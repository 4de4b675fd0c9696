// A tenant's receiver, as its documentation would have it: a real HTTP server that verifies every delivery with the
// `standardwebhooks` package and keeps what came. A test decides what it answers.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { startServer } from './http-server.ts';

export interface Received {
  readonly id: string;
  readonly type: string;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an event holds is what the tests are about.
  readonly event: any;
  readonly headers: IncomingMessage['headers'];
  readonly at: number;
  /** Which of the receiver's secrets verify it. */
  readonly verifiedBy: readonly string[];
  readonly status: number;
}

export type Answering = (
  event: { readonly id: string; readonly type: string; readonly data: Record<string, unknown> },
  response: ServerResponse,
) => number;

export interface WebhookReceiver {
  readonly url: string;
  readonly secrets: string[];
  /** Everything that came, answered with whatever status. */
  readonly received: Received[];
  /** What was answered 2xx. */
  accepted(): Received[];
  answer: Answering;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const secrets: string[] = [];
  const server = await startServer((request, response) => {
    const at = Date.now();
    const event = JSON.parse(request.body);
    const verifiedBy = secrets.filter((secret) => verifies(secret, request));
    const status = receiver.answer(event, response);
    received.push({
      id: String(request.headers['webhook-id']),
      type: event.type,
      body: request.body,
      event,
      headers: request.headers,
      at,
      verifiedBy,
      status,
    });
    if (!response.headersSent) response.writeHead(status);
    response.end();
  });
  const receiver: WebhookReceiver = {
    url: server.url,
    secrets,
    received,
    accepted: () => received.filter(({ status }) => status >= 200 && status < 300),
    answer: () => 204,
    stop: server.stop,
  };
  return receiver;
}

function verifies(secret: string, request: IncomingMessage & { readonly body: string }): boolean {
  try {
    new Webhook(secret).verify(request.body, request.headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
