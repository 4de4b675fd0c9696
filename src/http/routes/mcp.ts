// The Model Context Protocol at /mcp (revision 2025-11-25, Streamable HTTP): who asks and from where, one message a
// request, and its answer as a stream that ends with it. There is no stream to listen on and no session to end, so GET and
// DELETE are refused with 405, as the transport allows.

import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CancelledNotificationSchema,
  type ClientCapabilities,
  InitializeRequestSchema,
  JSONRPCRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Context, Hono } from 'hono';
import type { McpSession } from '../../vault/mcp-sessions.ts';
import type { AppDeps } from '../app-deps.ts';
import { logFailure } from '../log-failure.ts';
import { type CallsUnderWay, createCallsUnderWay } from '../mcp/calls-under-way.ts';
import {
  challengeOf,
  describeResource,
  documentationPath,
  howToGetAKey,
  mcpPath,
  metadataPath,
} from '../mcp/protected-resource.ts';
import { createMcpServer } from '../mcp/server.ts';
import { toProblem } from '../problem.ts';
import { requireTenant, type TenantEnvironment } from '../tenant-auth.ts';

export { mcpPath };

const sessionHeader = 'mcp-session-id';

export function addMcpRoutes(app: Hono<TenantEnvironment>, deps: AppDeps): void {
  const underWay = createCallsUnderWay(deps);
  const ownOrigin = new URL(deps.publicUrl).origin;

  app.get(metadataPath, (context) => context.json(describeResource(deps.publicUrl)));
  app.get(documentationPath, (context) => context.text(howToGetAKey));

  app.use(mcpPath, async (context, next) => {
    // A page of somebody else's, in a browser that was led here by a name of theirs (DNS rebinding), says where it is from.
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== ownOrigin) {
      return refuse(403, -32000, 'Requests from pages of other origins are not taken.');
    }
    return next();
  });
  app.use(mcpPath, requireTenant(deps, challengeOf(deps.publicUrl)));
  app.post(mcpPath, (context) => answerMessage(deps, underWay, context));
}

async function answerMessage(
  deps: AppDeps,
  underWay: CallsUnderWay,
  context: Context<TenantEnvironment>,
): Promise<Response> {
  const message = await readMessage(context);
  if (message instanceof Response) return message;
  const tenant = context.get('tenant').id;
  const isIntroduction = InitializeRequestSchema.safeParse(message);
  const sessionId = isIntroduction.success
    ? deps.mcpSessions.open(tenant, { opensUrls: opensUrls(isIntroduction.data.params.capabilities) })
    : context.req.header(sessionHeader);
  // A client that keeps no session is served as one that can do nothing special.
  const session = sessionId === undefined ? null : deps.mcpSessions.read(sessionId, tenant);
  if (sessionId !== undefined && session === null) {
    return refuse(
      404,
      -32001,
      'There is no such session for this API key. Introduce yourself again (initialize).',
    );
  }

  const cancelled = CancelledNotificationSchema.safeParse(message);
  if (cancelled.success) {
    const { requestId } = cancelled.data.params;
    if (session !== null && requestId !== undefined) await underWay.cancel(session, requestId);
    return new Response(null, { status: 202 });
  }
  const response = await serve(deps, underWay, context, message, session);
  if (isIntroduction.success && response.ok) response.headers.set(sessionHeader, sessionId!);
  return response;
}

async function readMessage(context: Context): Promise<unknown | Response> {
  const text = await context.req.text();
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return refuse(400, -32700, 'The body is not well-formed JSON.');
  }
  if (!Array.isArray(message)) return message;
  return refuse(400, -32600, 'Send one message a request; batches went out of the protocol with 2025-06-18.');
}

async function serve(
  deps: AppDeps,
  underWay: CallsUnderWay,
  context: Context<TenantEnvironment>,
  message: unknown,
  session: McpSession | null,
): Promise<Response> {
  const tenant = context.get('tenant').id;
  const server = createMcpServer(deps, { tenant, opensUrls: session?.opensUrls ?? false });
  // No generator of session ids: the session of this transport is this one request.
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  const request = JSONRPCRequestSchema.safeParse(message);
  let forget = (): void => {};
  /** Aborts what is under way and ends the stream; nothing more is answered. */
  const end = (): void => {
    forget();
    void server
      .close()
      .catch((error: unknown) =>
        logFailure(deps.log, 'an MCP request did not close', toProblem(error), error),
      );
  };
  if (session && request.success) forget = underWay.add(session, request.data.id, end);
  await server.connect(transport);
  const response = await transport.handleRequest(context.req.raw, { parsedBody: message });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  if (isStream && response.body) return new Response(endWith(response.body, end), response);
  end();
  return response;
}

/**
 * The same stream; `onEnd` is told when it has been read to its end, and when its reader has gone. Nobody can come back for
 * the answer of a connection that is gone, so the work ends with it.
 */
function endWith(body: ReadableStream<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      onEnd();
      controller.close();
    },
    async cancel(reason) {
      onEnd();
      await reader.cancel(reason);
    },
  });
}

const opensUrls = ({ elicitation }: ClientCapabilities): boolean => elicitation?.url !== undefined;

function refuse(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', id: null, error: { code, message } }, { status });
}
