// A tool's name as a model sees it, over MCP, through the SDK and in an agent's run alike. Model vendors take letters, digits,
// "_" and "-" only, at most 64 of them, so the dot of "hubspot.search_deals" becomes "-". Our own names have no "-", so each
// name stands for one tool and leads back to it.

export const modelToolName = (tool: string): string => tool.replace('.', '-');

export function findByModelToolName<Tool extends { readonly name: string }>(
  tools: readonly Tool[],
  modelName: string,
): Tool | null {
  return tools.find((tool) => modelToolName(tool.name) === modelName) ?? null;
}
