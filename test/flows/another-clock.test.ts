// A worker whose wall clock is an hour wrong, either way, beside an api whose clock is right: nothing is spent twice, and no
// caller is the worse for it; a watched account keeps its period. What fences an exchange is the journal and the monotonic clock.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountRef } from '../../src/domain/ids.ts';
import { HOUR } from '../../src/domain/time.ts';
import { createAccountClient } from '../../src/temporal/account-client.ts';
import { callWithRefusedToken, readJournal } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const script = fileURLToPath(new URL('../support/worker-with-another-clock.mjs', import.meta.url));

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it.each([
  ['behind', -HOUR],
  ['ahead', HOUR],
])('spends nothing twice on a worker whose clock is an hour %s', async (_, shiftMs) => {
  await stage.worker().stop();
  await stage.startWorker({ script, environment: { TEST_CLOCK_SHIFT_MS: String(shiftMs) } });
  for (const provider of ['google', 'slack', 'salesforce']) {
    const connected = await acme.connect(provider);
    for (const round of [1, 2, 3]) {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => callWithRefusedToken(stage, acme, connected)),
      );
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set(['ok']));
      const [books] = await stage.control.grants({ grant: connected.grant.grant });
      expect(books, provider).toMatchObject({ doubleSpends: 0, graceReplays: 0, endedBy: null });
      expect(books!.exchanges).toBeGreaterThanOrEqual(round);
    }
    const journal = await readJournal(stage, connected.account.id);
    expect(new Set(journal.map((entry) => entry.status))).toEqual(new Set(['settled']));
  }
});

it.each([
  ['behind', -HOUR],
  ['ahead', HOUR],
])('refreshes a watched account once a period on a worker whose clock is an hour %s', async (_, shiftMs) => {
  await stage.worker().stop();
  await stage.startWorker({ script, environment: { TEST_CLOCK_SHIFT_MS: String(shiftMs) } });
  await stage.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { accessLifetimeSeconds: 6 } });
  const connected = await acme.connect('hubspot');
  const ref = { tenant: 'acme', account: connected.account.id } as AccountRef;
  await createAccountClient(stage.temporal).watch(ref, {
    watcher: 'run:acme:nobody',
    until: Date.now() + 600_000,
  });

  await until('it has been refreshed four times', async () => {
    const [books] = await stage.control.grants({ grant: connected.grant.grant });
    return books!.exchanges >= 4;
  });
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  const [second, , fourth] = books!.tokens.slice(-3);
  // Two periods of two thirds of six seconds, however late one of them was begun.
  expect(fourth!.issuedAt - second!.issuedAt).toBeGreaterThan(6_000);
});
