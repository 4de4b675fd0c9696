// A process that is paused while the provider answers finds all its timers due when it wakes up. The answer is in its socket:
// for a single-use refresh token it is the difference between a newer token and a lost grant.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { requestRefresh } from '../../src/oauth/token-requests.ts';
import type { Provider } from '../../src/providers/registry.ts';
import { providerAt } from '../support/refresh-at.ts';

const timeoutMs = 400;

let server: Worker;
let provider: Provider;
beforeAll(async () => {
  server = new Worker(new URL('../support/first-byte-server.mjs', import.meta.url), {
    workerData: { answerAfterMs: 100 },
  });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  provider = providerAt(`http://127.0.0.1:${port}`);
});
afterAll(() => server.terminate());

it('reads the answer that came during the pause, although its patience is over', async () => {
  const arrived = once(server, 'message');
  const refreshed = requestRefresh(provider, new Secret('spent-once'), { timeoutMs });
  await arrived;

  // Nothing of this process runs until long after the answer and the end of its patience.
  const wakesAt = performance.now() + 3 * timeoutMs;
  while (performance.now() < wakesAt);

  expect(await refreshed).toMatchObject({ kind: 'granted' });
});
