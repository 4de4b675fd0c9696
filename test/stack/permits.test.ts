// Permits on a real PostgreSQL: what one process was given another is not, what one learned all know, and what it costs when
// nobody else wants anything. Each `createPermits` is a process of its own to the database.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Lane } from '../../src/domain/permit-book.ts';
import type { GatedAnswer, RequestGate } from '../../src/domain/request-gate.ts';
import type { RequestLimit } from '../../src/domain/request-limit.ts';
import { createPermits } from '../../src/permits/permits.ts';
import type { Provider } from '../../src/providers/registry.ts';
import type { Queryable } from '../../src/store/db.ts';
import { migrate } from '../../src/store/migrate.ts';
import { saveStop } from '../../src/store/request-stops.ts';

const url = new URL(inject('databaseUrl'));
let pool: pg.Pool;
/** Statements that reached the database through `counted`. */
let statements: string[] = [];
const counted: Queryable = {
  query: ((text: string, values: unknown[]) => {
    statements.push(text);
    return pool.query(text, values);
  }) as never,
};

beforeAll(async () => {
  const name = `permits_${randomBytes(4).toString('hex')}`;
  const administrator = new pg.Client({ connectionString: inject('databaseUrl') });
  await administrator.connect();
  await administrator.query(`create database ${name}`);
  await administrator.end();
  url.pathname = `/${name}`;
  await migrate(url.href);
  pool = new pg.Pool({ connectionString: url.href, max: 20 });
});
afterAll(() => pool?.end());
beforeEach(async () => {
  await pool.query('truncate permit_books, request_stops');
  statements = [];
});

const never = new AbortController().signal;
const warned: string[] = [];
const log = { info: () => {}, warn: (message: string) => void warned.push(message) };

const providerWith = (requestLimits: readonly RequestLimit[]): Provider =>
  ({ id: 'pied-piper', name: 'Pied Piper', app: 'pied-piper', requestLimits }) as Provider;

/** A process, as far as permits are concerned. */
function startProcess(
  limits: readonly RequestLimit[],
  {
    lane = 'run',
    db = pool,
    ...more
  }: { lane?: Lane; db?: Queryable; patienceMs?: number; mostWaiting?: number } = {},
) {
  const permits = createPermits({ db, lane, log, ...more });
  return (tenant: string, account = 'acct_1'): RequestGate =>
    permits.gateOf({ provider: providerWith(limits), tenant, account, subject: null, organization: null });
}

const asked = (method = 'GET', path = '/things') => ({ method, path, since: performance.now() });
const pass = async (gate: RequestGate, count: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      await gate.pass(asked(), never);
      return performance.now();
    }),
  );
const said = (retryAfterMs: number | null): GatedAnswer => ({ status: 429, retryAfterMs, body: null });

const mostWithin = (times: readonly number[], windowMs: number): number =>
  Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + windowMs).length));

describe('permits', () => {
  it('are kept by several processes together', async () => {
    const limits: RequestLimit[] = [{ id: 'all', requests: 30, perSeconds: 1, sharedBy: 'app' }];
    const gates = [startProcess(limits), startProcess(limits), startProcess(limits)].map((open) => open('a'));

    const times = (await Promise.all(gates.map((gate) => pass(gate, 20)))).flat();

    // Half the window: when one was given is told a little later on a busy machine. Three books would give all 60 at once.
    expect(mostWithin(times, 500)).toBeLessThanOrEqual(30);
    expect(times).toHaveLength(60);
  });

  it('come in turns to tenants that are served by different processes', async () => {
    const limits: RequestLimit[] = [{ id: 'all', requests: 20, perSeconds: 1, sharedBy: 'app' }];
    const order: string[] = [];
    const many = (tenant: string, count: number, gate: RequestGate) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          await gate.pass(asked(), never);
          order.push(tenant);
        }),
      );
    const big = many('big', 60, startProcess(limits)('big'));
    await pass(startProcess(limits)('other'), 1);
    const from = order.length;
    await many('small', 5, startProcess(limits)('small'));

    // Two tenants: a turn of the big one before each of the small one's, and what was on its way.
    expect(order.slice(from).filter((tenant) => tenant === 'big').length).toBeLessThanOrEqual(5 + 3);
    await big;
    expect(order).toHaveLength(65);
  });

  it('cost no statement each when nobody else wants any, and none where the provider has no limits', async () => {
    const far: RequestLimit[] = [{ id: 'all', requests: 10_000, perSeconds: 10, sharedBy: 'organization' }];
    const gate = startProcess(far, { db: counted })('a');
    for (let count = 0; count < 200; count++) await gate.pass(asked(), never);
    // Two to begin the book, one for the stops; then permits are given ahead, as many as were used just now.
    expect(statements.length).toBeLessThan(20);

    statements = [];
    const open = startProcess([], { db: counted })('a');
    for (let count = 0; count < 200; count++) await open.pass(asked(), never);
    expect(statements.length).toBeLessThanOrEqual(2);
  });

  it('are not kept back by a process that is frozen while it takes one', async () => {
    const limits: RequestLimit[] = [{ id: 'all', requests: 100, perSeconds: 1, sharedBy: 'app' }];
    let frozen = 0;
    const freezing: Queryable = {
      query: ((text: string, values: unknown[]) => {
        if (!text.trimStart().startsWith('update')) return pool.query(text, values);
        frozen += 1;
        return new Promise(() => {});
      }) as never,
    };
    const left = new AbortController();
    const held = startProcess(limits, { db: freezing })('a').pass(asked(), left.signal);

    const times = await pass(startProcess(limits)('b'), 10);

    expect(frozen).toBe(1);
    expect(times.at(-1)! - times[0]!).toBeLessThan(10_000);
    left.abort(new Error('the call was cancelled'));
    await expect(held).rejects.toThrow('the call was cancelled');
  });

  it('are waited for no longer than somebody has patience, and nothing is left in the line', async () => {
    const limits: RequestLimit[] = [{ id: 'all', requests: 1, perSeconds: 30, sharedBy: 'app' }];
    const gate = startProcess(limits, { lane: 'direct', patienceMs: 300 })('a');
    await gate.pass(asked(), never);

    const failure = await gate.pass(asked(), never).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'provider.rate_limited', facts: { sent: false } });
    expect((failure as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(25_000);
    expect((failure as Error).message).toContain('Pied Piper\'s limit "all" (1 requests in 30 s');
    await expect
      .poll(async () => (await pool.query('select book from permit_books')).rows[0]?.book.claims)
      .toEqual([]);
  });

  it('leave a worker’s places to others: beyond its share a tenant’s calls are turned away, to come again', async () => {
    const limits: RequestLimit[] = [{ id: 'all', requests: 4, perSeconds: 1, sharedBy: 'app' }];
    const open = startProcess(limits, { mostWaiting: 10 });
    const outcomes = (tenant: string, count: number) =>
      Promise.allSettled(Array.from({ length: count }, () => open(tenant).pass(asked(), never)));

    const big = outcomes('big', 40);
    await expect.poll(async () => (await pool.query('select 1 from permit_books')).rowCount).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const small = await outcomes('small', 3);

    expect(small.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    const refused = (await big).filter((one) => one.status === 'rejected').map(({ reason }) => reason);
    expect(refused.length).toBeGreaterThanOrEqual(27);
    expect(refused.length).toBeLessThanOrEqual(30);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'provider.rate_limited' });
  });

  it('say that the database is away to everybody who waits, and go on when it is back', async () => {
    const limits: RequestLimit[] = [{ id: 'all', requests: 10, perSeconds: 1, sharedBy: 'app' }];
    let isAway = false;
    const db: Queryable = {
      query: ((text: string, values: unknown[]) =>
        isAway ? Promise.reject(new Error('Connection terminated')) : pool.query(text, values)) as never,
    };
    const gate = startProcess(limits, { db })('a');
    await gate.pass(asked(), never);
    isAway = true;
    await expect(Promise.all([gate.pass(asked(), never), gate.pass(asked(), never)])).rejects.toThrow(
      'Connection terminated',
    );
    isAway = false;
    await gate.pass(asked(), never);
  });
});

describe('what a provider says', () => {
  const limits: RequestLimit[] = [
    { id: 'all', requests: 1_000, perSeconds: 10, sharedBy: 'app' },
    { id: 'reads', requests: 500, perSeconds: 10, sharedBy: 'tenant', methods: ['GET'] },
  ];

  it('stops everybody who shares the limit, in all processes, and nobody else', async () => {
    const [first, second] = [startProcess(limits), startProcess(limits, { lane: 'direct' })];
    expect(await first('a').learn(asked(), said(60_000))).toBe('over');

    await expect(second('a').pass(asked(), never)).rejects.toMatchObject({
      code: 'provider.rate_limited',
      message: expect.stringContaining('its limit "reads" is used up'),
    });
    await second('a').pass(asked('POST'), never);
    await second('b').pass(asked(), never);
    expect(warned).toContain('a provider’s limit is used up; everybody who shares it waits');
  });

  it('is waited out and sent again within somebody’s patience', async () => {
    const gate = startProcess(limits)('a');
    const startedAt = performance.now();
    expect(await gate.learn(asked(), said(400))).toBe('again');
    await gate.pass(asked(), never);
    expect(performance.now() - startedAt).toBeGreaterThan(380);
  });

  it('is no limit where the status is another', async () => {
    expect(await startProcess(limits)('a').learn(asked(), { ...said(null), status: 403 })).toBe('no_limit');
  });

  it('concerns the account where nothing is declared', async () => {
    const open = startProcess([]);
    expect(await open('a', 'acct_1').learn(asked(), said(60_000))).toBe('over');
    await expect(open('a', 'acct_1').pass(asked(), never)).rejects.toMatchObject({
      code: 'provider.rate_limited',
    });
    await open('a', 'acct_2').pass(asked(), never);
  });

  it('counts once however many requests were on their way, and lasts twice as long each time it comes again', async () => {
    const stop = {
      key: 'k',
      app: 'pied-piper',
      name: 'all',
      shared_by: 'app' as const,
      sharer: '',
      methods: [],
      paths: [],
      saidMs: null,
      firstMs: 1_000,
      longestMs: 5_000,
    };
    const over = () =>
      pool.query("update request_stops set stopped_until = clock_timestamp() - interval '1 ms'");
    const lengths: [number, number][] = [];
    for (let times = 0; times < 4; times++) {
      await Promise.all(Array.from({ length: 5 }, () => saveStop(pool, stop)));
      const row = await saveStop(pool, stop);
      lengths.push([row.strikes, Math.round(row.left_ms / 1_000)]);
      await over();
    }
    expect(lengths).toEqual([
      [1, 1],
      [2, 2],
      [3, 4],
      [4, 5],
    ]);
    // A length that was named counts, and a shorter one does not end a longer.
    expect((await saveStop(pool, { ...stop, saidMs: 30_000 })).left_ms).toBeGreaterThan(29_000);
    expect((await saveStop(pool, { ...stop, saidMs: 2_000 })).left_ms).toBeGreaterThan(29_000);
    await pool.query("update request_stops set stopped_until = now() - interval '1 minute'");
    expect((await saveStop(pool, stop)).strikes).toBe(1);
  });
});
