// A provider's quota is one for all tenants. A big run and a small one share it: tenants take turns, two workers and the api keep
// to it together, one of them is killed in the middle, and strangers use it up as well. Judged by the sandbox's books: how many
// requests it saw, whose, in what order, and how it answered them.
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
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
        requestLimits: [
          { id: 'ten-seconds', requests: perMinute, perSeconds: windowSeconds, sharedBy: 'app' },
        ],
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

describe('a quota that others use too', () => {
  it('is waited for by everybody when the provider says that it is used up, and nobody’s step fails', async () => {
    await stage.control.setKnobs({
      scope: { provider: 'google' },
      knobs: { projectReadsPerMinute: perMinute },
    });
    const connected = { big: await big.connect('google'), small: await small.connect('google') };
    // Of the same app, and not through Firstlight: a script of the operator's, say.
    const stranger = await stage.control.grant({ provider: 'google', user: connected.big.user });
    const { access_token: token } = stranger.tokens as { access_token: string };
    const origin = stage.sandbox.providerOverrides.google!.apiOrigins[0]!;
    const path = '/v4/spreadsheets/firstlight-probe';
    const useUp = async (): Promise<number> => {
      const answers = await Promise.all(
        Array.from({ length: perMinute }, () =>
          fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } }),
        ),
      );
      return answers.filter(({ status }) => status !== 429).length;
    };
    const startAsking = (tenant: StageTenant, { account }: ConnectedAccount, count: number) =>
      tenant.api.startRun({
        kind: 'steps',
        name: 'sheets',
        input: {
          steps: Array.from({ length: count }, (_, index) => ({
            id: `s${index}`,
            account: account.id,
            tool: 'http.request',
            // A spreadsheet nobody has: the answer is 404, and counts like any other.
            input: { method: 'GET', path: `${path}?fields=spreadsheetId` },
          })),
        },
      });

    expect(await useUp()).toBeGreaterThan(perMinute / 2);
    let isGreedy = true;
    const greedy = (async () => {
      while (isGreedy) await useUp();
    })();
    const runs = [
      [big, (await startAsking(big, connected.big, 30)).id],
      [small, (await startAsking(small, connected.small, 5)).id],
    ] as const;
    await until('it was refused for the first time', async () =>
      (await ours()).some(({ status }) => status === 429),
    );
    isGreedy = false;
    await greedy;
    for (const [tenant, id] of runs) await end(tenant, id);

    const calls = await ours();
    const refused = calls.filter(({ status }) => status === 429);
    // Each request was answered once by the provider's data; whoever was refused asked again.
    expect(calls.length - refused.length).toBe(35);
    // Requests on their way when the first is refused learn it for themselves; then everybody waits, in both workers.
    expect(refused.length).toBeLessThanOrEqual(30);
    expect(stage.logs()).toContain('a provider’s limit is used up; everybody who shares it waits');

    async function ours(): Promise<LoggedCall[]> {
      const grants = [connected.big.grant.grant, connected.small.grant.grant];
      return (await callsTo('google')).filter(({ grant }) => grant !== null && grants.includes(grant));
    }
  });
});

describe('a stop that lasts longer than anybody waits for', () => {
  const details = { method: 'GET', path: '/account-info/v3/details' };
  const direct = (tenant: StageTenant, { account }: ConnectedAccount) =>
    fetch(`${stage.apiUrl}/v1/accounts/${account.id}/tools/http.request`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ input: details }),
    });
  const proxied = (tenant: StageTenant, { account }: ConnectedAccount) =>
    fetch(`${stage.apiUrl}/v1/accounts/${account.id}/proxy${details.path}`, {
      headers: { authorization: `Bearer ${tenant.apiKey}` },
    });

  it('is told to a direct call and to the proxy at once, with 429 and how long, and nothing is sent', async () => {
    await stage.control.addFault({
      on: 'data',
      provider: 'hubspot',
      path: details.path,
      habit: { kind: 'rate_limited', retryAfterSeconds: 120 * speed },
      times: 1,
    });
    const before = (await callsTo('hubspot')).length;

    const refused = await direct(big, accounts.big);
    const [again, passed, others] = [
      await direct(big, accounts.big),
      await proxied(big, accounts.big),
      await direct(small, accounts.small),
    ];

    expect((await callsTo('hubspot')).length - before).toBe(1);
    for (const answer of [refused, again, passed, others]) {
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(100);
      expect(answer.headers.get('firstlight-answer')).toBeNull();
      expect(await answer.json()).toMatchObject({ code: 'provider.rate_limited', status: 429 });
    }
  });

  it('is waited for by a run between two executions of the call, and Temporal UI says why', async () => {
    const id = await startAsking(big, accounts.big);
    const failure = await until('the call is to be made again', async () => {
      return (await pendingCall('big', id))?.lastFailure;
    });
    const error = await decodeOptionalFailureToOptionalError(
      stage.temporal.options.loadedDataConverter,
      failure,
    );
    expect(error).toMatchObject({ type: 'provider.rate_limited' });
    expect(error!.message).toContain('HubSpot says that its limit "ten-seconds" is used up for now');
    await big.api.cancelRun(id);
    expect(await end(big, id)).toMatchObject({ verdict: 'cancelled' });
    await forgetStops();
  });

  it('is waited for in place when it is short: the call’s heartbeat says why, and cancelling it works', async () => {
    await stage.control.addFault({
      on: 'data',
      provider: 'hubspot',
      path: details.path,
      habit: { kind: 'rate_limited', retryAfterSeconds: 25 * speed },
      times: 1,
    });
    const id = await startAsking(big, accounts.big);
    const why = await until('the heartbeat says why', async () => {
      const payloads = (await pendingCall('big', id))?.heartbeatDetails?.payloads;
      if (!payloads) return null;
      const { payloadCodecs, payloadConverter } = stage.temporal.options.loadedDataConverter;
      const [opened] = await payloadCodecs[0]!.decode([...payloads]);
      return payloadConverter.fromPayload<string | null>(opened!);
    });
    expect(why).toContain('HubSpot says that its limit "ten-seconds" is used up for now: waits for');

    const sent = (await callsTo('hubspot')).length;
    await big.api.cancelRun(id);
    expect(await end(big, id)).toMatchObject({ verdict: 'cancelled' });
    expect((await callsTo('hubspot')).length).toBe(sent);
    await forgetStops();
  });

  const startAsking = async (tenant: StageTenant, { account }: ConnectedAccount): Promise<string> => {
    const steps = [{ id: 'only', account: account.id, tool: 'http.request', input: details }];
    return (await tenant.api.startRun({ kind: 'steps', name: 'one request', input: { steps } })).id;
  };
  const pendingCall = async (tenant: string, run: string) => {
    const { raw } = await stage.temporal.workflow.getHandle(`run:${tenant}:${run}`).describe();
    return raw.pendingActivities?.find((activity) => activity.activityType?.name === 'http.request');
  };
  const forgetStops = async (): Promise<void> => {
    await stage.pool.query('delete from request_stops');
    await stage.pool.query('delete from permit_books');
    // What processes know of stops is no older than that.
    await new Promise((resolve) => setTimeout(resolve, 5_100));
  };
});

function mostWithin(calls: readonly LoggedCall[], windowMs: number): number {
  const times = calls.map(({ at }) => at).sort((one, other) => one - other);
  return Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + windowMs).length));
}
