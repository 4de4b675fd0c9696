// Waits for a condition outside this process (a port that answers, a process that ends) by asking again. Never used
// where an event would tell.

import { setTimeout as sleep } from 'node:timers/promises';

/** Asks every `everyMs`; answers the first value that is not null, or null when `timeoutMs` have passed. */
export async function waitUntil<T>(
  ask: () => Promise<T | null> | T | null,
  options: { readonly everyMs: number; readonly timeoutMs: number; readonly abort?: AbortSignal | undefined },
): Promise<T | null> {
  const endsAt = performance.now() + options.timeoutMs;
  for (;;) {
    options.abort?.throwIfAborted();
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() >= endsAt) return null;
    await sleep(options.everyMs);
  }
}
