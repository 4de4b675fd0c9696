// A provider's quota is one for all tenants. A big run and a small one share it: tenants take turns, two workers and the api keep
// to it together, one of them is killed in the middle, and strangers use it up as well. Judged by the sandbox's books: how many
// requests it saw, whose, in what order, and how it answered them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoggedCall } from '../../src/sandbox/call-log.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

/** The sandbox's minute takes ten seconds. */
const speed = 6;
const perMinute = 120;
const windowSeconds = 60 / speed;
const pagesPerStep = 50;
const bigSteps = 6;

let stage: Stage;
let big: StageTenant;
let small: StageTenant;
let accounts: { readonly big: ConnectedAccount; readonly small: ConnectedAccount };

beforeAll(async () => {
  stage = await startStage(
    {
      speed,
      world: { tenants: ['big', 'small'].map((id) => ({ id, deals: 60, accounts: 5, unmatched: 0 })) },
    },
    async (overrides) => ({
      ...overrides,
      hubspot: {
        ...overrides.hubspot!,
        requestLimits: [{ id: 'project', requests: perMinute, perSeconds: windowSeconds, sharedBy: 'app' }],
      },
      google: {
        ...overrides.google!,
        requestLimits: [
          { id: 'reads', requests: perMinute, perSeconds: windowSeconds, sharedBy: 'app', methods: ['GET'] },
        ],
      },
    }),
  );
  big = await stage.tenant('big');
  small = await stage.tenant('small');
  accounts = { big: await big.connect('hubspot'), small: await small.connect('hubspot') };
  await stage.control.setKnobs({
    scope: { provider: 'hubspot' },
    knobs: { projectCallsPerMinute: perMinute },
  });
  await stage.startWorker();
}, 240_000);
afterAll(() => stage?.stop());

const dealPages = (limit: number) => ({
  method: 'GET',
  path: '/crm/v3/objects/deals',
  query: { limit: 1 },
  paginate: {
    rows: '/results',
    key: '/id',
    next: { pointer: '/paging/next/after', as: 'query:after' },
    limit,
  },
});

const startReading = async (tenant: StageTenant, account: ConnectedAccount, steps: number, pages: number) => {
  const { id } = await tenant.api.startRun({
    kind: 'steps',
    name: 'pages',
    input: {
      steps: Array.from({ length: steps }, (_, index) => ({
        id: `s${index}`,
        account: account.account.id,
        tool: 'http.request',
        input: dealPages(pages),
      })),
    },
  });
  return id;
};

const end = (tenant: StageTenant, id: string) =>
  until(
    'the run is over',
    async () => {
      const now = await tenant.api.run(id);
      return now.state === 'ended' ? now : null;
    },
    100_000,
  );

const callsTo = (provider: string): Promise<readonly LoggedCall[]> =>
  stage.control.calls({ kind: 'data', provider });
const pagesOf = async (tenant: StageTenant, id: string): Promise<number> =>
  (await tenant.api.steps(id)).reduce((sum, step) => sum + (step.receipt?.pages ?? 0), 0);

describe('a quota of the whole app', () => {
  it('is shared in turns by a tenant with 300 pages and one with 10, over two workers, one of which is killed', async () => {
    const bigRun = await startReading(big, accounts.big, bigSteps, pagesPerStep);
    await until('the big run is well on its way', async () => (await callsTo('hubspot')).length > 40);
    const smallRun = await startReading(small, accounts.small, 1, 10);
    const smallEnd = await end(small, smallRun);
    expect((await big.api.run(bigRun)).state).toBe('running');

    stage.worker().kill('SIGKILL');
    const bigEnd = await end(big, bigRun);

    const calls = await callsTo('hubspot');
    expect(calls.filter(({ status }) => status === 429)).toEqual([]);
    expect(mostWithin(calls, windowSeconds * 1_000)).toBeLessThanOrEqual(perMinute);
    // Both stop at their page limit, so neither saw the last page; all they were to read they read.
    expect([await pagesOf(big, bigRun), await pagesOf(small, smallRun)]).toEqual([
      bigSteps * pagesPerStep,
      10,
    ]);
    expect([bigEnd.state, smallEnd.state]).toEqual(['ended', 'ended']);
    // A turn each: in the order of arrival six of the big one's would go before each of the small one's.
    const own = (account: ConnectedAccount) => (call: LoggedCall) => call.grant === account.grant.grant;
    const first = calls.findIndex(own(accounts.small));
    const last = calls.findLastIndex(own(accounts.small));
    expect(calls.filter(own(accounts.small))).toHaveLength(10);
    expect(calls.slice(first, last).filter(own(accounts.big)).length).toBeLessThanOrEqual(25);
  });
});

function mostWithin(calls: readonly LoggedCall[], windowMs: number): number {
  const times = calls.map(({ at }) => at).sort((one, other) => one - other);
  return Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + windowMs).length));
}
