// The client of Firstlight's API: every call is typed by the OpenAPI document, throws a `FirstlightProblem` for an error, and
// is retried where a retry can help.

import createClient, { type FetchResponse, type MaybeOptionalInit } from 'openapi-fetch';
import type { PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import type { components, paths } from './api-types.ts';
import { problemOf } from './problem.ts';
import { createSend } from './send.ts';
import { readToolAnswer, type ToolAnswer } from './tool-answer.ts';

export type { components, paths } from './api-types.ts';
export { FirstlightProblem, type ProblemDocument } from './problem.ts';
export type { Receipt, ToolAnswer, ToolBlocked, ToolDone, ToolEmpty, ToolFailed } from './tool-answer.ts';

export type Account = components['schemas']['Account'];
export type Run = components['schemas']['Run'];
export type Tool = components['schemas']['Tool'];

export interface FirstlightOptions {
  /** Where the API listens, e.g. `http://127.0.0.1:8787`. */
  readonly url: string;
  /** A tenant's API key. */
  readonly key: string;
  /** How often a request is sent again that was not answered, or was asked to come later. Default 4. */
  readonly retries?: number;
  /** Before the first retry, doubled at each. Default 250 milliseconds; a `Retry-After` goes before it. */
  readonly firstWaitMs?: number;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** What a path or a body has to say may not be left out; where there is nothing to say, neither is `init`. */
type InitParam<Init> = RequiredKeysOf<Init> extends never ? [init?: Init] : [init: Init];

type Method = 'get' | 'post' | 'put' | 'delete';

type Call<M extends Method> = <
  Path extends PathsWithMethod<paths, M>,
  Init extends MaybeOptionalInit<paths[Path], M>,
>(
  path: Path,
  ...init: InitParam<Init>
) => Promise<Data<paths[Path][M], Init>>;

type Data<Operation, Init> =
  Operation extends Record<string | number, unknown>
    ? Exclude<FetchResponse<Operation, Init, 'application/json'>, { data?: never }>['data']
    : never;

type ListOf<Path extends keyof paths> = paths[Path] extends {
  get: {
    responses: { 200: { content: { 'application/json': { items: (infer Item)[]; nextCursor: unknown } } } };
  };
}
  ? Item
  : never;

/** What has pages. */
export type ListPath = { [Path in keyof paths]: [ListOf<Path>] extends [never] ? never : Path }[keyof paths] &
  PathsWithMethod<paths, 'get'>;

export interface CallOptions {
  /** The same key gets the same answer: for a call that your own program may repeat. Default: a new one. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface Firstlight {
  readonly get: Call<'get'>;
  readonly post: Call<'post'>;
  readonly put: Call<'put'>;
  readonly delete: Call<'delete'>;
  /** Every item of a list, page after page. */
  each<Path extends ListPath, Init extends MaybeOptionalInit<paths[Path], 'get'>>(
    path: Path,
    ...init: InitParam<Init>
  ): AsyncGenerator<ListOf<Path>, void, undefined>;
  /** One tool call, now. A dead account is an answer (`blocked`), not an error. */
  callTool(account: string, tool: string, input: object, options?: CallOptions): Promise<ToolAnswer>;
  /** Starts a run of any kind, one of your own included, whose input only that installation knows. */
  startRun(order: RunOrder, options?: CallOptions): Promise<components['schemas']['Run']>;
}

export interface RunOrder {
  readonly kind: string;
  readonly input: object;
  readonly name?: string;
  /** ISO 8601 with a zone, or the next such time of day by the clocks of a zone. */
  readonly deadline?: string | { readonly at: string; readonly timeZone: string };
  readonly onDeadline?: 'keep_waiting' | 'deliver_with_gaps' | 'fail';
}

export function createFirstlight(options: FirstlightOptions): Firstlight {
  const client = createClient<paths>({
    baseUrl: options.url.replace(/\/+$/, ''),
    headers: { authorization: `Bearer ${options.key}` },
    fetch: createSend({
      fetch: options.fetch ?? ((request) => fetch(request)),
      retries: options.retries ?? 4,
      firstWaitMs: options.firstWaitMs ?? 250,
    }),
  });
  client.use({
    async onResponse({ response }) {
      if (!response.ok) throw await problemOf(response);
    },
  });
  // The client's own types say what fits together; here every call is alike.
  const request = client.request as unknown as (
    method: Method,
    path: string,
    init?: object,
  ) => Promise<{ data: unknown }>;
  const call = (method: Method) => async (path: string, init?: object) =>
    (await request(method, path, init)).data;
  const get = call('get') as Call<'get'>;

  async function* each(path: string, init: Init = {}) {
    const read = get as unknown as (path: string, init: Init) => Promise<Page>;
    let after = init.params?.query?.after;
    do {
      const query = { ...init.params?.query, ...(after !== undefined && { after }) };
      const page = await read(path, { ...init, params: { ...init.params, query } });
      yield* page.items;
      after = page.nextCursor ?? undefined;
    } while (after !== undefined);
  }

  return {
    get,
    post: call('post') as Call<'post'>,
    put: call('put') as Call<'put'>,
    delete: call('delete') as Call<'delete'>,
    each: each as unknown as Firstlight['each'],
    async callTool(account, tool, input, options) {
      const answer = await request('post', '/v1/accounts/{id}/tools/{tool}', {
        params: { path: { id: account, tool } },
        body: { input },
        ...initOf(options),
      });
      return readToolAnswer(answer.data as components['schemas']['ToolAnswer']);
    },
    async startRun(order, options) {
      const answer = await request('post', '/v1/runs', { body: order, ...initOf(options) });
      return answer.data as components['schemas']['Run'];
    },
  };
}

const initOf = ({ idempotencyKey, signal }: CallOptions = {}): object => ({
  headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
  ...(signal && { signal }),
});

interface Init {
  readonly params?: { readonly query?: Readonly<Record<string, unknown>> };
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}
