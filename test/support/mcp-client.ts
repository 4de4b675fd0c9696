// MCP's official TypeScript client at a running Firstlight. Every answer is kept, so that a test can look for secrets in
// all of them.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { McpAnswer } from '../../src/http/mcp/answer-schema.ts';

export interface McpVisitor {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  call(
    name: string,
    input: Record<string, unknown>,
    meta?: Record<string, unknown>,
  ): Promise<CallToolResult & { readonly structuredContent: McpAnswer }>;
}

export function mcpVisitors() {
  const answers: string[] = [];
  const visitors: McpVisitor[] = [];

  const keepAnswer: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    // Cut off, it is what had come until then that nobody reads.
    response
      .clone()
      .text()
      .then((text) => answers.push(text))
      .catch(() => {});
    return response;
  };

  return {
    answers,
    async visit(
      apiUrl: string,
      key: string,
      options: { readonly opensUrls?: boolean; readonly sessionId?: string } = {},
    ): Promise<McpVisitor> {
      const client = new Client(
        { name: 'a-client-of-the-tests', version: '1.0.0' },
        { capabilities: options.opensUrls ? { elicitation: { url: {} } } : {} },
      );
      const transport = new StreamableHTTPClientTransport(new URL('/mcp', apiUrl), {
        requestInit: { headers: { authorization: `Bearer ${key}` } },
        fetch: keepAnswer,
      });
      await client.connect(transport);
      const visitor: McpVisitor = {
        client,
        transport,
        call: (name, input, meta) =>
          client.callTool({ name, arguments: input, ...(meta && { _meta: meta }) }) as never,
      };
      visitors.push(visitor);
      return visitor;
    },
    async leave(): Promise<void> {
      await Promise.all(visitors.map(({ client }) => client.close()));
    },
  };
}
