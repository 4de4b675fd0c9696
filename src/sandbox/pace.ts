// How fast the sandbox's time passes. Lengths named `…Seconds` are the provider's time and are divided by the speed;
// lengths named `…Ms` are real and are not. No product code knows this number: it sees shorter lifetimes and quicker
// answers, nothing else.

import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Lifetime {
  /** What the answer says: whole seconds, rounded down, at least 1. */
  readonly wireSeconds: number;
  /** How long the token lives, never less than what the answer said. */
  readonly realMs: number;
}

export interface Pace {
  readonly speed: number;
  realMs(seconds: number): number;
  lifetimeOf(seconds: number): Lifetime;
  /** `Retry-After` for a wait of the provider's time, in whole real seconds. */
  retryAfter(seconds: number | null): number | null;
  /** Waits in real time; rejects when the sandbox stops, so that nothing is answered afterwards. */
  wait(lengthMs: number): Promise<void>;
  /** An instant as a NumericDate: whole at speed 1, with a fraction above it (RFC 7519 section 2 allows both). */
  numericDate(instantAt: number): number;
}

export function createPace(speed: number, stopping: AbortSignal): Pace {
  setMaxListeners(0, stopping);
  const realMs = (seconds: number): number => (seconds * 1000) / speed;
  return {
    speed,
    realMs,
    lifetimeOf(seconds) {
      const wireSeconds = Math.max(1, Math.floor(seconds / speed));
      return { wireSeconds, realMs: Math.max(realMs(seconds), wireSeconds * 1000) };
    },
    retryAfter: (seconds) => (seconds === null ? null : Math.ceil(seconds / speed)),
    async wait(lengthMs) {
      if (lengthMs > 0) await sleep(lengthMs, undefined, { signal: stopping });
    },
    numericDate: (instantAt) => (speed === 1 ? Math.floor(instantAt / 1000) : instantAt / 1000),
  };
}
