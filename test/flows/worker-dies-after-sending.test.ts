// Promise 3: a single-use refresh token is never spent twice by us, and a crash between the provider's answer and our commit
// is recorded, recognized afterwards, and named for what it is. The worker is killed while its exchange is known to be at
// the provider, which has already changed its state.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiToolAnswer } from '../../src/demo/api-client.ts';
import { recordHistory } from '../support/record-history.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

const cheapPath: Record<string, string> = {
  google: '/v4/spreadsheets/nowhere',
  salesforce: '/services/data/v62.0/limits',
};

/** Makes the account exchange, kills the worker while the provider holds its answer back, and starts another worker; the caller waits. */
async function killAfterSending({ account, grant }: ConnectedAccount): Promise<ApiToolAnswer> {
  await stage.control.holdNextTokenRequests({ scope: { grant: grant.grant }, committed: true });
  await stage.control.expireAccessTokens({ grant: grant.grant });
  const call = acme.api.callTool(account.id, 'http.request', {
    method: 'GET',
    path: cheapPath[account.provider],
  });
  await stage.control.waitForHeld();
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.control.releaseHeld();
  await stage.startWorker();
  return call;
}

const journal = async (account: string) =>
  (
    await stage.pool.query(
      'select kind, status, reason from exchanges where account = $1 order by started_at',
      [account],
    )
  ).rows as { kind: string; status: string; reason: string }[];

it('repeats the exchange where a refresh token may be presented again', async () => {
  const connected = await acme.connect('google');
  const answer = await killAfterSending(connected);

  expect(answer).toMatchObject({ status: 'ok', result: { value: { status: 404 } } });

  const account = await until('the account has a newer token', async () => {
    const state = await acme.api.account(connected.account.id);
    return state.tokenVersion === 2 ? state : null;
  });
  expect(account.state).toBe('active');
  expect(await journal(connected.account.id)).toMatchObject([
    { kind: 'refresh', status: 'unknown', reason: 'its worker went away after it began' },
    { kind: 'refresh', status: 'settled' },
  ]);
  await recordHistory(stage.temporal, 'account-lost-answer-reusable', `account:acme:${connected.account.id}`);
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({ exchanges: 2, doubleSpends: 0, endedBy: null });
});

it('presents a single-use refresh token once more only when nothing is left to lose, and names the loss', async () => {
  const connected = await acme.connect('salesforce');
  const answer = await killAfterSending(connected);

  expect(answer.status).toBe('blocked');

  const account = await until('a person is asked', async () => {
    const state = await acme.api.account(connected.account.id);
    return state.state === 'reauth_required' ? state : null;
  });
  expect(account.tokenVersion).toBe(1);
  expect(await journal(connected.account.id)).toMatchObject([
    { kind: 'refresh', status: 'unknown', reason: 'its worker went away after it began' },
    { kind: 'probe', status: 'refused' },
  ]);
  await recordHistory(
    stage.temporal,
    'account-lost-answer-single-use',
    `account:acme:${connected.account.id}`,
  );
  // The state is saved before the event that tells of it.
  const events = await until('the loss is told', async () => {
    const told = (await acme.api.events()).filter((event) => event.data.account === connected.account.id);
    return told.at(-1)?.type === 'agent.auth.reauth_required' ? told : null;
  });
  expect(events.map((event) => event.type)).toEqual([
    'agent.auth.connected',
    'agent.auth.expiring',
    'agent.auth.reauth_required',
  ]);
  expect(events[1]!.data).toMatchObject({ reason: 'rotation_uncertain' });
  expect(events[2]!.data).toMatchObject({ reason: 'rotation_lost' });
});

it('keeps a grant with a lost answer in use for as long as its access token lives', async () => {
  const connected = await acme.connect('salesforce');
  await stage.control.holdNextTokenRequests({ scope: { grant: connected.grant.grant }, committed: true });
  const signal = stage.temporal.workflow
    .getHandle(`account:acme:${connected.account.id}`)
    .signal('tokenRefused', { version: 1 });
  await signal;
  await stage.control.waitForHeld();
  stage.worker().kill('SIGKILL');
  await stage.worker().exited;
  await stage.control.releaseHeld();
  await stage.startWorker();

  await until('the loss is noticed', async () =>
    (await acme.api.events()).find(
      (event) => event.type === 'agent.auth.expiring' && event.data.account === connected.account.id,
    ),
  );
  const answer = await acme.api.callTool(connected.account.id, 'http.request', {
    method: 'GET',
    path: '/services/data/v62.0/limits',
  });
  expect(answer.status).toBe('ok');
  expect((await journal(connected.account.id)).map((entry) => entry.kind)).toEqual(['refresh']);

  // To the provider the stored refresh token is a spent one and looks dead. A check that says so, or a hint, is no reason to
  // present it while the access token lives: that is what would end the grant.
  expect(await acme.api.checkAccount(connected.account.id)).toMatchObject({
    check: 'looks_dead',
    account: { state: 'active' },
  });
  const account = stage.temporal.workflow.getHandle(`account:acme:${connected.account.id}`);
  await account.signal('providerHint');
  // Answered after the signal, and only when nothing is under way.
  await acme.api.checkAccount(connected.account.id);
  expect((await journal(connected.account.id)).map((entry) => entry.kind)).toEqual(['refresh']);
  const [books] = await stage.control.grants({ grant: connected.grant.grant });
  expect(books).toMatchObject({ doubleSpends: 0, endedBy: null });
});
