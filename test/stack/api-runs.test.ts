// Runs through the API on real parts: started once or not at all, read by their own tenant and by nobody else.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newRunId, runWorkflowId, type TenantId } from '../../src/domain/ids.ts';
import { planRun, runBody } from '../../src/http/run-order.ts';
import { startRun } from '../../src/http/start-run.ts';
import { openPool } from '../../src/store/db.ts';
import { insertRun } from '../../src/store/runs.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { connectClient } from '../../src/temporal/connection.ts';
import { createRunClient } from '../../src/temporal/run-client.ts';
import { startUnstartedRuns } from '../../src/temporal/start-unstarted-runs.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { findCanaries } from '../support/canary.ts';
import { until } from '../support/until.ts';

let world: ApiWorld;
let acme: Caller & { readonly id: string; readonly key: string };
let other: Caller & { readonly id: string; readonly key: string };

beforeAll(async () => {
  world = await startApiWorld({ world: { tenants: [{ id: 'acme', deals: 450, accounts: 40 }] } });
  acme = await world.newTenant();
  other = await world.newTenant();
});

afterAll(async () => {
  await world?.stop();
});

/** One step that reads all deals: short, and it leaves rows. */
const dealsRun = (account: string) => ({
  kind: 'steps',
  name: 'All deals',
  input: { steps: [{ id: 'deals', account, tool: 'hubspot.search_deals', input: { pageSize: 200 } }] },
});

const whenEnded = (run: string) =>
  until('the run has ended', async () => {
    const { body } = await acme.call('GET', `/v1/runs/${run}`);
    return body.state === 'ended' ? body : null;
  });

describe('runs', () => {
  it('runs a plan to its end and gives its rows out page by page', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const started = await acme.call('POST', '/v1/runs', dealsRun(account));
    expect(started).toMatchObject({ status: 202, body: { stepsTotal: 1 } });
    const run = started.body.id;

    const ended = await whenEnded(run);

    expect(ended).toMatchObject({ verdict: 'complete', stepsDone: 1, stepsTotal: 1, gaps: [], pausedOn: [] });
    const { steps } = (await acme.call('GET', `/v1/runs/${run}/ledger`)).body;
    expect(steps[0].receipt).toMatchObject({ rows: 450, announced: 450, lastPageSeen: true });
    expect(steps[0].finishedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    const keys = new Set<string>();
    let after = '';
    for (;;) {
      const { items, nextCursor } = (
        await acme.call('GET', `/v1/runs/${run}/rows/deals?limit=200&after=${encodeURIComponent(after)}`)
      ).body;
      for (const item of items) keys.add(item.key);
      if (nextCursor === null) break;
      after = nextCursor;
    }
    expect(keys.size).toBe(450);
    const cancelled = await acme.call('POST', `/v1/runs/${run}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { verdict: 'complete' } });
  });

  it('lists every mistake of a plan and keeps nothing of it', async () => {
    const tenant = await world.newTenant();
    const { id: account } = await importFresh(world, tenant, { provider: 'hubspot' });

    const answer = await tenant.call('POST', '/v1/runs', {
      kind: 'steps',
      input: {
        steps: [
          { id: 'a', account, tool: 'hubspot.search_deals', input: { pageSize: 500 } },
          { id: 'b', account, tool: 'salesforce.query', input: { soql: 'SELECT Id FROM Account' } },
          { id: 'c', account: 'acct_nobody', tool: 'hubspot.dance', needs: ['z'] },
        ],
      },
    });

    expect(answer).toMatchObject({ status: 422, body: { code: 'plan.invalid' } });
    const details = answer.body.errors.map((error: { detail: string }) => error.detail).join('\n');
    for (const part of ['"z"', 'acct_nobody', 'hubspot.dance', 'pageSize', 'account of salesforce']) {
      expect(details).toContain(part);
    }
    expect((await tenant.call('GET', '/v1/runs')).body.items).toEqual([]);
  });

  it('starts one run for a start that is repeated with its key, side by side too', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const headers = { 'idempotency-key': 'run-1' };

    const answers = await Promise.all(
      [1, 2, 3].map(() => acme.call('POST', '/v1/runs', dealsRun(account), headers)),
    );
    const later = await until('the first is answered', async () => {
      const answer = await acme.call('POST', '/v1/runs', dealsRun(account), headers);
      return answer.status === 202 ? answer : null;
    });

    // Who comes while the first is being answered is told to ask again; nobody starts a second run.
    expect(answers.every((answer) => answer.status === 202 || answer.status === 409)).toBe(true);
    const ids = new Set([later, ...answers].filter((one) => one.status === 202).map((one) => one.body.id));
    expect(ids.size).toBe(1);
    const changed = await acme.call('POST', '/v1/runs', { ...dealsRun(account), name: 'Other' }, headers);
    expect(changed).toMatchObject({ status: 422, body: { code: 'idempotency.other_request' } });
  });
});

describe('a start that fails', () => {
  it('leaves nothing of the run behind when the Temporal server does not answer', async () => {
    const tenant = await world.newTenant();
    const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const body = runBody.parse(dealsRun('acct_1'));

    const starting = startRun(
      {
        pool,
        runClient: createRunClient(new Client({ connection })),
        checkAgent: async () => ({ mistakes: [] }),
        findSchemaMistake: () => null,
        checkPlan: async () => ({ mistakes: [] }),
        checkUses: async () => ({ mistakes: [] }),
        log: createLog('test', 'silent'),
      },
      planRun(tenant.id as TenantId, newRunId(randomUUID()), body),
    );

    await expect(starting).rejects.toMatchObject({ code: 'temporal.unavailable' });
    expect((await tenant.call('GET', '/v1/runs')).body.items).toEqual([]);
    await connection.close();
    await pool.end();
  });

  it('is made up for when the api died between writing a run down and starting it', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const run = newRunId(randomUUID());
    const tenant = acme.id as TenantId;
    const { order, input } = planRun(tenant, run, runBody.parse(dealsRun(account)));
    const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
    await insertRun(pool, { ...order, id: run, input });
    const temporal = await connectClient(
      {
        address: inject('temporalAddress'),
        namespace: world.namespace,
      },
      world.payloads,
    );
    const deps = { pool, runClient: createRunClient(temporal.client), log: createLog('test', 'silent') };

    expect(await startUnstartedRuns(deps)).toBe(0);
    await pool.query("update runs set created_at = now() - interval '2 minutes' where id = $1", [run]);
    expect(await startUnstartedRuns(deps)).toBe(1);

    const ended = await whenEnded(run);
    expect(ended).toMatchObject({ verdict: 'complete', name: 'All deals', stepsDone: 1 });
    await temporal.close();
    await pool.end();
  });

  it('does nothing when the server took up a run whose start was given up', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const before = await world.sandbox.control.countCalls({ provider: 'hubspot', kind: 'data' });
    const run = newRunId(randomUUID());
    const { order } = planRun(acme.id as TenantId, run, runBody.parse(dealsRun(account)));
    const temporal = await connectClient(
      {
        address: inject('temporalAddress'),
        namespace: world.namespace,
      },
      world.payloads,
    );

    await createRunClient(temporal.client).start(order);
    const ledger = await temporal.client.workflow.getHandle(runWorkflowId(order.tenant, run)).result();

    expect(ledger).toMatchObject({ verdict: 'failed', steps: [{ problem: { code: 'run.cancelled' } }] });
    expect(await world.sandbox.control.countCalls({ provider: 'hubspot', kind: 'data' })).toEqual(before);
    expect((await acme.call('GET', `/v1/runs/${run}`)).status).toBe(404);
    await temporal.close();
  });
});

describe('the list of runs', () => {
  it('has the newest first, page by page, also of those written down in the same moment', async () => {
    const tenant = await world.newTenant();
    const ids = await writeRuns(tenant.id, 7);

    const listed: string[] = [];
    for (let after = ''; ; ) {
      const { body } = await tenant.call('GET', `/v1/runs?limit=2${after && `&after=${after}`}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      listed.push(...body.items.map((run: { id: string }) => run.id));
      if (body.nextCursor === null) break;
      after = body.nextCursor;
    }

    expect(listed).toEqual(ids.toReversed());
  });

  it('can be of one state, or of one verdict', async () => {
    const tenant = await world.newTenant();
    const [first, second, third] = await writeRuns(tenant.id, 3);
    const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
    await pool.query("update runs set state = 'paused' where id = $1", [first]);
    await pool.query("update runs set state = 'ended', verdict = 'incomplete' where id = $1", [second]);
    await pool.end();

    const idsOf = async (query: string): Promise<string[]> =>
      (await tenant.call('GET', `/v1/runs?${query}`)).body.items.map((run: { id: string }) => run.id);

    expect(await idsOf('state=paused')).toEqual([first]);
    expect(await idsOf('state=running')).toEqual([third]);
    expect(await idsOf('verdict=incomplete')).toEqual([second]);
    expect(await idsOf('state=paused&verdict=incomplete')).toEqual([]);
  });

  it.each(['state=asleep', 'verdict=fine', 'after=run_1', 'after=1.a%20b'])(
    'refuses %s in words',
    async (query) => {
      const answer = await acme.call('GET', `/v1/runs?${query}`);

      expect(answer).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
      expect(answer.body.errors).toHaveLength(1);
    },
  );
});

/** The oldest first; the last two in the same moment. Nobody works on them. */
async function writeRuns(tenant: string, count: number): Promise<string[]> {
  const pool = openPool(world.databaseUrl, { size: 1, name: 'test' });
  // Younger than what the api takes for forgotten. Ids that say nothing about the order.
  const ids = Array.from({ length: count }, () => newRunId(randomUUID()));
  const [one, other] = ids.slice(-2).toSorted();
  ids.splice(-2, 2, one!, other!);
  for (const [index, id] of ids.entries()) {
    await pool.query(
      `insert into runs (tenant, id, kind, name, input, state, on_deadline, created_at)
       values ($1, $2, 'steps', 'written', '{"steps": []}', 'running', 'fail', now() + $3 * interval '1 microsecond')`,
      [tenant, id, Math.min(index, count - 2)],
    );
  }
  await pool.query(
    'update runs set created_at = (select max(created_at) from runs where tenant = $1) where tenant = $1 and id = any($2)',
    [tenant, ids.slice(-2)],
  );
  await pool.end();
  return ids;
}

describe('one tenant and another', () => {
  it('answers an id of another tenant as it answers an id that never was', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });
    const run = (await acme.call('POST', '/v1/runs', dealsRun(account))).body.id;

    const paths = (a: string, r: string): [string, string, unknown?][] => [
      ['GET', `/v1/accounts/${a}`],
      ['POST', `/v1/accounts/${a}/reauth-links`],
      ['POST', `/v1/accounts/${a}/tools/hubspot.search_deals`, { input: {} }],
      ['GET', `/v1/runs/${r}`],
      ['GET', `/v1/runs/${r}/ledger`],
      ['GET', `/v1/runs/${r}/rows/deals`],
      ['POST', `/v1/runs/${r}/cancel`],
    ];
    const theirs = paths(account, run);
    const never = paths('acct_never', 'run_never');
    for (const [index, [method, path, body]] of theirs.entries()) {
      const answer = await other.call(method, path, body);
      const [, neverPath] = never[index]!;
      const unknown = await other.call(method, neverPath, body);

      expect(answer.status, path).toBe(404);
      const leveled = answer.text.replaceAll(account, 'acct_never').replaceAll(run, 'run_never');
      expect(leveled).toBe(unknown.text);
    }
  });

  it('lists to a tenant only what is its own', async () => {
    const stranger = await world.newTenant();

    for (const path of ['/v1/accounts', '/v1/runs', '/v1/events']) {
      expect((await stranger.call('GET', path)).body).toEqual({ items: [], nextCursor: null });
    }
  });

  it('does not take another tenant’s account into a plan', async () => {
    const { id: account } = await importFresh(world, acme, { provider: 'hubspot' });

    const answer = await other.call('POST', '/v1/runs', dealsRun(account));

    expect(answer).toMatchObject({ status: 422, body: { code: 'plan.invalid' } });
    expect(answer.body.errors[0].detail).toContain('there is no account');
  });
});

describe('secrets', () => {
  it('are in no answer that was given here', () => {
    expect(world.answers.length).toBeGreaterThan(10);
    expect(world.answers.flatMap((text) => findCanaries('answer', text))).toEqual([]);
  });
});
