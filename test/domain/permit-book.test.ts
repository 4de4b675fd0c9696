// The arithmetic of permits, as properties over made-up nights: several processes ask whenever they like, one of them dies, and
// the book is looked at from outside. No server, no clock.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Ask,
  claimLivesMs,
  closeUntil,
  emptyBook,
  handOut,
  type Lane,
  type PermitBook,
} from '../../src/domain/permit-book.ts';
import { type PacedLimit, pace } from '../../src/domain/request-limit.ts';

const limitOf = (key: string, requests: number, perSeconds: number, burst?: number): PacedLimit => ({
  key,
  ...pace({ id: key, requests, perSeconds, sharedBy: 'app', ...(burst && { burst }) }),
});

const ask = (tenant: string, limits: readonly PacedLimit[], more: Partial<Ask> = {}): Ask => ({
  tenant,
  lane: 'run',
  limits,
  waiting: 1,
  waitedMs: 0,
  spare: 0,
  ...more,
});

interface Given {
  readonly tenant: string;
  readonly lane: Lane;
  readonly at: number;
}

/** Demands by tenant that processes work off, asking every so often; ends when nothing is left, or at `until`. */
function night(options: {
  readonly limits: readonly PacedLimit[];
  readonly demands: readonly {
    readonly process: string;
    readonly tenant: string;
    readonly count: number;
    readonly lane?: Lane;
    readonly from?: number;
  }[];
  readonly everyMs?: number;
  readonly until?: number;
}): Given[] {
  const left = options.demands.map((demand) => ({ lane: 'run' as Lane, from: 0, ...demand }));
  const given: Given[] = [];
  let book: PermitBook = emptyBook;
  const processes = [...new Set(left.map((demand) => demand.process))];
  for (let now = 0; now < (options.until ?? 10_000_000); now += options.everyMs ?? 50) {
    for (const process of processes) {
      const mine = left.filter((one) => one.process === process && one.count > 0 && one.from <= now);
      if (mine.length === 0) continue;
      const asks = mine.map((one) =>
        ask(one.tenant, options.limits, { waiting: one.count, lane: one.lane, waitedMs: now - one.from }),
      );
      const result = handOut(book, { process, now, asks });
      book = JSON.parse(JSON.stringify(result.book)) as PermitBook;
      mine.forEach((one, place) => {
        for (const at of result.given[place]!) given.push({ tenant: one.tenant, lane: one.lane, at });
        one.count -= result.given[place]!.length;
      });
    }
    if (left.every((one) => one.count <= 0)) break;
  }
  return given;
}

const mostWithin = (times: readonly number[], windowMs: number): number => {
  const sorted = [...times].sort((one, other) => one - other);
  let most = 0;
  let first = 0;
  sorted.forEach((at, last) => {
    while (at - sorted[first]! >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
};

describe('the book of permits', () => {
  it('never gives more in any stretch of the window than the limit allows, however late each is used', () => {
    fc.assert(
      fc.property(
        fc.record({
          requests: fc.integer({ min: 1, max: 120 }),
          perSeconds: fc.constantFrom(1, 6, 10, 60),
          burst: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
          demands: fc.array(
            fc.record({
              process: fc.constantFrom('p1', 'p2', 'p3'),
              tenant: fc.constantFrom('a', 'b', 'c'),
              count: fc.integer({ min: 1, max: 150 }),
              from: fc.integer({ min: 0, max: 20_000 }),
            }),
            { minLength: 1, maxLength: 6 },
          ),
          everyMs: fc.constantFrom(20, 50, 333),
          lateness: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }),
        }),
        ({ requests, perSeconds, burst, demands, everyMs, lateness }) => {
          const limit = limitOf('l', requests, perSeconds, burst && Math.min(burst, requests));
          const given = night({ limits: [limit], demands: oneEach(demands), everyMs, until: 60_000 });
          const sent = given.map(({ at }, place) => at + lateness[place % 7]! * limit.keepMs);
          expect(mostWithin(sent, perSeconds * 1_000)).toBeLessThanOrEqual(requests);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps every limit a request falls under, the person’s as well as the app’s', () => {
    const app = limitOf('app', 100, 10);
    const one = limitOf('app-one', 20, 10);
    const other = limitOf('app-other', 20, 10);
    let book: PermitBook = emptyBook;
    const sent: { who: string; at: number }[] = [];
    for (let now = 0; now < 40_000; now += 50) {
      const asks = [ask('a', [app, one], { waiting: 50 }), ask('b', [app, other], { waiting: 50 })];
      const result = handOut(book, { process: 'p', now, asks });
      book = result.book;
      result.given.forEach((times, place) => {
        sent.push(...times.map((at) => ({ who: 'ab'[place]!, at })));
      });
    }
    for (const who of ['a', 'b']) {
      const times = sent.filter((one) => one.who === who).map(({ at }) => at);
      expect(mostWithin(times, 10_000)).toBeLessThanOrEqual(20);
      expect(times.length).toBeGreaterThan(70);
    }
  });

  it('lets tenants take turns, whatever number each has waiting and in however many processes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        (tenants, small, processes) => {
          const limit = limitOf('l', 60, 60);
          const big = Array.from({ length: processes }, (_, index) => ({
            process: `p${index}`,
            tenant: 'big',
            count: 200,
          }));
          const others = Array.from({ length: tenants - 1 }, (_, index) => ({
            process: `p${index % processes}`,
            tenant: `small${index}`,
            count: small,
            from: 5_000,
          }));
          const given = night({
            limits: [limit],
            demands: [...big, ...others],
            everyMs: 250,
            until: 160_000,
          });
          for (const { tenant } of others) {
            const last = Math.max(...given.filter((one) => one.tenant === tenant).map(({ at }) => at));
            const meanwhile = given.filter((one) => one.at > 5_000 && one.at <= last).length;
            // A turn each, and what was given a moment ahead.
            expect(meanwhile).toBeLessThanOrEqual(small * tenants + 2);
            expect(given.filter((one) => one.tenant === tenant)).toHaveLength(small);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives one tenant everything while nobody else wants it', () => {
    const limit = limitOf('l', 100, 10);
    const given = night({ limits: [limit], demands: [{ process: 'p', tenant: 'a', count: 400 }] });
    const last = Math.max(...given.map(({ at }) => at));
    expect(given).toHaveLength(400);
    // Nine tenths of the limit at the least, over the whole time.
    expect(last).toBeLessThanOrEqual((400 / 100) * 10_000 * (1 / 0.85));
  });

  it('owes nothing to a tenant for the time in which it wanted nothing', () => {
    const limit = limitOf('l', 60, 60);
    const demands = [
      { process: 'p', tenant: 'early', count: 100 },
      { process: 'p', tenant: 'late', count: 100, from: 60_000 },
    ];
    const given = night({ limits: [limit], demands, until: 120_000 });
    const after = given.filter(({ at }) => at > 61_000 && at < 120_000);
    const early = after.filter(({ tenant }) => tenant === 'early').length;
    expect(Math.abs(early - (after.length - early))).toBeLessThanOrEqual(2);
  });

  it('lets a call that somebody waits for pass a night’s bulk of the same tenant, and neither starve', () => {
    const limit = limitOf('l', 60, 60);
    const demands = [
      { process: 'worker', tenant: 'a', count: 300 },
      { process: 'api', tenant: 'a', count: 5, lane: 'direct' as const, from: 10_000 },
    ];
    const given = night({ limits: [limit], demands, until: 200_000 });
    const direct = given.filter(({ lane }) => lane === 'direct').map(({ at }) => at);
    const last = Math.max(...direct);
    expect(direct).toHaveLength(5);
    expect(
      given.filter(({ at, lane }) => lane === 'run' && at > 10_000 && at < last).length,
    ).toBeLessThanOrEqual(6);
    expect(given.filter(({ at, lane }) => lane === 'run' && at > 10_000 && at < last).length).toBeGreaterThan(
      2,
    );
  });

  it('gives the permits of one process by the hand of another, and forgets one that is not heard of', () => {
    const limit = limitOf('l', 10, 10);
    const used = handOut(emptyBook, { process: 'a', now: 0, asks: [ask('t1', [limit])] });
    const both = handOut(used.book, { process: 'dead', now: 1, asks: [ask('t2', [limit], { waiting: 50 })] });
    const alive = handOut(both.book, {
      process: 'a',
      now: 2_000,
      asks: [ask('t1', [limit], { waiting: 9 })],
    });
    expect(alive.book.claims.find((claim) => claim.process === 'dead')!.given).toHaveLength(1);
    const later = handOut(alive.book, {
      process: 'a',
      now: 2_000 + claimLivesMs,
      asks: [ask('t1', [limit])],
    });
    expect(later.book.claims.map((claim) => claim.process)).not.toContain('dead');
    expect(later.given[0]).toHaveLength(1);
  });

  it('gives nothing of a closed limit before it is over, then one at a time', () => {
    const limit = limitOf('l', 100, 10);
    const closed = closeUntil(emptyBook, limit, 5_000);
    const during = handOut(closed, { process: 'p', now: 4_000, asks: [ask('a', [limit], { waiting: 20 })] });
    expect(during.given).toEqual([[]]);
    expect(during.nextAt).toBe(5_000);
    const after = handOut(during.book, {
      process: 'p',
      now: 5_000,
      asks: [ask('a', [limit], { waiting: 20 })],
    });
    expect(after.given[0]!.length).toBeLessThanOrEqual(2);
  });

  it('gives more than is asked for only while nobody waits, and never all there is', () => {
    const limit = limitOf('l', 100, 10);
    const alone = handOut(emptyBook, { process: 'p', now: 0, asks: [ask('a', [limit], { spare: 50 })] });
    expect(alone.given[0]!.length).toBe(1 + 4);
    const crowded = handOut(
      handOut(emptyBook, { process: 'q', now: 0, asks: [ask('b', [limit], { waiting: 60 })] }).book,
      { process: 'p', now: 1_000, asks: [ask('a', [limit], { spare: 50 })] },
    );
    expect(crowded.given[0]!.length).toBe(1);
  });

  it('gives nothing beyond what is asked for to one while another waits, be it at a limit of its own', () => {
    const app = limitOf('app', 100, 10);
    const own = limitOf('own', 1, 10);
    const asks = [ask('b', [app, own], { waiting: 2 }), ask('a', [app], { spare: 50 })];
    expect(handOut(emptyBook, { process: 'p', now: 0, asks }).given.map((times) => times.length)).toEqual([
      1, 1,
    ]);
  });

  it('does not hand on what lay too long before it was fetched: it would be sent in another stretch of time', () => {
    const limit = limitOf('l', 1, 10);
    const waiting = [ask('b', [limit])];
    const used = handOut(emptyBook, { process: 'p', now: 0, asks: [ask('a', [limit])] });
    const asked = handOut(used.book, { process: 'q', now: 10_300, asks: waiting });
    const byAnother = handOut(asked.book, { process: 'p', now: 10_500, asks: [] });
    expect(byAnother.book.claims[0]!.given).toHaveLength(1);
    const inTime = handOut(byAnother.book, { process: 'q', now: 10_900, asks: waiting });
    const late = handOut(byAnother.book, { process: 'q', now: 11_100, asks: waiting });
    expect(inTime.given).toEqual([[expect.any(Number)]]);
    expect(late.given).toEqual([[]]);
  });

  it('keeps nothing of those who are served: an idle book is an empty one', () => {
    const limit = limitOf('l', 100, 10);
    const busy = handOut(emptyBook, { process: 'p', now: 0, asks: [ask('a', [limit]), ask('b', [limit])] });
    const idle = handOut(busy.book, { process: 'p', now: 60_000, asks: [] });
    expect(idle.book).toEqual(emptyBook);
  });
});

/** A process asks once for a tenant under the same limits. */
function oneEach<One extends { readonly process: string; readonly tenant: string }>(
  all: readonly One[],
): One[] {
  return [...new Map(all.map((one) => [`${one.process} ${one.tenant}`, one])).values()];
}
