// Waiting for an answer that may not come (the Temporal server is away, no worker runs): so long and no longer. What was
// asked goes on by itself; only the waiting ends.

import { setTimeout as sleep } from 'node:timers/promises';

export type Waited<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'too_late' };

export async function waitAtMost<T>(asked: Promise<T>, patienceMs: number): Promise<Waited<T>> {
  const timer = new AbortController();
  const answered = asked.then(
    (value): Waited<T> => ({ kind: 'answered', value }),
    (error: unknown): Waited<T> => ({ kind: 'failed', error }),
  );
  const late = sleep(patienceMs, { kind: 'too_late' } as const, { signal: timer.signal }).catch(
    () => ({ kind: 'too_late' }) as const,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    timer.abort();
  }
}
