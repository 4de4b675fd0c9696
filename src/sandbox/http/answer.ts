// What a sandbox server says: a value, so that a habit (late, dropped, held) can be laid over any answer. Building it
// never touches a socket. Every answer carries a content type: HubSpot's SDK loses the status of one that does not
// (providers page, section 7, trap 2).

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `drop`: the connection is cut and nothing is said. */
export type Reply = Answer | 'drop';

export const answerJson = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

export const answerHtml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html;charset=utf-8', 'cache-control': 'no-store' },
  body,
});

export const answerEmpty = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/plain;charset=utf-8' },
  body: '',
});

export const redirectTo = (url: string): Answer => ({
  status: 302,
  headers: { location: url, 'content-type': 'text/html;charset=utf-8', 'cache-control': 'no-store' },
  body: '',
});

/** What a load balancer says while the service behind it is away. */
export const unavailablePage = (): Answer =>
  answerHtml(
    503,
    '<!DOCTYPE html><html lang="en"><head><title>503 Service Unavailable</title></head>' +
      '<body><h1>Service Unavailable</h1><p>The service is down for maintenance.</p></body></html>',
  );

/** `Retry-After` in whole seconds, where one is to be sent. */
export const retryAfterHeader = (seconds: number | null): Record<string, string> =>
  seconds === null ? {} : { 'retry-after': String(seconds) };
