// Hour four. An agent's grant dies in the middle of its work. Elsewhere the tool returns {}, the model reads "no results", and
// the run is reported as done. Here the call takes until the person is back, or its gap is on record; the model never hears of
// any of it (promises 1, 4 and 5).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentWork, workAs } from '../support/agent-stage.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let work: AgentWork;

/** What a model would have to read to know of a credential; none of it is in what it is told. */
const ofCredentials =
  /reauth|credential|unauthor|consent|permission|expired|revoked|\b40[13]\b|grant|blocked|paused|sign in/i;

beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 120, accounts: 60, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { secondsPerCall: 0.15 } }],
  });
  acme = await stage.tenant('acme');
  work = workAs(stage, acme);
});
afterAll(() => stage.stop());

const readDeals = {
  tool: 'hubspot-search_deals',
  args: { properties: ['dealname', 'salesforce_account_id'], pageSize: 60 },
};
const readAccounts = {
  tool: 'salesforce-accounts_by_ids',
  args: { ids: { rowsOf: 't1.1', field: 'salesforce_account_id' }, fields: ['Name'], batchSize: 5 },
};

async function bringBack({ account, user }: ConnectedAccount): Promise<void> {
  const { reauthUrl } = await until('a person is asked', async () => {
    const state = await acme.api.account(account.id);
    return state.reauthUrl ? state : null;
  });
  const page = await reauthorize(reauthUrl!, { user });
  expect(page.status, page.html).toBe(200);
}

const whenPausedOn = (run: string, { account }: ConnectedAccount) =>
  until('the run waits for the account', async () => {
    const state = await acme.api.run(run);
    return state.pausedOn.includes(account.id) ? state : null;
  });

describe('an agent whose grant dies at hour four', () => {
  it('pauses, resumes the exact call when the person is back, and is complete', async () => {
    const hubspot = await acme.connect('hubspot');
    const salesforce = await acme.connect('salesforce');
    const { run, script } = await work.start(
      {
        turns: [
          { calls: [readDeals] },
          { calls: [readAccounts, { tool: 'hubspot-search_deals', args: { pageSize: 20 } }] },
          { say: 'All accounts were read.' },
        ],
      },
      { accounts: [hubspot.account.id, salesforce.account.id] },
    );
    await until('some batches of accounts were read', async () => {
      const { calls } = await stage.control.countCalls({ grant: salesforce.grant.grant, kind: 'data' });
      return calls >= 4;
    });
    await stage.control.revoke({ grant: salesforce.grant.grant });
    await whenPausedOn(run, salesforce);

    // The other call of the same turn goes on, and the model is not asked before both are over.
    await until('the other call is over', async () => (await work.call(run, 't2.2')).state === 'done');
    expect((await work.call(run, 't2.1')).state).toBe('paused');
    expect((await acme.api.run(run)).state).toBe('paused');
    expect(await work.answered(script, 2)).toBe(0);

    await bringBack(salesforce);
    expect(await work.ended(run)).toMatchObject({ verdict: 'complete', gaps: [], pausedOn: [] });
    const expected = await stage.control.expectedReport({ tenant: 'acme' });
    const call = await work.call(run, 't2.1');
    expect(call.receipt).toMatchObject({ rows: expected.accounts, announced: expected.accounts });
    expect(call.pauses).toHaveLength(1);
    expect(call.pauses[0]!.resumedAt).not.toBeNull();
    // Each batch was read once: those before the pause are not read again after it.
    const all = await stage.control.calls({ provider: 'salesforce', kind: 'data' });
    const answered = all.filter(({ status, path }) => status === 200 && path.endsWith('/query'));
    expect(answered).toHaveLength(Math.ceil(expected.accounts / 5));
    expect(await work.seen(script)).not.toMatch(ofCredentials);
    await recordHistory(stage.temporal, 'agent-paused-and-resumed', `run:acme:${run}`);

    const types = await until('the last event is there', async () => {
      const found = (await acme.api.events()).map((one) => one.type);
      return found.includes('agent.run.completed') ? found : null;
    });
    expect(types).toEqual(
      expect.arrayContaining(['agent.run.started', 'agent.run.paused', 'agent.run.resumed']),
    );
  });

  it('is incomplete, with its gap, when nobody comes, although the model says that it is done', async () => {
    const hubspot = await acme.connect('hubspot');
    const salesforce = await acme.connect('salesforce');
    await stage.control.revoke({ grant: salesforce.grant.grant });
    const { run, script } = await work.start(
      {
        turns: [
          { calls: [readDeals, { tool: 'salesforce-query', args: { soql: 'SELECT Id FROM Account' } }] },
          { calls: [{ tool: 'salesforce-query', args: { soql: 'SELECT Id, Name FROM Account' } }] },
          { say: 'Done. Everything was read.' },
        ],
      },
      { accounts: [hubspot.account.id, salesforce.account.id] },
      { deadline: new Date(Date.now() + 6_000).toISOString() },
    );
    await whenPausedOn(run, salesforce);
    const ended = await work.ended(run);
    expect(ended).toMatchObject({ verdict: 'incomplete', pausedOn: [] });
    expect(ended.gaps.map(({ step, code }) => [step, code])).toEqual([
      ['t1.2', 'waiting_for_account'],
      ['t2.1', 'waiting_for_account'],
    ]);
    expect((await work.call(run, 't1.1')).state).toBe('done');
    expect((await work.call(run, 't1.2')).state).toBe('unavailable');
    const told = (await work.transcript(run)).items.find(({ call }) => call === 't1.2');
    expect(told).toMatchObject({ status: 'unavailable' });
    expect(told!.text).toContain('on record as missing');
    expect(await work.seen(script)).not.toMatch(ofCredentials);
    const types = (await acme.api.events())
      .filter(({ data }) => data.name === script)
      .map(({ type }) => type);
    expect(types).toContain('agent.run.paused');
    expect(types).not.toContain('agent.run.resumed');
  });

  it('fails at the deadline where that was ordered, and asks the model nothing more', async () => {
    const salesforce = await acme.connect('salesforce');
    await stage.control.revoke({ grant: salesforce.grant.grant });
    const { run, script } = await work.start(
      {
        turns: [
          { calls: [{ tool: 'salesforce-query', args: { soql: 'SELECT Id FROM Account' } }] },
          { say: 'Done.' },
        ],
      },
      { accounts: [salesforce.account.id] },
      { deadline: new Date(Date.now() + 5_000).toISOString(), onDeadline: 'fail' },
    );
    const ended = await work.ended(run);
    expect(ended).toMatchObject({ verdict: 'failed' });
    expect(ended.gaps.map(({ code }) => code)).toEqual(['waiting_for_account', 'budget_spent']);
    expect(await work.answered(script, 1)).toBe(0);
  });

  it('tells once that it is overdue where it is to go on waiting, and ends when it is cancelled', async () => {
    const salesforce = await acme.connect('salesforce');
    await stage.control.revoke({ grant: salesforce.grant.grant });
    const { run, script } = await work.start(
      {
        turns: [
          { calls: [{ tool: 'salesforce-query', args: { soql: 'SELECT Id FROM Account' } }] },
          { say: 'Done.' },
        ],
      },
      { accounts: [salesforce.account.id] },
      { deadline: new Date(Date.now() + 3_000).toISOString(), onDeadline: 'keep_waiting' },
    );
    const overdue = await until('somebody is told', async () =>
      (await acme.api.events()).find(
        ({ type, data }) => type === 'agent.run.overdue' && data.name === script,
      ),
    );
    expect(overdue.data).toMatchObject({ kind: 'agent', pausedOn: [salesforce.account.id] });
    expect((await acme.api.run(run)).state).toBe('paused');
    await acme.api.cancelRun(run);
    const ended = await work.ended(run);
    expect(ended).toMatchObject({ verdict: 'cancelled', pausedOn: [] });
    expect(ended.gaps.map(({ step, code }) => [step, code])).toEqual([
      ['t1.1', 'cancelled'],
      ['answer', 'cancelled'],
    ]);
    expect(await work.answered(script, 1)).toBe(0);
  });

  it('goes on without the account when the person says no', async () => {
    const salesforce = await acme.connect('salesforce');
    await stage.control.revoke({ grant: salesforce.grant.grant });
    const { run } = await work.start(
      {
        turns: [
          { calls: [{ tool: 'salesforce-query', args: { soql: 'SELECT Id FROM Account' } }] },
          { say: 'The accounts are missing.' },
        ],
      },
      { accounts: [salesforce.account.id] },
    );
    await whenPausedOn(run, salesforce);
    await stage.temporal.workflow
      .getHandle(`run:acme:${run}`)
      .signal('decline', { account: salesforce.account.id });
    expect(await work.ended(run)).toMatchObject({
      verdict: 'incomplete',
      gaps: [{ step: 't1.1', code: 'declined' }],
    });
  });
});

it('crosses ten token boundaries and a reauthorization with a ledger that is complete', async () => {
  const hubspot = await acme.connect('hubspot');
  await stage.control.setKnobs({
    scope: { grant: hubspot.grant.grant },
    knobs: { accessLifetimeSeconds: 3 },
  });
  await stage.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { accessLifetimeSeconds: 3 } });
  await stage.control.expireAccessTokens({ grant: hubspot.grant.grant });
  const read = (pageSize: number) => ({ tool: 'hubspot-search_deals', args: { pageSize } });
  const turns = Array.from({ length: 14 }, (_, index) => ({ calls: [read(10 + index)], delayMs: 800 }));
  const { run, script } = await work.start(
    { turns: [...turns, { say: 'All was read, fourteen times.' }] },
    { accounts: [hubspot.account.id] },
  );
  await until('half of it is done', async () => (await acme.api.run(run)).stepsDone >= 7, 60_000);
  await stage.control.revoke({ grant: hubspot.grant.grant });
  await whenPausedOn(run, hubspot);
  await bringBack(hubspot);
  expect(await work.ended(run, 90_000)).toMatchObject({ verdict: 'complete', gaps: [], stepsDone: 15 });
  const calls = (await work.steps(run)).flatMap(({ turn }) => turn.calls);
  const expected = await stage.control.expectedReport({ tenant: 'acme' });
  expect(calls).toHaveLength(14);
  for (const call of calls)
    expect(call.receipt).toMatchObject({ rows: expected.deals, announced: expected.deals });
  const versions = calls.flatMap(({ receipt }) => receipt!.tokenVersions!);
  expect(Math.max(...versions) - Math.min(...versions)).toBeGreaterThanOrEqual(10);
  const books = await stage.control.grants({ provider: 'hubspot' });
  expect(books.reduce((sum, { doubleSpends }) => sum + doubleSpends, 0)).toBe(0);
  expect(await work.seen(script)).not.toMatch(ofCredentials);
});
