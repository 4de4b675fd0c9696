// Promise 5: only the steps that need the dead account wait; when the person has reauthorized, the exact call goes on;
// nothing completed runs again.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDealsAndAccounts } from '../support/deals-and-accounts.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 240, accounts: 120, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { secondsPerCall: 0.15 } }],
  });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('pauses one branch while another goes on, and resumes the same call after the person has reauthorized', async () => {
  const hubspot = await acme.connect('hubspot');
  const salesforce = await acme.connect('salesforce');
  const { id: run } = await acme.api.startRun({
    kind: 'steps',
    name: 'two branches',
    input: {
      steps: [
        ...readDealsAndAccounts(hubspot, salesforce),
        { id: 'again', account: hubspot.account.id, tool: 'hubspot.search_deals', input: { pageSize: 5 } },
      ],
    },
  });
  await until('some batches of accounts were read', async () => {
    const { calls } = await stage.control.countCalls({ grant: salesforce.grant.grant, kind: 'data' });
    return calls >= 5;
  });
  await stage.control.revoke({ grant: salesforce.grant.grant });

  const paused = await until('the run waits for the account', async () => {
    const state = await acme.api.run(run);
    return state.pausedOn.length > 0 ? state : null;
  });
  expect(paused.pausedOn).toEqual([salesforce.account.id]);
  const event = await until('the event is there', async () =>
    (await acme.api.events()).find((one) => one.type === 'agent.auth.reauth_required'),
  );
  expect(event.data).toMatchObject({
    account: salesforce.account.id,
    provider: 'salesforce',
    reason: 'user_revoked',
    affectedRuns: [run],
  });

  const before = await until('the other branch has finished meanwhile', async () => {
    const steps = await acme.api.steps(run);
    return steps.find((step) => step.id === 'again')!.state === 'done' ? steps : null;
  });
  expect(before.find((step) => step.id === 'accounts')!.state).toBe('paused');
  const callsBefore = await stage.control.countCalls({ provider: 'salesforce', kind: 'data' });

  const page = await reauthorize(String(event.data.reauthUrl), { user: salesforce.user });
  expect(page.status, page.html).toBe(200);

  const done = await until('the run has ended', async () => {
    const state = await acme.api.run(run);
    return state.state === 'ended' ? state : null;
  });
  expect(done).toMatchObject({ verdict: 'complete', gaps: [] });
  const [deals, accounts] = await acme.api.steps(run);
  const expected = await stage.control.expectedReport({ tenant: 'acme' });
  expect(accounts!.receipt).toMatchObject({ rows: expected.accounts, announced: expected.accounts });
  expect(accounts!.pauses).toHaveLength(1);
  expect(accounts!.pauses[0]!.resumedAt).not.toBeNull();

  // Each batch was read once: those before the pause are not read again after it.
  const batches = Math.ceil(expected.accounts / 5);
  const all = await stage.control.calls({ provider: 'salesforce', kind: 'data' });
  const answered = all.filter((call) => call.status === 200 && call.path.endsWith('/query'));
  expect(answered).toHaveLength(batches);
  expect(callsBefore.calls).toBeGreaterThanOrEqual(5);
  expect(deals!.receipt!.pages).toBe(12);

  await recordHistory(stage.temporal, 'steps-paused-and-resumed', `run:acme:${run}`);
  await recordHistory(
    stage.temporal,
    'account-revoked-and-reauthorized',
    `account:acme:${salesforce.account.id}`,
  );

  const types = await until('the last event is there', async () => {
    const found = (await acme.api.events()).map((one) => one.type);
    return found.includes('agent.run.completed') ? found : null;
  });
  expect(types).toEqual(
    expect.arrayContaining([
      'agent.run.paused',
      'agent.auth.reauthorized',
      'agent.run.resumed',
      'agent.run.completed',
    ]),
  );
});

it('is paused as soon as nothing goes on any more, though its last step ended well', async () => {
  const hubspot = await acme.connect('hubspot');
  const salesforce = await acme.connect('salesforce');
  await stage.control.revoke({ grant: salesforce.grant.grant });
  await stage.control.addFault({
    on: 'data',
    grant: hubspot.grant.grant,
    habit: { kind: 'hold_before_commit' },
  });
  const read = (account: string, path: string) => ({
    account,
    tool: 'http.request',
    input: { method: 'GET', path },
  });
  const { id: run } = await acme.api.startRun({
    kind: 'steps',
    name: 'one waits, one reads',
    input: {
      steps: [
        { id: 'waits', ...read(salesforce.account.id, '/services/data/v62.0/limits') },
        { id: 'reads', ...read(hubspot.account.id, '/account-info/v3/details') },
      ],
    },
  });
  await stage.control.waitForHeld();
  const whenPausedOn = await until('one of them waits', async () => {
    const state = await acme.api.run(run);
    return state.pausedOn.length > 0 ? state : null;
  });
  expect(whenPausedOn.state).toBe('running');

  await stage.control.releaseHeld();

  await until('the other has ended, and the run says that it stands', async () => {
    const { state, stepsDone } = await acme.api.run(run);
    return stepsDone === 1 && state === 'paused';
  });
});
