// The word that was probably meant: the one of a few with the least letters to change, if those are few.

export function findNearest(word: string, known: readonly string[]): string | null {
  const [nearest] = known
    .map((one) => ({ one, distance: countChanges(word.toLowerCase(), one.toLowerCase()) }))
    .filter(
      ({ one, distance }) => distance <= Math.max(1, Math.floor(one.length / 3)) || one.startsWith(word),
    )
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.one ?? null;
}

/** Letters to put in, take out or replace (Levenshtein's distance), row by row. */
function countChanges(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = above[column - 1]! + (letter === to[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return above.at(-1)!;
}
