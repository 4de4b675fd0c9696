// The requests of this process that wait for permits of one book. As long as any do, the book is asked for all of them together;
// between two times they wait in memory, and nothing is held anywhere. Ends when nobody waits.

import { type Ask, closeUntil, countWaiting, handOut, isVoid, type Lane } from '../domain/permit-book.ts';
import type { PacedLimit } from '../domain/request-limit.ts';
import { SECOND } from '../domain/time.ts';
import type { SharedBook } from './shared-book.ts';

/** Often enough that a claim is never taken for that of a dead process; and not so often as to be a load. */
const mostBetweenMs = SECOND;
const leastBetweenMs = 25;
/** Permits that could be used within so long are given together (permit-book.ts). */
const aheadMs = 90;

/** Longer than any permit is kept that is worth keeping. */
const rememberedMs = 10 * SECOND;
const mostRemembered = 1_000;

export interface Wish {
  readonly tenant: string;
  readonly lane: Lane;
  /** Widest first; at least one. */
  readonly limits: readonly PacedLimit[];
}

interface Waiter {
  readonly wish: Wish;
  readonly id: string;
  readonly since: number;
  give(at: number): void;
  fail(error: unknown): void;
}

export interface Line {
  /** Resolves when one request may go out. Rejects with the signal's reason, and when the database is away. */
  take(wish: Wish, signal: AbortSignal): Promise<void>;
  /** The provider says that the limit is used up for so long. */
  close(limit: PacedLimit, lengthMs: number): Promise<void>;
  /** How long one more request would wait, by what was seen last. */
  estimateMs(wish: Wish): number;
  isIdle(): boolean;
}

export function createLine(book: SharedBook, process: string): Line {
  const waiters: Waiter[] = [];
  /** Permits by who they are for, as times of the database's clock. */
  const spare = new Map<string, number[]>();
  /** When those were used that are no longer ago than they are kept, for how many to ask next. */
  const used = new Map<string, number[]>();
  let isRunning = false;
  let wake: () => void = () => {};

  const idOf = ({ tenant, lane, limits }: Wish): string =>
    JSON.stringify([tenant, lane, limits.map(({ key }) => key)]);

  const takeSpare = (wish: Wish, id: string): number | null => {
    const permits = spare.get(id);
    while (permits && permits.length > 0) {
      const at = permits.shift()!;
      if (permits.length === 0) spare.delete(id);
      if (!isVoid(wish.limits, at, book.now())) return at;
    }
    return null;
  };

  const noteUse = ({ limits }: Wish, id: string): void => {
    const now = performance.now();
    if (used.size >= mostRemembered) forgetOld(now);
    const keepMs = Math.min(...limits.map((limit) => limit.keepMs));
    const recent = (used.get(id) ?? []).filter((at) => now - at < keepMs);
    used.set(id, [...recent.slice(-50), now]);
  };

  const forgetOld = (now: number): void => {
    for (const [id, times] of used) {
      if (now - times.at(-1)! < rememberedMs) continue;
      used.delete(id);
      spare.delete(id);
    }
  };

  const asksNow = (): { readonly asks: Ask[]; readonly ids: string[] } => {
    const byId = new Map<string, Waiter[]>();
    for (const waiter of waiters) byId.set(waiter.id, [...(byId.get(waiter.id) ?? []), waiter]);
    const ids = [...byId.keys()];
    const asks = ids.map((id): Ask => {
      const [first, ...rest] = byId.get(id)!;
      const { wish, since } = first!;
      const waitedMs = performance.now() - since;
      return {
        ...wish,
        waiting: rest.length + 1,
        waitedMs,
        spare: Math.max(0, (used.get(id)?.length ?? 0) - 1),
      };
    });
    return { asks, ids };
  };

  /** Asks for everybody who waits; answers how long nothing can be expected. */
  const ask = async (): Promise<number> => {
    const { asks, ids } = asksNow();
    const { given, nextAt } = await book.change((before, now) => handOut(before, { process, now, asks }));
    ids.forEach((id, place) => {
      for (const at of [...given[place]!].sort((one, other) => one - other)) {
        const next = waiters.findIndex((waiter) => waiter.id === id);
        if (next >= 0) waiters.splice(next, 1)[0]!.give(at);
        else spare.set(id, [...(spare.get(id) ?? []), at]);
      }
    });
    const untilMs = nextAt === null ? 0 : nextAt - book.now() - aheadMs;
    return Math.min(Math.max(untilMs, leastBetweenMs), mostBetweenMs);
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    try {
      while (waiters.length > 0) {
        const betweenMs = await ask();
        if (waiters.length === 0) break;
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await pause(leastBetweenMs);
        await Promise.race([pause(betweenMs - leastBetweenMs), woken]);
        // Everybody left: the book is told, so that no turn is kept for them.
        if (waiters.length === 0) await ask();
      }
    } catch (error) {
      // With nobody left to tell, the book forgets this process by itself (claimLivesMs).
      for (const waiter of waiters.splice(0)) waiter.fail(error);
    } finally {
      isRunning = false;
    }
  };

  return {
    async take(wish, signal) {
      signal.throwIfAborted();
      const id = idOf(wish);
      noteUse(wish, id);
      const at = waiters.some((waiter) => waiter.id === id) ? null : takeSpare(wish, id);
      if (at !== null) return pause(at - book.now(), signal);
      for (;;) {
        const given = await new Promise<number>((resolve, reject) => {
          const leave = (): void => {
            waiters.splice(waiters.indexOf(waiter), 1);
            wake();
            reject(signal.reason);
          };
          const waiter: Waiter = {
            wish,
            id,
            since: performance.now(),
            give(at) {
              signal.removeEventListener('abort', leave);
              resolve(at);
            },
            fail(error) {
              signal.removeEventListener('abort', leave);
              reject(error);
            },
          };
          signal.addEventListener('abort', leave, { once: true });
          waiters.push(waiter);
          if (isRunning) wake();
          else void run();
        });
        await pause(given - book.now(), signal);
        // A process that was frozen meanwhile does not send what was meant for another minute.
        if (!isVoid(wish.limits, given, book.now())) return;
      }
    },

    async close(limit, lengthMs) {
      spare.clear();
      await book.change((before, now) => ({ book: closeUntil(before, limit, now + lengthMs) }));
    },

    estimateMs({ limits }) {
      const waits = limits.map(({ key, everyMs, burst }) => {
        const ahead = Math.max(0, countWaiting(book.known, key) - 1);
        return (book.known.freeAt[key] ?? 0) - book.now() + (ahead - burst + 1) * everyMs;
      });
      return Math.max(0, ...waits);
    },

    isIdle: () => !isRunning && waiters.length === 0,
  };
}

/** Rejects with the signal's reason. */
function pause(lengthMs: number, signal?: AbortSignal): Promise<void> {
  if (lengthMs <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, lengthMs);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
