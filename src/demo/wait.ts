// Waits for a condition and says what it waited for when time is over.

import { waitUntil as waitForAnswer } from '../embedded/wait-until.ts';

export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false>,
  { timeoutMs = 60_000, everyMs = 20 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const found = await waitForAnswer(async () => (await probe()) || null, { everyMs, timeoutMs });
  if (found === null) throw new Error(`waited ${Math.round(timeoutMs / 1000)} s in vain until ${what}`);
  return found;
}
