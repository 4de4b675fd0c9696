// What an operator does in Temporal UI, done to real runs and accounts: reset, terminate, signals. Whatever is done, no row comes
// twice, no refresh token is spent twice, no event is lost or told twice, and nothing stands there as running for ever.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/telemetry/log.ts';
import { createAccountClient } from '../../src/temporal/account-client.ts';
import { createDeliveryClient } from '../../src/temporal/delivery-client.ts';
import { restartLostAccounts, type SettleDeps, settleClosedRuns } from '../../src/temporal/settle-closed.ts';
import { callWithRefusedToken } from '../support/crash.ts';
import { readDealsAndAccounts } from '../support/deals-and-accounts.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
let deps: SettleDeps;

beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 120, accounts: 60, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { secondsPerCall: 0.05 } }],
  });
  acme = await stage.tenant('acme');
  const temporal = { client: stage.temporal, namespace: 'default' } as SettleDeps['temporal'];
  deps = {
    pool: stage.pool,
    temporal,
    accountClient: createAccountClient(stage.temporal),
    wake: createDeliveryClient(stage.temporal).wake,
    log: createLog('test', 'silent'),
  };
});
afterAll(() => stage.stop());
// Whatever an operator did.
afterEach(async () => {
  expect(await doubleSpends()).toBe(0);
});

const doubleSpends = async (): Promise<number> => {
  const books = await stage.control.grants();
  expect(books.length).toBeGreaterThan(0);
  return books.reduce((sum, { doubleSpends: own }) => sum + own, 0);
};

interface Night {
  readonly run: string;
  readonly id: string;
  readonly hubspot: ConnectedAccount;
  readonly salesforce: ConnectedAccount;
}

async function startRun(): Promise<Night> {
  const hubspot = await acme.connect('hubspot');
  const salesforce = await acme.connect('salesforce');
  const { id: run } = await acme.api.startRun({
    kind: 'steps',
    name: 'in the hands of an operator',
    input: { steps: readDealsAndAccounts(hubspot, salesforce) },
  });
  return { run, id: `run:acme:${run}`, hubspot, salesforce };
}

/** Revoked in the middle of its reading. */
async function startPausedRun(): Promise<Night> {
  const night = await startRun();
  await until('some accounts were read', async () => {
    const { calls } = await stage.control.countCalls({ grant: night.salesforce.grant.grant, kind: 'data' });
    return calls >= 3;
  });
  await stage.control.revoke({ grant: night.salesforce.grant.grant });
  await until('the run waits', async () => (await acme.api.run(night.run)).pausedOn.length > 0);
  return night;
}

async function bringBack({ salesforce }: Night): Promise<void> {
  const url = await until(
    'it has a link',
    async () => (await acme.api.account(salesforce.account.id)).reauthUrl,
  );
  expect((await reauthorize(url, { user: salesforce.user })).status).toBe(200);
}

const ended = (run: string) =>
  until('the run has ended', async () => {
    const state = await acme.api.run(run);
    return state.state === 'ended' ? state : null;
  });

async function expectWhole(run: string): Promise<void> {
  expect(await ended(run)).toMatchObject({ verdict: 'complete', gaps: [], stepsDone: 2 });
  const expected = await stage.control.expectedReport({ tenant: 'acme' });
  const { rows } = await stage.pool.query<{ step: string; all: string; each: string }>(
    'select step, count(*) as all, count(distinct key) as each from result_rows where run = $1 group by step order by step',
    [run],
  );
  expect(rows.map(({ step, all, each }) => [step, Number(all), Number(each)])).toEqual([
    ['accounts', expected.accounts, expected.accounts],
    ['deals', expected.rows, expected.rows],
  ]);
}

interface RunEvent {
  readonly type: string;
  readonly sequence: number;
  readonly id: string;
  readonly reason: string | null;
}

const eventsOf = async (run: string): Promise<RunEvent[]> =>
  (
    await stage.pool.query<RunEvent>(
      "select id, type, sequence::int, data ->> 'reason' as reason from events where run = $1 order by position",
      [run],
    )
  ).rows;

/** Rising, each number once: what a receiver orders by. */
function expectInOrder(events: readonly RunEvent[]): void {
  const numbers = events.map(({ sequence }) => sequence);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
}

async function reset(workflowId: string, taskFinishEventId: number): Promise<void> {
  const { runId } = await stage.temporal.workflow.getHandle(workflowId).describe();
  await stage.temporal.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId },
    reason: 'by the operator',
    workflowTaskFinishEventId: taskFinishEventId as never,
    requestId: `reset-${runId}-${taskFinishEventId}`,
  });
}

/** Of the workflow tasks of its present execution, the ids that Temporal UI offers for a reset. */
async function resetPoints(workflowId: string): Promise<number[]> {
  const { events } = await stage.temporal.workflow.getHandle(workflowId).fetchHistory();
  return events!.flatMap((event) =>
    event.workflowTaskCompletedEventAttributes ? [Number(event.eventId)] : [],
  );
}

/** Every state that runs are said to be in from now on, however short: what the API would have answered. */
async function keepStates(): Promise<(run: string) => Promise<readonly string[]>> {
  await stage.pool.query(`
    create table said_states (run text, state text, at serial);
    create function keep_said_state() returns trigger language plpgsql security definer as $$
      begin insert into said_states values (new.id, new.state); return null; end $$;
    create trigger keep_said_state after update on runs for each row execute function keep_said_state();
  `);
  return async (run) => {
    const { rows } = await stage.pool.query<{ state: string }>(
      'select state from said_states where run = $1 order by at',
      [run],
    );
    return rows.map(({ state }) => state);
  };
}

describe('reset of a run', () => {
  it('to its first task, while it waits: it waits again, and then everything is there once', async () => {
    const night = await startPausedRun();
    const [first] = await resetPoints(night.id);
    const before = await eventsOf(night.run);
    await reset(night.id, first!);
    await until('it waits again', async () => {
      const { pausedOn } = await acme.api.run(night.run);
      const { runId } = await stage.temporal.workflow.getHandle(night.id).describe();
      const { rows } = await stage.pool.query('select 1 from runs where id = $1 and ledger_at > $2', [
        night.run,
        (await stage.temporal.workflow.getHandle(night.id, runId).describe()).startTime,
      ]);
      return pausedOn.length > 0 && rows.length > 0;
    });
    await bringBack(night);
    await expectWhole(night.run);
    const events = await until('its end is told', async () => {
      const found = await eventsOf(night.run);
      return found.at(-1)?.type === 'agent.run.completed' ? found : null;
    });
    expectInOrder(events);
    expect(events.slice(0, before.length)).toEqual(before);
    expect(events.filter(({ type }) => type === 'agent.run.started')).toHaveLength(1);
  });

  it('after it has ended: it is under way again, tells what is new, and ends with the same rows', async () => {
    const night = await startRun();
    await expectWhole(night.run);
    const before = await until('its end is told', async () => {
      const found = await eventsOf(night.run);
      return found.at(-1)?.type === 'agent.run.completed' ? found : null;
    });
    await until('its workflow is closed', async () => {
      const { status } = await stage.temporal.workflow.getHandle(night.id).describe();
      return status.name === 'COMPLETED';
    });
    await stage.control.revoke({ grant: night.salesforce.grant.grant });
    const points = await resetPoints(night.id);
    const statesOf = await keepStates();
    await reset(night.id, points[0]!);
    await stage.temporal.workflow.getHandle(night.id).result();
    const states = await statesOf(night.run);
    expect([...new Set(states)]).toEqual(['running', 'ended']);
    await expectWhole(night.run);
    const events = await eventsOf(night.run);
    expectInOrder(events);
    expect(events.slice(0, before.length)).toEqual(before);
  });

  it('to a later point: what was done before it is not done again', async () => {
    const night = await startPausedRun();
    const points = await resetPoints(night.id);
    const reads = await stage.control.countCalls({ grant: night.hubspot.grant.grant, kind: 'data' });
    await reset(night.id, points.at(-2)!);
    await bringBack(night);
    await expectWhole(night.run);
    const after = await stage.control.countCalls({ grant: night.hubspot.grant.grant, kind: 'data' });
    expect(after.calls).toBe(reads.calls);
    expectInOrder(await eventsOf(night.run));
  });
});

describe('a run that is terminated', () => {
  it('is settled: cancelled, its gaps on record, told once with the reason, and its accounts let go', async () => {
    const night = await startPausedRun();
    await stage.temporal.workflow.getHandle(night.id).terminate('wrong spreadsheet');
    expect((await acme.api.run(night.run)).state).toBe('paused');

    const counts = await Promise.all([settleClosedRuns(deps), settleClosedRuns(deps)]);
    expect(counts.some(({ runs }) => runs > 0)).toBe(true);
    expect((await settleClosedRuns(deps)).runs).toBe(0);

    const run = await acme.api.run(night.run);
    expect(run).toMatchObject({ state: 'ended', verdict: 'cancelled', pausedOn: [] });
    expect(JSON.stringify(run.gaps)).toContain('wrong spreadsheet');
    const events = await eventsOf(night.run);
    expectInOrder(events);
    expect(
      events.filter(({ reason }) => reason?.includes('was terminated (wrong spreadsheet)')),
    ).toHaveLength(1);
    await until('nobody watches its account', async () => {
      const handle = stage.temporal.workflow.getHandle(`account:acme:${night.salesforce.account.id}`);
      return (await handle.query<{ watchers: number }>('status')).watchers === 0;
    });
  });

  it('is settled by the worker itself', async () => {
    const night = await startPausedRun();
    await stage.temporal.workflow.getHandle(night.id).terminate();
    await until(
      'the worker has found it',
      async () => (await acme.api.run(night.run)).state === 'ended',
      75_000,
    );
    expect(await acme.api.run(night.run)).toMatchObject({ verdict: 'cancelled' });
  });

  it('and then reset goes on where it was, to its end', async () => {
    const night = await startPausedRun();
    const points = await resetPoints(night.id);
    await stage.temporal.workflow.getHandle(night.id).terminate('by mistake');
    await settleClosedRuns(deps);
    expect((await ended(night.run)).verdict).toBe('cancelled');

    // Its watches were let go: from its first task it takes them up at once, from a later one within minutes.
    await reset(night.id, points[0]!);
    await bringBack(night);
    await until('it is whole', async () => (await acme.api.run(night.run)).verdict === 'complete');
    await expectWhole(night.run);
    const events = await until('its end is told', async () => {
      const found = await eventsOf(night.run);
      return found.filter(({ type }) => type === 'agent.run.completed').length === 2 ? found : null;
    });
    expectInOrder(events);
  });
});

describe('an account whose workflow is terminated', () => {
  it('is started again from the database, and the run that waits for it goes on', async () => {
    const night = await startPausedRun();
    const id = `account:acme:${night.salesforce.account.id}`;
    await stage.temporal.workflow.getHandle(id).terminate('by mistake');
    await until('it is started again', async () => {
      await restartLostAccounts(deps, 0);
      const { status } = await stage.temporal.workflow.getHandle(id).describe();
      return status.name === 'RUNNING';
    });
    expect((await acme.api.account(night.salesforce.account.id)).state).toBe('reauth_required');
    await bringBack(night);
    await expectWhole(night.run);
  });

  it('or reset to its first task: knows where it was, and spends nothing twice', async () => {
    const night = await startPausedRun();
    await bringBack(night);
    await expectWhole(night.run);
    const id = `account:acme:${night.hubspot.account.id}`;
    const before = await acme.api.account(night.hubspot.account.id);
    await reset(id, (await resetPoints(id))[0]!);
    await acme.api.checkAccount(night.hubspot.account.id);
    const after = await acme.api.account(night.hubspot.account.id);
    expect(after.state).toBe('active');
    expect(after.tokenVersion).toBeGreaterThanOrEqual(before.tokenVersion);
  });

  it('or to a later point: spends no refresh token twice, whatever version it believes in', async () => {
    const salesforce = await acme.connect('salesforce');
    const id = `account:acme:${salesforce.account.id}`;
    const exchangeOnce = async () =>
      expect(await callWithRefusedToken(stage, acme, salesforce)).toMatchObject({ status: 'ok' });
    await exchangeOnce();
    const points = await resetPoints(id);
    await exchangeOnce();
    await exchangeOnce();

    await reset(id, points.at(-1)!);
    await exchangeOnce();
    const { state, tokenVersion } = await acme.api.account(salesforce.account.id);
    const [books] = await stage.control.grants({ grant: salesforce.grant.grant });
    expect({ state, exchanges: books!.exchanges }).toEqual({ state: 'active', exchanges: tokenVersion - 1 });
  });

  it('or to when it was dead: is found alive by whoever needs it', async () => {
    const night = await startPausedRun();
    const id = `account:acme:${night.salesforce.account.id}`;
    const points = await resetPoints(id);
    await bringBack(night);
    await expectWhole(night.run);

    await reset(id, points.at(-1)!);
    expect(await callWithRefusedToken(stage, acme, night.salesforce)).toMatchObject({ status: 'ok' });
  });
});

describe('signals from Temporal UI', () => {
  it('reauthorized: looks again, any number of times, and changes nothing when there is nothing', async () => {
    const night = await startPausedRun();
    const handle = stage.temporal.workflow.getHandle(`account:acme:${night.salesforce.account.id}`);
    for (let time = 0; time < 3; time += 1) await handle.signal('reauthorized');
    expect((await acme.api.account(night.salesforce.account.id)).state).toBe('reauth_required');
    await bringBack(night);
    await expectWhole(night.run);
  });

  it('cancelRun: the run ends in order, with what it has', async () => {
    const night = await startPausedRun();
    await stage.temporal.workflow.getHandle(night.id).signal('cancelRun');
    const run = await ended(night.run);
    expect(run).toMatchObject({ verdict: 'cancelled', stepsDone: 1 });
    const events = await until('its end is told', async () => {
      const found = await eventsOf(night.run);
      return found.at(-1)?.type === 'agent.run.completed' ? found : null;
    });
    expectInOrder(events);
  });
});
