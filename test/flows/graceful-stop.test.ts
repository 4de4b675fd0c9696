// A process that is told to stop (SIGTERM, as every supervisor does it) finishes what is under way or hands it over, within
// the set time, and never ends between a provider's answer and the commit that keeps it. By the sandbox's books.
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeProcess } from '../../src/embedded/processes.ts';
import { callWithRefusedToken, crashScript, readJournal } from '../support/crash.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

/** With so many seconds to stop within; the ones before it are gone. */
async function onlyWorker(seconds: number, script?: string, environment = {}): Promise<NodeProcess> {
  await stage.worker().stop();
  return stage.startWorker({
    ...(script && { script }),
    environment: { FIRSTLIGHT_SHUTDOWN_SECONDS: String(seconds), ...environment },
  });
}

/** The provider has changed its state and holds its answer back; the caller waits. */
async function exchangeUnderWay(connected: ConnectedAccount) {
  await stage.control.holdNextTokenRequests({ scope: { grant: connected.grant.grant } });
  return callWithRefusedToken(stage, acme, connected);
}

const booksOf = async ({ grant }: ConnectedAccount) =>
  (await stage.control.grants({ grant: grant.grant }))[0]!;
const isTold = (worker: NodeProcess, words: string) =>
  until(`the worker says: ${words}`, async () => worker.output().includes(words));

describe('a worker that is told to stop', () => {
  it('finishes the exchange it is at, and ends with 0', async () => {
    const worker = await onlyWorker(25);
    const connected = await acme.connect('salesforce');
    const call = exchangeUnderWay(connected);
    await stage.control.waitForHeld();

    worker.kill('SIGTERM');
    await isTold(worker, 'stopping; once more');
    expect(worker.exit()).toBeNull();
    await stage.control.releaseHeld();

    expect(await worker.exited).toEqual({ code: 0, signal: null });
    expect(await readJournal(stage, connected.account.id)).toEqual([{ kind: 'refresh', status: 'settled' }]);
    await stage.startWorker();
    expect((await call).status).toBe('ok');
    expect(await booksOf(connected)).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
  });

  it('hands over, when its time is over, an exchange that has no answer yet, and the journal says what is not known', async () => {
    const worker = await onlyWorker(1);
    const connected = await acme.connect('google');
    const call = exchangeUnderWay(connected);
    await stage.control.waitForHeld();

    worker.kill('SIGTERM');

    expect(await worker.exited).toEqual({ code: 0, signal: null });
    expect(worker.output()).toContain('the time to stop is over; what is under way is handed over');
    await stage.control.releaseHeld();
    await stage.startWorker();
    expect((await call).status).toBe('ok');
    expect((await readJournal(stage, connected.account.id)).map(({ status }) => status)).toEqual([
      'unknown',
      'settled',
    ]);
    expect(await booksOf(connected)).toMatchObject({ doubleSpends: 0, endedBy: null });
  });

  it('does not end while it holds an answer that is not stored, however long over its time it is', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'firstlight-answer-')), 'go-on');
    const worker = await onlyWorker(1, crashScript, {
      TEST_POINT: 'answered',
      TEST_ACT: 'wait',
      TEST_FILE: file,
    });
    const connected = await acme.connect('salesforce');
    const call = callWithRefusedToken(stage, acme, connected);
    await until('the answer is here', async () => existsSync(`${file}.reached`));

    worker.kill('SIGTERM');
    await isTold(worker, '"count":1');
    expect(worker.exit()).toBeNull();
    writeFileSync(file, '');

    expect(await worker.exited).toEqual({ code: 0, signal: null });
    expect(await readJournal(stage, connected.account.id)).toEqual([{ kind: 'refresh', status: 'settled' }]);
    await stage.startWorker();
    expect((await call).status).toBe('ok');
    expect(await booksOf(connected)).toMatchObject({ exchanges: 1, doubleSpends: 0, endedBy: null });
  });

  it('ends at once at the second signal', async () => {
    const worker = await onlyWorker(300);
    const connected = await acme.connect('google');
    const call = exchangeUnderWay(connected);
    await stage.control.waitForHeld();
    worker.kill('SIGTERM');
    await isTold(worker, 'stopping; once more');

    // A terminal and npm send one Ctrl-C twice; it takes a second for a signal to be another one.
    await until('it takes the second signal', async () => {
      worker.kill('SIGTERM');
      return worker.exit() !== null;
    });

    expect(await worker.exited).toEqual({ code: null, signal: 'SIGTERM' });
    await stage.control.releaseHeld();
    await stage.startWorker();
    expect((await call).status).toBe('ok');
  });
});

describe('an api that is told to stop', () => {
  it('says that it is not ready, answers what it has begun and what still comes, and ends with 0', async () => {
    const { api, url } = await stage.startApi({ environment: { FIRSTLIGHT_DRAIN_SECONDS: '3' } });
    const connected = await acme.connect('google');
    await stage.control.holdNextTokenRequests({ scope: { grant: connected.grant.grant } });
    await stage.control.expireAccessTokens({ grant: connected.grant.grant });
    const path = '/v4/spreadsheets/nowhere';
    const begun = acme.at(url).callTool(connected.account.id, 'http.request', { method: 'GET', path });
    await stage.control.waitForHeld();
    expect((await fetch(new URL('/readyz', url))).status).toBe(200);

    api.kill('SIGTERM');

    const readiness = await until('it says so', async () => {
      const answer = await fetch(new URL('/readyz', url));
      return answer.status === 503 ? answer.json() : null;
    });
    expect(readiness).toMatchObject({ status: 'stopping', database: 'answers', temporal: 'answers' });
    expect((await acme.at(url).account(connected.account.id)).id).toBe(connected.account.id);
    await until('it takes nothing more', async () =>
      fetch(new URL('/healthz', url)).then(
        () => false,
        () => true,
      ),
    );
    expect(api.exit()).toBeNull();
    await stage.control.releaseHeld();
    expect((await begun).status).toBe('ok');
    expect(await api.exited).toEqual({ code: 0, signal: null });
  });
});
