// A tool's name as MCP clients see it. Model vendors take letters, digits, "_" and "-" only, at most 64 of them, so the dot
// of "hubspot.search_deals" becomes "-". Our own names have no "-", so each name stands for one tool and leads back to it.

export const wireNameOf = (tool: string): string => tool.replace('.', '-');

export function findByWireName<Tool extends { readonly name: string }>(
  tools: readonly Tool[],
  wireName: string,
): Tool | null {
  return tools.find((tool) => wireNameOf(tool.name) === wireName) ?? null;
}
