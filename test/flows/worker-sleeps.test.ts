// A worker is paused (SIGSTOP: a stopped machine, a long collection) at each point of an exchange, for each habit at once, for
// so long that the exchange is given up and another worker takes over; then it wakes up and goes on where it was. By the
// sandbox's books nothing is spent twice, and what the sleeper held in its hands is not lost.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NodeProcess } from '../../src/embedded/processes.ts';
import { tokenEndpointTimeoutMs } from '../../src/oauth/token-endpoint.ts';
import { callWithRefusedToken, crashScript, readJournal, tryCall } from '../support/crash.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const habits = ['google', 'slack', 'salesforce'] as const;

let stage: Stage;
let acme: StageTenant;
let sleeper: NodeProcess;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
  // Patience is measured by the life of a token; with Slack's twelve hours a test would have to be patient too.
  await stage.control.setKnobs({ knobs: { accessLifetimeSeconds: 90 } });
});
afterEach(() => sleeper.stop());
afterAll(() => stage.stop());

/** Begins the exchange of each account on one worker, which is frozen when all of them have come to the point. */
async function pauseAt(point: string, accounts: readonly ConnectedAccount[]) {
  await stage.worker().stop();
  sleeper = await stage.startWorker({
    script: crashScript,
    environment: { TEST_POINT: point, TEST_ACT: 'stop', TEST_COUNT: String(accounts.length) },
  });
  if (point === 'sent') {
    for (const { grant } of accounts) {
      await stage.control.holdNextTokenRequests({ scope: { grant: grant.grant }, committed: true });
    }
  }
  // A caller's patience may end before a frozen worker is found out; it is told so, and that is all it is told.
  const calls = Promise.all(
    accounts.map((connected) =>
      callWithRefusedToken(stage, acme, connected).catch((error: Error) => error.message),
    ),
  );
  if (point === 'sent') {
    await stage.control.waitForHeld({ count: accounts.length });
    sleeper.kill('SIGSTOP');
    await stage.control.releaseHeld();
  }
  await until('the worker is frozen', () => isStopped(sleeper));
  await stage.startWorker();
  return calls;
}

/** The exchanges that began. An order that was lost with the first worker's poll leaves a tombstone before them. */
const readBegun = async (account: string) =>
  (await readJournal(stage, account)).filter(({ status }) => status !== 'tombstone');

async function isStopped(worker: NodeProcess): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(worker.pid)]);
  return stdout.trim().startsWith('T');
}

describe.each([
  // Its word has expired: it does not send any more. The provider saw the successor's exchange alone.
  { point: 'journaled', first: 'unsent' },
  // Its patience with the provider ended while it slept; the answer lay in its socket all the time.
  { point: 'sent', first: 'settled' },
  { point: 'answered', first: 'settled' },
  { point: 'committed', first: 'settled' },
])('a worker paused when its exchanges are $point', ({ point, first }) => {
  it('spends nothing twice when it wakes up, and every account is alive', async () => {
    const accounts = await Promise.all(habits.map((provider) => acme.connect(provider)));
    const calls = await pauseAt(point, accounts);

    const frozenAt = Date.now();
    await until(
      'the journal has given up what was under way',
      async () => {
        const journals = await Promise.all(accounts.map(({ account }) => readBegun(account.id)));
        return journals.every(([entry]) => entry !== undefined && entry.status !== 'started');
      },
      60_000,
    );
    if (point === 'sent') {
      await until('its patience is over', async () => Date.now() - frozenAt > tokenEndpointTimeoutMs + 1_000);
    }
    sleeper.kill('SIGCONT');

    for (const connected of accounts) {
      const { account, grant } = connected;
      // Its first callers have been told `not yet` and are gone; the next one is served.
      await until(
        `${account.provider} serves a caller`,
        async () => (await tryCall(acme, connected)) === 'ok',
        60_000,
      );
      // The first exchange was the sleeper's or its successor's; the schedule may have come to the next one by now.
      await until(`each of ${account.provider}’s exchanges is kept`, async () => {
        const [{ tokenVersion }, [books]] = [
          await acme.api.account(account.id),
          await stage.control.grants({ grant: grant.grant }),
        ];
        return tokenVersion >= 2 && books!.exchanges === tokenVersion - 1;
      });
      expect(await acme.api.account(account.id), account.provider).toMatchObject({ state: 'active' });
      const [books] = await stage.control.grants({ grant: grant.grant });
      expect(books).toMatchObject({ doubleSpends: 0, graceReplays: 0, endedBy: null });
      const [begun] = await readBegun(account.id);
      expect(begun, account.provider).toMatchObject({ kind: 'refresh', status: first });
    }
    await calls;
  }, 150_000);
});
