// The shape of an answer: at which place stands what kind of value. Two answers of one operation have the same, but for what
// is free by nature and what may be absent.

/** Below these stands whatever a provider, a tool or a caller put there. */
const free = ['facts', 'value', 'result', 'input', 'inputSchema', 'data'];

/** From a place such as `items[].id` to the kinds of value seen there. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

export function shapeOf(...values: readonly unknown[]): Shape {
  const shape = new Map<string, Set<string>>();
  const look = (place: string, value: unknown): void => {
    const kind = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
    shape.set(place, (shape.get(place) ?? new Set()).add(kind));
    if (Array.isArray(value)) for (const one of value) look(`${place}[]`, one);
    if (kind !== 'object') return;
    for (const [name, inner] of Object.entries(value as object)) {
      if (free.includes(name)) shape.set(`${place}.${name}`, new Set(['free']));
      else look(`${place}.${name}`, inner);
    }
  };
  for (const value of values) look('', value);
  return shape;
}

/** What the one has that the other does not show; null says nothing about what else may stand there. */
export function strangeIn(real: Shape, shown: Shape): string[] {
  return [...real].flatMap(([place, kinds]) => {
    const known = shown.get(place);
    if (!known) return [`${place} is not in the example`];
    if (known.has('null')) return [];
    return [...kinds]
      .filter((kind) => kind !== 'null' && !known.has(kind))
      .map((kind) => `${place} is of kind ${kind}, in the example ${[...known].join(' or ')}`);
  });
}
