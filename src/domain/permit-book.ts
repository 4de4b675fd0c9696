// The book of permits to send: how much of each limit is given, and who waits. Pure: the state and an order in, the next state
// and what was given out. Tenants take turns at a limit they share, whatever number each has waiting (start-time fair queueing,
// Goyal, Vin and Cheng 1996); within a tenant, calls that somebody waits for and the calls of runs take turns; what nobody else
// wants, one may have all of.

import type { PacedLimit } from './request-limit.ts';

/** `direct`: somebody waits at the other end. `run`: nobody does. */
export type Lane = 'direct' | 'run';

/** What one process has waiting for one tenant under the same limits. */
export interface Ask {
  readonly tenant: string;
  readonly lane: Lane;
  /** Widest first; at least one. */
  readonly limits: readonly PacedLimit[];
  readonly waiting: number;
  /** How long the first of them has waited. */
  readonly waitedMs: number;
  /** So many more it would use soon; given only while nobody waits. */
  readonly spare: number;
}

interface Claim {
  readonly process: string;
  readonly tenant: string;
  readonly lane: Lane;
  readonly limits: readonly PacedLimit[];
  readonly waiting: number;
  readonly since: number;
  /** Of a process that is not heard of any more, nothing is kept. */
  readonly seenAt: number;
  /** Given by another process, not yet fetched by this one. */
  readonly given: readonly number[];
}

interface Turns {
  /** Virtual time: the start of the turn given last. */
  readonly now: number;
  /** Where each tenant's next turn starts. */
  readonly next: Readonly<Record<string, number>>;
  /** Which of its lanes a tenant's last permit went to. */
  readonly lane: Readonly<Record<string, Lane>>;
}

export interface PermitBook {
  /** By limit: when all that was given is worked off (the theoretical arrival time of GCRA). */
  readonly freeAt: Readonly<Record<string, number>>;
  readonly turns: Readonly<Record<string, Turns>>;
  readonly claims: readonly Claim[];
}

export const emptyBook: PermitBook = { freeAt: {}, turns: {}, claims: [] };

export interface HandOut {
  readonly book: PermitBook;
  /** By place in `asks`: when each permit may be used. */
  readonly given: readonly (readonly number[])[];
  /** When one of the asks that still wait may be given something at the earliest; null: none waits. */
  readonly nextAt: number | null;
}

/** A process asks at least once a second while it waits. */
export const claimLivesMs = 3_000;
/** Given ahead, so that a pace of hundreds a second does not need a statement each. */
const aheadMs = 100;

const idOf = (one: Pick<Claim, 'tenant' | 'lane' | 'limits'>): string =>
  JSON.stringify([one.tenant, one.lane, one.limits.map((limit) => limit.key)]);

export function handOut(
  before: PermitBook,
  order: { readonly process: string; readonly now: number; readonly asks: readonly Ask[] },
): HandOut {
  const { process, now, asks } = order;
  const freeAt: Record<string, number> = { ...before.freeAt };
  const turns: Record<string, Writable<Turns>> = { ...before.turns };
  const given: number[][] = asks.map(() => []);

  const own = new Map<string, Writable<Claim> & { place: number }>();
  const others: Writable<Claim>[] = [];
  const fetched = new Map<string, readonly number[]>();
  for (const claim of before.claims) {
    if (claim.process === process) fetched.set(idOf(claim), claim.given);
    else if (now - claim.seenAt < claimLivesMs) others.push({ ...claim });
  }
  asks.forEach((ask, place) => {
    const still = (fetched.get(idOf(ask)) ?? []).filter((at) => !isVoid(ask.limits, at, now));
    given[place]!.push(...still);
    own.set(idOf(ask), {
      process,
      tenant: ask.tenant,
      lane: ask.lane,
      limits: ask.limits,
      waiting: Math.max(0, ask.waiting - still.length),
      since: now - ask.waitedMs,
      seenAt: now,
      given: [],
      place,
    });
  });

  const claims: (Writable<Claim> & { place?: number })[] = [...own.values(), ...others];
  const roomAt = (limits: readonly PacedLimit[]): number =>
    Math.max(now, ...limits.map((limit) => (freeAt[limit.key] ?? 0) - (limit.burst - 1) * limit.everyMs));
  const take = (limits: readonly PacedLimit[], at: number): void => {
    for (const { key, everyMs } of limits) freeAt[key] = Math.max(freeAt[key] ?? 0, at) + everyMs;
  };

  for (;;) {
    const next = chooseNext(
      claims.filter((claim) => claim.waiting > 0 && roomAt(claim.limits) <= now + aheadMs),
      turns,
    );
    if (!next) break;
    const at = roomAt(next.limits);
    take(next.limits, at);
    countTurn(turns, next);
    next.waiting -= 1;
    if (next.place === undefined) next.given = [...next.given, at];
    else given[next.place]!.push(at);
  }

  if (!claims.some((claim) => claim.waiting > 0)) {
    asks.forEach((ask, place) => {
      const room = Math.min(...ask.limits.map((limit) => roomOf(limit, freeAt[limit.key] ?? 0, now)));
      const spare = Math.min(ask.spare, Math.floor(room / 2));
      for (let count = 0; count < spare; count++) {
        take(ask.limits, now);
        given[place]!.push(now);
      }
    });
  }

  const waiting = [...own.values()].filter((claim) => claim.waiting > 0);
  const kept = claims
    .filter((claim) => claim.waiting > 0 || claim.given.length > 0)
    .map(({ place: _, ...claim }) => claim);
  return {
    book: { freeAt: forgetPast(freeAt, now), turns: forgetIdle(turns, kept), claims: kept },
    given,
    nextAt: waiting.length === 0 ? null : Math.min(...waiting.map((claim) => roomAt(claim.limits))),
  };
}

/** Nothing of the limit is given before `until`, and then one at a time: what the provider says wins. */
export function closeUntil(book: PermitBook, limit: PacedLimit, until: number): PermitBook {
  const worked = until + (limit.burst - 1) * limit.everyMs;
  return {
    ...book,
    freeAt: { ...book.freeAt, [limit.key]: Math.max(book.freeAt[limit.key] ?? 0, worked) },
  };
}

/** So many wait for the limit, of whoever. */
export const countWaiting = (book: PermitBook, key: string): number =>
  book.claims
    .filter((claim) => claim.limits.some((limit) => limit.key === key))
    .reduce((sum, claim) => sum + claim.waiting, 0);

export const isVoid = (limits: readonly PacedLimit[], at: number, now: number): boolean =>
  now - at > Math.min(...limits.map((limit) => limit.keepMs));

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const startOf = (turns: Readonly<Record<string, Turns>>, claim: Claim): number => {
  const line = turns[claim.limits[0]!.key];
  return Math.max(line?.next[claim.tenant] ?? 0, line?.now ?? 0);
};

/**
 * At a limit: the tenant whose turn starts first, among equals the one that has waited longest; of the tenant, the lane that
 * was not served last; of the lane, who has waited longest. Lines at different limits do not compete for turns, so between
 * them the longest wait decides.
 */
function chooseNext<One extends Claim>(
  claims: readonly One[],
  turns: Readonly<Record<string, Turns>>,
): One | null {
  const lines = groupBy(claims, (claim) => claim.limits[0]!.key).map((line) => {
    const tenants = groupBy(line, (claim) => claim.tenant);
    const [first] = tenants.sort(
      (one, other) =>
        startOf(turns, one[0]!) - startOf(turns, other[0]!) ||
        longestWait(one).since - longestWait(other).since,
    );
    return first!;
  });
  const [first] = lines.sort((one, other) => longestWait(one).since - longestWait(other).since);
  if (!first) return null;
  const { tenant, limits } = first[0]!;
  const last = turns[limits[0]!.key]?.lane[tenant] ?? 'run';
  const inTurn = first.filter((claim) => claim.lane !== last);
  return longestWait(inTurn.length > 0 ? inTurn : first);
}

const longestWait = <One extends Claim>(claims: readonly One[]): One =>
  claims.reduce((one, other) => (other.since < one.since ? other : one));

function groupBy<One>(all: readonly One[], keyOf: (one: One) => string): One[][] {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return [...groups.values()];
}

function countTurn(turns: Record<string, Writable<Turns>>, claim: Claim): void {
  const key = claim.limits[0]!.key;
  const start = startOf(turns, claim);
  const line = turns[key] ?? { now: 0, next: {}, lane: {} };
  turns[key] = {
    now: Math.max(line.now, start),
    next: { ...line.next, [claim.tenant]: start + 1 },
    lane: { ...line.lane, [claim.tenant]: claim.lane },
  };
}

/** Permits that could be used at once. */
const roomOf = ({ burst, everyMs }: PacedLimit, freeAt: number, now: number): number =>
  Math.floor(burst - Math.max(0, freeAt - now) / everyMs + 1e-9);

const forgetPast = (freeAt: Readonly<Record<string, number>>, now: number): Record<string, number> =>
  Object.fromEntries(Object.entries(freeAt).filter(([, at]) => at > now));

/** A tenant that does not wait and whose turn has come begins like a new one; a line nobody stands in is none. */
function forgetIdle(turns: Readonly<Record<string, Turns>>, claims: readonly Claim[]): Record<string, Turns> {
  const standing = new Set(claims.filter((one) => one.waiting > 0).map((one) => one.limits[0]!.key));
  return Object.fromEntries(
    Object.entries(turns)
      .filter(([key]) => standing.has(key))
      .map(([key, line]) => {
        const kept = Object.entries(line.next).filter(([, start]) => start > line.now);
        const names = new Set(kept.map(([tenant]) => tenant));
        const lane = Object.fromEntries(Object.entries(line.lane).filter(([tenant]) => names.has(tenant)));
        return [key, { now: line.now, next: Object.fromEntries(kept), lane }];
      }),
  );
}
