// A provider that loses a row: stands between the product and the sandbox's HubSpot, announces what is there, and leaves the
// first row of the second page out when it is told to.

import { answerJson, startServer, type TestServer } from './http-server.ts';

export interface ShortChange extends TestServer {
  isOn: boolean;
}

export async function startShortChange(origin: string): Promise<ShortChange> {
  const proxy = { isOn: false, pages: 0 };
  const server = await startServer((request, response) => {
    const forward = async (): Promise<void> => {
      const answer = await fetch(new URL(request.url!, origin), {
        method: request.method,
        headers: {
          authorization: request.headers.authorization ?? '',
          'content-type': request.headers['content-type'] ?? 'application/json',
        },
        body: request.method === 'GET' ? undefined : request.body,
      });
      const body = (await answer.json()) as { results?: unknown[] };
      if (proxy.isOn) {
        proxy.pages += 1;
        if (proxy.pages === 2) body.results = body.results?.slice(1);
      }
      answerJson(response, answer.status, body);
    };
    forward().catch((error: Error) => answerJson(response, 502, { message: error.message }));
  });
  return Object.assign(proxy, server);
}
