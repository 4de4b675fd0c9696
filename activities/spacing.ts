// Lets one thing at a time pass, evenly. A queue's rate limit is a second's worth that may pass at once after a lull, and each
// worker polls it several times over: what leaves this process is spaced out here. The server's limit holds for all together.

import { performance } from 'node:perf_hooks';

/** Resolves at a moment of its own, at least `everyMs` after the one before on the same lane, in the order of the calls. */
export type Spacing = (lane: string, everyMs: number) => Promise<void>;

export function createSpacing(sleep: (lengthMs: number) => Promise<unknown>): Spacing {
  const freeAt = new Map<string, number>();
  return async (lane, everyMs) => {
    const now = performance.now();
    const at = Math.max(now, freeAt.get(lane) ?? 0);
    freeAt.set(lane, at + everyMs);
    if (at > now) await sleep(at - now);
  };
}
