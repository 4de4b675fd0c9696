// Any request of a tenant's own, passed to an account's provider with the account's token: streamed both ways, nothing kept.
// What the provider answers says `firstlight-answer: provider`; everything else is a problem document of ours. Written to the
// connection itself, because an answer on its way through web streams would be held in memory and given a content type.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AccountBlocked } from '../../domain/failures.ts';
import type { AccountId, AccountRef } from '../../domain/ids.ts';
import type { ProxiedAnswer } from '../../domain/proxy.ts';
import type { AppDeps } from '../app-deps.ts';
import { findRequestSoon } from '../call-tool.ts';
import { accountId } from '../id-parameters.ts';
import { ApiProblem } from '../problem.ts';
import type { TenantEnvironment } from '../tenant-auth.ts';
import { problems, tenantSecurity } from './route-kit.ts';

const pattern = /^\/v1\/accounts\/([^/]+)\/proxy(\/.*)?$/;
export const isProxyPath = (path: string): boolean => pattern.test(path);

const heldRetrySeconds = 30;
/** As the provider takes it; here HubSpot. */
const bodyExample = { properties: { dealname: 'Dawn Sail Foods: new business', amount: '73066.83' } };

export function addProxyRoutes(app: OpenAPIHono<TenantEnvironment>, deps: AppDeps): void {
  app.all('/v1/accounts/:id/proxy/*', (context) => pass(deps, context));
  for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
    const hasBody = method !== 'get';
    app.openAPIRegistry.registerPath({
      method,
      path: '/v1/accounts/{id}/proxy/{path}',
      operationId: `${method}AccountsByIdProxyByPath`,
      tags: ['accounts'],
      summary: `Pass a ${method.toUpperCase()} request to the account’s provider, with the account’s token`,
      description:
        '`path` may have any number of segments, and the query goes with it. Bodies are streamed. An answer with `firstlight-answer: provider` is the provider’s own, whatever its status; see docs/proxy.md.',
      security: tenantSecurity,
      request: {
        params: z.object({ id: accountId, path: z.string().openapi({ example: 'crm/v3/objects/deals' }) }),
        headers: z.object({
          'firstlight-origin': z.string().optional().openapi({
            description: 'Another of the provider’s declared origins than the account’s own.',
            example: 'https://api.hubapi.com',
          }),
        }),
        ...(hasBody && { body: { content: { '*/*': { schema: z.unknown(), example: bodyExample } } } }),
      },
      responses: {
        200: { description: 'The provider’s answer, as it came.' },
        ...problems(
          ...[400, 401, 413, 415, 422, 500, 503],
          ...(['account.unknown', 'account.blocked', 'account.disconnected'] as const),
          ...([
            'tool.origin_not_allowed',
            'provider.unavailable',
            'account.held',
            'provider.rate_limited',
          ] as const),
        ),
        default: { description: 'The provider’s answer, as it came.' },
      },
    });
  }
}

async function pass(deps: AppDeps, context: Context<TenantEnvironment>): Promise<Response> {
  const { incoming, outgoing } = context.env as unknown as {
    readonly incoming: IncomingMessage;
    readonly outgoing: ServerResponse;
  };
  const { pathname, search } = new URL(context.req.raw.url);
  const [, , target = '/'] = pattern.exec(pathname) ?? [];
  const ref = { tenant: context.get('tenant').id, account: context.req.param('id') as AccountId };
  const body = bodyOf(incoming, deps.longestProxiedBodyBytes);
  const left = new AbortController();
  const leave = () => left.abort();
  outgoing.once('close', leave);
  try {
    const answer = await deps.proxy({
      ref,
      method: incoming.method!,
      target: target + search,
      origin: context.req.header('firstlight-origin') ?? null,
      headers: incoming.headers,
      body: body?.read() ?? null,
      signal: left.signal,
    });
    if (incoming.method === 'HEAD') return describe(answer);
    await write(answer, incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  } catch (error) {
    // Half of an answer is out: the connection says that it is no whole one.
    if (outgoing.headersSent) outgoing.destroy();
    if (outgoing.destroyed) return RESPONSE_ALREADY_SENT;
    if (body?.isTooLong()) throw tooLong(deps.longestProxiedBodyBytes);
    if (error instanceof AccountBlocked) throw await describeBlocked(deps, ref, error.state);
    throw error;
  } finally {
    outgoing.off('close', leave);
  }
}

/** What has been read of it is counted as it passes; what a tenant says of its length is looked at first. */
function bodyOf(incoming: IncomingMessage, limitBytes: number) {
  const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers;
  if (coding === undefined && (length === undefined || length === '0')) return null;
  if (['GET', 'HEAD', 'TRACE'].includes(incoming.method!)) {
    throw new ApiProblem('request.malformed', `A ${incoming.method} carries no body here. Leave it out.`);
  }
  if (Number(length) > limitBytes) throw tooLong(limitBytes);
  let size = 0;
  async function* read(): AsyncGenerator<Uint8Array> {
    // The connection stays, for the answer to a request that the provider has heard enough of.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      size += (chunk as Uint8Array).length;
      if (size > limitBytes) throw new Error('the body is longer than the limit');
      yield chunk as Uint8Array;
    }
  }
  return { read, isTooLong: () => size > limitBytes };
}

async function write(
  answer: ProxiedAnswer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    'firstlight-answer': 'provider',
    ...(answer.token && { 'firstlight-token': answer.token }),
    // What is left of the body is not read, so this connection can carry nothing else.
    ...(!incoming.complete && incoming.method !== 'GET' && { connection: 'close' }),
  });
  outgoing.flushHeaders();
  await pipeline(Readable.from(answer.body, { objectMode: false }), outgoing);
}

/** Hono makes an answer of its own to HEAD out of the headers of this one. */
function describe(answer: ProxiedAnswer): Response {
  const headers = new Headers({ 'firstlight-answer': 'provider' });
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value].flat()) headers.append(name, one);
  }
  return new Response(null, { status: answer.status, headers });
}

const tooLong = (limitBytes: number): ApiProblem =>
  new ApiProblem(
    'request.too_large',
    `A body that is passed through may have at most ${limitBytes / 1024 / 1024} MB here (FIRSTLIGHT_PROXY_BODY_MB). Of what was sent so far the provider has no whole request.`,
    { headers: { connection: 'close' } },
  );

async function describeBlocked(
  { pool, links }: Pick<AppDeps, 'pool' | 'links'>,
  ref: AccountRef,
  state: AccountBlocked['state'],
): Promise<ApiProblem> {
  if (state === 'held') {
    return new ApiProblem(
      'account.held',
      'The provider refuses this installation’s own registration for now, so there is no fresh token. Nobody but its operator needs to act; try again.',
      { headers: { 'retry-after': String(heldRetrySeconds) } },
    );
  }
  if (state === 'disconnected') {
    return new ApiProblem('account.disconnected', 'The account was disconnected. Connect it again.');
  }
  const request = await findRequestSoon(pool, ref);
  return new ApiProblem(
    'account.blocked',
    'The provider takes this account’s grant no more. A person must renew it at `reauthUrl`; then send the request again.',
    { reauthUrl: request ? links.urlFor(request.id) : undefined },
  );
}
