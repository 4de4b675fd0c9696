// A worker that is stopped (SIGSTOP: a paused machine, a long collection) after it has written its intent, and wakes up when
// another worker has long taken over: it must not send any more.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callWithRefusedToken, crashScript, readJournal } from '../support/crash.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('does not send when it wakes up, although it may still believe that it is its turn', async () => {
  const connected = await acme.connect('salesforce');
  await stage.worker().stop();
  const sleeper = await stage.startWorker({
    script: crashScript,
    environment: { TEST_POINT: 'journaled', TEST_ACT: 'stop' },
  });
  // A caller's patience may end before a frozen worker is found out; it is told so, and that is all it is told.
  const call = callWithRefusedToken(stage, acme, connected).catch((error: Error) => error.message);
  await until(
    'the intent is written',
    async () => (await readJournal(stage, connected.account.id)).length === 1,
  );
  await stage.startWorker();

  // The row's lock is the sleeper's until it wakes; the journal says what is known without it.
  await until(
    'the journal gives the sleeper up',
    async () => (await readJournal(stage, connected.account.id)).some((entry) => entry.status === 'unknown'),
    100_000,
  );
  sleeper.kill('SIGCONT');

  await until(
    'the account has a newer token',
    async () => (await acme.api.account(connected.account.id)).tokenVersion === 2,
    60_000,
  );
  await call;
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
  const [first] = await readJournal(stage, connected.account.id);
  expect(first).toMatchObject({ kind: 'refresh', status: 'unsent' });
  await sleeper.stop();
}, 240_000);
