// Workflows that need a master key, in words: how many of which kind, and a few by name.

export interface NeededWorkflow {
  readonly id: string;
  readonly type: string;
  /** Ids of the master keys it needs besides the one that seals. */
  readonly keys: readonly string[];
}

const mostNamed = 5;

export function describeWorkflows(workflows: readonly NeededWorkflow[]): string {
  const keys = [...new Set(workflows.flatMap((one) => one.keys))].sort();
  const named = workflows.slice(0, mostNamed).map(({ id }) => id);
  const more = workflows.length > mostNamed ? `, and ${workflows.length - mostNamed} more` : '';
  const by = keys.map((key) => `"${key}"`).join(', ');
  return `${named.join(', ')}${more}${by === '' ? '' : ` (${by})`}`;
}
