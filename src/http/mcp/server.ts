// One MCP server for one request: what it can do, and nothing that outlives the answer. Several api processes can stand side
// by side, because none of them remembers a client. The tool list is not pushed, so listChanged is not claimed.

import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import type { TenantId } from '../../domain/ids.ts';
import { listAccountChoices } from '../../store/accounts.ts';
import type { AppDeps } from '../app-deps.ts';
import { logFailure } from '../log-failure.ts';
import { documentOf, toProblem } from '../problem.ts';
import { mostListed } from './account-argument.ts';
import { handleCall } from './call-handler.ts';
import { offerTools, pageTools } from './offer-tools.ts';

const instructions = [
  'The tools act on accounts that people have connected. Look at `status` first:',
  '`ok` comes with a receipt, `empty` is the provider’s own word that there is nothing.',
  '`blocked` and `failed` say nothing about the data: never report them as "no results". Do what `whatToDo` says.',
  'A blocked account is renewed by a person behind `reauthUrl`; then make the same call again.',
].join(' ');

export function createMcpServer(
  deps: AppDeps,
  client: { readonly tenant: TenantId; readonly opensUrls: boolean },
): Server {
  const { tenant, opensUrls } = client;
  const server = new Server(
    { name: 'firstlight', title: 'Firstlight', version: '0.1.0' },
    { capabilities: { tools: {} }, instructions },
  );

  server.setRequestHandler(ListToolsRequestSchema, ({ params }) =>
    orProtocolError(deps, async () => {
      const accounts = await listAccountChoices(deps.pool, tenant, mostListed + 1);
      return pageTools(offerTools(deps.tools, accounts), params?.cursor);
    }),
  );

  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal, sendNotification }) => {
    const progressToken = params._meta?.progressToken;
    return orProtocolError(deps, () =>
      handleCall(deps, params, {
        tenant,
        opensUrls,
        signal,
        ...(progressToken !== undefined && {
          onPage: ({ pages, rows }) => {
            // A client that has gone is noticed by its connection; what it would have been told is of no use to anybody.
            void sendNotification({
              method: 'notifications/progress',
              params: { progressToken, progress: pages, message: `${pages} pages done, ${rows} rows` },
            }).catch(() => {});
          },
        }),
      }),
    );
  });
  return server;
}

/** The SDK tells a client whatever was thrown, so what is thrown is made fit to be told first. */
async function orProtocolError<T>(deps: AppDeps, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof McpError) throw error;
    const problem = toProblem(error);
    const isOurs = documentOf(problem).status >= 500;
    if (isOurs) logFailure(deps.log, 'an MCP request failed', problem, error);
    const code = isOurs ? ErrorCode.InternalError : ErrorCode.InvalidParams;
    throw new McpError(code, problem.message, { code: problem.code });
  }
}
