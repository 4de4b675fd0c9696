// The request the API's description gives as an example of an operation: as parts, and as a curl command to copy.

import type { Operation } from './api-document.ts';

export interface ExampleRequest {
  readonly method: string;
  /** With its parameters filled in, and a query where there is one. */
  readonly path: string;
  readonly type?: string;
  readonly body?: unknown;
}

/** Where a page begins says nothing of what is asked for. */
const paging = ['after', 'limit'];

/** One for each example of a body, by name; where there are none, one without a name. */
export function exampleRequests(
  method: string,
  path: string,
  { parameters = [], requestBody }: Operation,
): (readonly [name: string, request: ExampleRequest])[] {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURI(String(parameters.find((one) => one.in === 'path' && one.name === name)?.schema?.example)),
  );
  const query = parameters
    .filter((one) => one.in === 'query' && !paging.includes(one.name))
    // What a list is narrowed by shows what it is for; what an order may say besides would change it.
    .filter(({ required }) => required === true || method.toLowerCase() === 'get')
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(schema?.example))}`)
    .join('&');
  const request = { method: method.toUpperCase(), path: query === '' ? filled : `${filled}?${query}` };
  const [[type, media] = []] = Object.entries(requestBody?.content ?? {});
  if (type === undefined || !media) return [['', request]];
  const bodies = media.examples
    ? Object.entries(media.examples).map(([name, { value }]) => [name, value] as const)
    : [['', media.example] as const];
  return bodies.map(([name, body]) => [
    name,
    { ...request, type: type.replace('*/*', 'application/json'), body },
  ]);
}

export function curlOf({ method, path, type, body }: ExampleRequest, key: string | null): string {
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"$FIRSTLIGHT_URL${path}"`,
    ...(key === null ? [] : [`-H "Authorization: Bearer ${key}"`]),
    ...(type === undefined ? [] : [`-H 'Content-Type: ${type}'`, `-d '${shellText(body)}'`]),
  ];
  return parts.join(' \\\n  ');
}

/** Between single quotes a shell takes everything as it is but a single quote. */
const shellText = (body: unknown): string => JSON.stringify(body, null, 2).replaceAll("'", `'\\''`);
