// Lengths of time in milliseconds. Instants are epoch milliseconds and end in `At`.

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const units: ReadonlyArray<readonly [string, number]> = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
];

/** `5_400_000` → `1 h 30 min`: at most two units, for summaries and details that people read. */
export function describeLength(lengthMs: number): string {
  if (lengthMs < SECOND) return `${Math.max(0, Math.round(lengthMs))} ms`;
  const parts: string[] = [];
  let rest = Math.round(lengthMs / SECOND) * SECOND;
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}`);
    rest -= count * size;
  }
  return parts.join(' ');
}

/** `2026-11-24 04:00:05Z`: an instant as people read it in Temporal UI. */
export function describeInstant(instantAt: number): string {
  return `${new Date(instantAt).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
