// A tool as the catalogue shows it: what it does, and its input as JSON Schema (draft 2020-12).

import { z } from 'zod';
import type { ToolDefinition } from './define-tool.ts';

export function describeTool({ name, provider, scopes, effect, description, input }: ToolDefinition) {
  // `io: 'input'`: what a caller has to send, before defaults are filled in.
  const inputSchema: Record<string, unknown> = z.toJSONSchema(input, { io: 'input' });
  return { name, provider, scopes, effect, description, inputSchema };
}
