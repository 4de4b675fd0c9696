// Instants inside the house are epoch milliseconds under names that end in `At`; on the wire they are ISO 8601.

export const isoOf = (instantAt: number): string => new Date(instantAt).toISOString();

/** The same value with every such number turned into text, at any depth. */
export function withIsoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIsoTimes);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name.endsWith('At') && typeof inner === 'number' ? isoOf(inner) : withIsoTimes(inner),
    ]),
  );
}
