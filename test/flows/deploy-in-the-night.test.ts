// A deploy in the middle of a night, from the release before this one to today's code: its own schema, api and workers first, with
// runs under way in every state a run can be in; then today's `firstlight migrate` under them, today's processes beside them, and
// they go. Nothing is read or written twice, nothing is spent twice, and what waited for a person waits on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, ApiEvent } from '../../src/demo/api-client.ts';
import type { NodeProcess } from '../../src/embedded/processes.ts';
import { createNight, type DealNight, dealsIn, inSeconds } from '../support/deal-night.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { askUntil, until } from '../support/until.ts';
import { today, unpackYesterday } from '../support/yesterday.ts';

const deals = 300;
const accountsPerBatch = 10;
const batches = 60 / accountsPerBatch;
const pages = deals / 50;
/** Of the schedule that starts something all night. */
const everySeconds = 10;

let yesterday: Awaited<ReturnType<typeof unpackYesterday>>;
let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  yesterday = await unpackYesterday();
  stage = await startStage(
    {
      world: { tenants: [{ id: 'acme', deals, accounts: 60, unmatched: 0 }] },
      knobs: [{ scope: {}, knobs: { secondsPerCall: 0.2 } }],
    },
    // Yesterday's release refuses a field that it does not know.
    async (overrides) =>
      Object.fromEntries(
        Object.entries(overrides).map(([id, { requestLimits: _, ...known }]) => [id, known]),
      ),
    undefined,
    yesterday,
  );
  acme = await stage.tenant('acme');
  // Both are at the token endpoint all the time, whoever's code it is.
  for (const provider of ['hubspot', 'google']) {
    await stage.control.setKnobs({ scope: { provider }, knobs: { accessLifetimeSeconds: 10 } });
  }
}, 240_000);
afterAll(async () => {
  await stage?.stop();
  yesterday?.remove();
});

/** The calls a night's account was answered, by the end of their path. */
const answered = async (grant: string, path: RegExp): Promise<number> =>
  (await stage.control.calls({ grant, kind: 'data' })).filter(
    (call) => call.status === 200 && path.test(call.path),
  ).length;

describe('a deploy in the middle of a night', () => {
  let waiting: DealNight;
  let underWay: DealNight;
  let late: DealNight;
  let across: DealNight;
  let begunYesterday: string;
  let broughtBackAt: number;
  let runs: { readonly waiting: string; readonly underWay: string; readonly late: string };
  let old: { readonly api: NodeProcess; readonly workers: readonly [NodeProcess, NodeProcess] };
  let now: { readonly api: ApiClient; readonly url: string };
  /** From a message that was sent yesterday. */
  let links: { readonly waiting: string; readonly late: string };

  const linkOf = (night: DealNight): Promise<string> =>
    until('the person was asked', async () => {
      const isTheirs = ({ type, data }: ApiEvent): boolean =>
        type === 'agent.auth.reauth_required' && data.account === night.accounts.salesforce.account.id;
      return (await acme.api.events()).find(isTheirs)?.data.reauthUrl as string | undefined;
    });
  /** The link bears the address of yesterday's api; a load balancer sends people to whoever is there. */
  const bringBack = async (night: DealNight, link: string): Promise<void> => {
    const page = await reauthorize(new URL(new URL(link).pathname, now.url).href, {
      user: night.accounts.salesforce.user,
    });
    expect(page.status, page.html).toBe(200);
  };

  it('begins under yesterday’s release, on its own schema', async () => {
    old = { api: stage.api(), workers: [stage.worker(), await stage.startWorker()] };
    const { rows } = await stage.pool.query('select name from firstlight_migrations order by id');
    expect(rows.map(({ name }) => name)).toEqual(yesterday.migrations);

    // Starts come all the time.
    const { account } = await acme.connect('hubspot');
    await acme.api.putSchedule('often', {
      cron: [`*/${everySeconds} * * * * * *`],
      timeZone: 'UTC',
      preflightLeadMinutes: 0,
      overlap: 'allow_all',
      run: {
        kind: 'steps',
        input: { steps: [{ id: 'deals', account: account.id, tool: 'hubspot.search_deals', input: {} }] },
      },
    });

    // One run waits for a person, with some of its accounts read.
    waiting = await createNight(stage, acme);
    const first = await waiting.startReport('waiting');
    const { salesforce } = waiting.accounts;
    await until(
      'some batches of accounts were read',
      async () => (await answered(salesforce.grant.grant, /\/query$/)) >= 2,
    );
    await stage.control.revoke({ grant: salesforce.grant.grant });
    await waiting.whenRun(first, 'the run waits', ({ pausedOn }) => pausedOn.includes(salesforce.account.id));
    expect(await answered(salesforce.grant.grant, /\/query$/)).toBeLessThan(batches);

    // One was delivered with gaps and waits to be filled in.
    late = await createNight(stage, acme);
    await late.kill('salesforce');
    const third = await late.startReport('late', { deadline: inSeconds(5) });
    expect(await late.whenEnded(third)).toMatchObject({
      verdict: 'incomplete',
      lateFill: { state: 'waiting' },
    });
    links = { waiting: await linkOf(waiting), late: await linkOf(late) };

    // And one is in the middle of its work.
    underWay = await createNight(stage, acme);
    const second = await underWay.startReport('under way');
    runs = { waiting: first, underWay: second, late: third };
    await until(
      'deals are being read',
      async () => (await answered(underWay.accounts.hubspot.grant.grant, /\/search$/)) >= 1,
    );
  }, 120_000);

  it('gets today’s schema under yesterday’s processes, which go on', async () => {
    const told = await today.migrate(stage);
    for (const name of newMigrations()) expect(told).toContain(name);
    // All that a run and its accounts write, from the first row to the last, by code that does not know today's schema.
    const night = await createNight(stage, acme);
    const run = await night.startReport('old on new');
    expect(await night.whenEnded(run)).toMatchObject({ verdict: 'complete', gaps: [] });
    expect(dealsIn((await night.readTab('old on new'))!)).toHaveLength(deals);
    expect(old.workers.map((worker) => worker.exit())).toEqual([null, null]);
  }, 120_000);

  it('refuses yesterday’s processes only when they are started anew, and says why', async ({ skip }) => {
    const [unknown] = newMigrations();
    skip(unknown === undefined, 'both releases have the same schema');
    await expect(stage.startWorker()).rejects.toThrow(unknown);
  });

  it('has today’s processes beside yesterday’s, and one report from both', async () => {
    across = await createNight(stage, acme);
    for (const { grant } of Object.values(across.accounts)) {
      await stage.control.setKnobs({ scope: { grant: grant.grant }, knobs: { secondsPerCall: 5 } });
    }
    begunYesterday = await across.startReport('across');
    await until(
      'yesterday’s workers have read a page',
      async () => (await answered(across.accounts.hubspot.grant.grant, /\/search$/)) >= 1,
    );
    await stage.startWorker({ script: today.scriptOf('worker') });
    const { url } = await stage.startApi({ script: today.scriptOf('api') });
    now = { api: acme.at(url), url };

    // What yesterday wrote is what today reads.
    for (const run of [runs.waiting, runs.late]) {
      expect(await now.api.run(run)).toEqual(await acme.api.run(run));
      expect(await now.api.steps(run)).toEqual(await acme.api.steps(run));
    }
    const known = await acme.api.events();
    expect((await now.api.events()).slice(0, known.length).map(({ id }) => id)).toEqual(
      known.map(({ id }) => id),
    );
    const both = await createNight(stage, acme);
    const run = await both.startReport('by both');
    expect(await both.whenEnded(run)).toMatchObject({ verdict: 'complete', gaps: [] });
    await both.expectWhole(await both.readTab('by both'));
  }, 120_000);

  it('ends every run complete, on today’s code alone', async () => {
    const [first, second] = old.workers;
    first.kill('SIGTERM');
    old.api.kill('SIGTERM');
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect(await old.api.exited).toEqual({ code: 0, signal: null });
    second.kill('SIGKILL');
    await second.exited;
    expect((await now.api.run(begunYesterday)).state).toBe('running');
    for (const { grant } of Object.values(across.accounts)) {
      await stage.control.clearKnobs({ scope: { grant: grant.grant } });
    }
    broughtBackAt = Date.now();
    await bringBack(waiting, links.waiting);
    await bringBack(late, links.late);

    const rest = (night: DealNight) => createNight(stage, { ...acme, api: now.api }, night.accounts);
    for (const [night, run, tab] of [
      [waiting, runs.waiting, 'waiting'],
      [underWay, runs.underWay, 'under way'],
      [across, begunYesterday, 'across'],
    ] as const) {
      expect(await (await rest(night)).whenEnded(run), tab).toMatchObject({ verdict: 'complete', gaps: [] });
      await night.expectWhole(await night.readTab(tab));
    }
    expect(await (await rest(late)).whenLate(runs.late)).toMatchObject({
      verdict: 'complete_late',
      gaps: [],
      lateFill: { state: 'filled' },
    });
    await late.expectWhole(await late.readTab('late'));
  }, 180_000);

  it('has read each page once, whoever read it, but for what was in flight when a process died', async () => {
    const before = await answered(waiting.accounts.salesforce.grant.grant, /\/query$/);
    expect(before).toBeGreaterThanOrEqual(2);
    expect(await answered(waiting.accounts.hubspot.grant.grant, /\/search$/)).toBe(pages);
    // Of the two grants that people gave today: what one report lacked, and all that the other did.
    const connected = [waiting, underWay, late, across].map(
      ({ accounts }) => accounts.salesforce.grant.grant,
    );
    const renewed = (
      await stage.control.calls({ provider: 'salesforce', kind: 'data', since: broughtBackAt })
    ).filter(
      ({ grant, path, status }) => status === 200 && /\/query$/.test(path) && !connected.includes(grant!),
    );
    expect(renewed).toHaveLength(batches - before + batches);

    const [read, enriched] = await now.api.steps(runs.waiting);
    expect(read!.receipt).toMatchObject({ rows: deals, announced: deals, pages });
    expect(enriched!.receipt).toMatchObject({ rows: 60, announced: 60 });
    expect(enriched!.pauses).toHaveLength(1);
    const inFlight = 2;
    expect(await answered(across.accounts.hubspot.grant.grant, /\/search$/)).toBeLessThanOrEqual(
      pages + inFlight,
    );
    expect(await answered(across.accounts.salesforce.grant.grant, /\/query$/)).toBeLessThanOrEqual(
      batches + inFlight,
    );
  });

  it('has spent nothing twice and lost no grant', async () => {
    for (const { accounts } of [waiting, underWay, late, across]) {
      for (const [provider, { grant }] of Object.entries(accounts)) {
        const [books] = await stage.control.grants({ grant: grant.grant });
        expect(books, provider).toMatchObject({
          doubleSpends: 0,
          mostTokenRequestsInFlight: expect.any(Number),
        });
        expect(books!.mostTokenRequestsInFlight).toBeLessThanOrEqual(1);
      }
    }
    const { hubspot, google } = across.accounts;
    for (const { grant } of [hubspot, google]) {
      const [books] = await stage.control.grants({ grant: grant.grant });
      expect(books).toMatchObject({ endedBy: null });
      expect(books!.exchanges).toBeGreaterThan(0);
    }
  });

  it('has told everything once', async () => {
    const tellsOf = (run: string, expected: readonly string[]) =>
      askUntil(
        async () =>
          (await now.api.events())
            .filter(({ type, data }) => type.startsWith('agent.run.') && data.run === run)
            .map(({ type }) => type.slice('agent.run.'.length)),
        (found) => found.length >= expected.length,
      );
    for (const [run, expected] of [
      [runs.waiting, ['started', 'paused', 'resumed', 'completed']],
      [begunYesterday, ['started', 'completed']],
      [runs.late, ['started', 'paused', 'delivered_with_gaps', 'completed', 'filled_late']],
    ] as const) {
      expect(await tellsOf(run, expected)).toEqual(expected);
    }
  });

  it('has started what was to be started, each time once, before, meanwhile and after', async () => {
    type Start = { readonly at: number; readonly state: string; readonly verdict: string | null };
    const read = async (): Promise<Start[]> => {
      const { rows } = await stage.pool.query(
        `select extract(epoch from s.at)::float8 as at, s.state, r.verdict from schedule_starts s
         left join runs r on r.tenant = s.tenant and r.id = s.run where s.schedule = 'often' order by s.at`,
      );
      return rows as Start[];
    };
    const goneAt = Date.now() / 1_000;
    await until('one more has started since', async () => ((await read()).at(-1)?.at ?? 0) > goneAt);
    const starts = (await read()).filter(({ at }) => at < goneAt);
    expect(starts.length).toBeGreaterThan(5);
    expect(starts.slice(1).map(({ at }, index) => at - starts[index]!.at)).toEqual(
      starts.slice(1).map(() => everySeconds),
    );
    const ended = await until('all of them have ended', async () => {
      const found = (await read()).filter(({ at }) => at < goneAt);
      return found.every(({ state }) => state === 'ended') ? found : null;
    });
    expect(new Set(ended.map(({ verdict }) => verdict))).toEqual(new Set(['complete']));
  });
});

const newMigrations = (): string[] => today.migrations.filter((name) => !yesterday.migrations.includes(name));
