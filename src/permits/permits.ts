// The gates of all accounts' requests in this process: which limits a request falls under, a permit of each before it goes out,
// and what providers say when one is used up all the same. Limits are shared through the database by all processes.

import { randomUUID } from 'node:crypto';
import { Failure } from '../domain/failures.ts';
import type { Lane } from '../domain/permit-book.ts';
import type { RequestGate } from '../domain/request-gate.ts';
import {
  bookOf,
  describeLimit,
  type LimitedRequest,
  limitsUnder,
  pacedLimit,
} from '../domain/request-limit.ts';
import { describeLength, MINUTE, SECOND } from '../domain/time.ts';
import type { Provider } from '../providers/registry.ts';
import type { Queryable } from '../store/db.ts';
import type { Log } from '../telemetry/log.ts';
import { createKnownStops } from './known-stops.ts';
import { learnStop } from './learn-stop.ts';
import { createLine, type Line } from './line.ts';
import { createPlaces, endlessPlaces } from './places.ts';
import { openSharedBook } from './shared-book.ts';

export interface GatePlace {
  readonly provider: Provider;
  readonly tenant: string;
  readonly account: string;
  /** The person and the organization at the provider, where they are known. */
  readonly subject: string | null;
  readonly organization: string | null;
  /** Told in words when a request begins to wait, and null when it goes on. */
  readonly onWait?: (why: string | null) => void;
}

export interface Permits {
  gateOf(place: GatePlace): RequestGate;
}

/** What a call that somebody waits for waits at the most; and one of a run, whose activity then gives its place to another. */
const usualPatienceMs: Readonly<Record<Lane, number>> = { direct: 10 * SECOND, run: 5 * MINUTE };
/** A stop that lasts longer is not waited for in a worker's place, but between two executions of the call. */
const stopPatienceMs: Readonly<Record<Lane, number>> = { direct: 10 * SECOND, run: 30 * SECOND };
/** Shorter waits are not worth a word. */
const worthTellingMs = SECOND;
/** Who waits for longer needs a place. */
const worthPlaceMs = 100;
/** While it waits in line: whether a stop was learned of. */
const lookEveryMs = SECOND;
const mostIdleLines = 1_000;

export function createPermits(deps: {
  /** Of the system: the books are nobody's in particular. */
  readonly db: Queryable;
  readonly lane: Lane;
  readonly log: Pick<Log, 'warn' | 'info'>;
  /** So many requests may wait at a time; absent: any number. */
  readonly mostWaiting?: number;
  /** Shorter in tests. */
  readonly patienceMs?: number;
}): Permits {
  const { db, lane, log, patienceMs = usualPatienceMs[lane] } = deps;
  const places = deps.mostWaiting === undefined ? endlessPlaces : createPlaces(deps.mostWaiting);
  const process = randomUUID();
  const stops = createKnownStops(db);
  const lines = new Map<string, Line>();

  const lineOf = (name: string): Line => {
    const known = lines.get(name);
    if (known) return known;
    if (lines.size >= mostIdleLines) {
      for (const [other, line] of lines) if (line.isIdle()) lines.delete(other);
    }
    const line = createLine(openSharedBook(db, name), process);
    lines.set(name, line);
    return line;
  };

  return {
    gateOf(place) {
      const { provider } = place;
      let isTold = false;
      const tell = (why: string | null): void => {
        if (why === null && !isTold) return;
        isTold = why !== null;
        place.onWait?.(why);
      };
      const limits = provider.requestLimits ?? [];
      const limited = (request: { method: string; path: string }): LimitedRequest => ({
        ...place,
        ...request,
        app: provider.app,
      });
      const tooLong = (why: string, leftMs: number): Failure =>
        new Failure(
          'provider.rate_limited',
          `${why}; there is room again in about ${describeLength(Math.max(SECOND, leftMs))}. Nothing was sent`,
          { retryAfterMs: Math.max(SECOND, leftMs), facts: { sent: false } },
        );

      /** Waits for a stop's end, as often as a longer one is learned of. */
      const outlastStops = async (
        request: LimitedRequest,
        until: number,
        signal: AbortSignal,
      ): Promise<void> => {
        for (;;) {
          const stop = await stops.find(request);
          if (!stop) return;
          const leftMs = stop.until - performance.now();
          const why = `${provider.name} says that its limit "${stop.name}" is used up for now`;
          const patience = Math.min(stopPatienceMs[lane], until - performance.now());
          const leave = leftMs > patience ? null : places.take(place.tenant);
          if (!leave) throw tooLong(why, leftMs);
          tell(`${why}: waits for ${describeLength(leftMs)}`);
          try {
            await pause(leftMs, signal);
          } finally {
            leave();
          }
        }
      };

      /** False: a stop was learned of meanwhile, so it does not stand in line for what is not given. */
      const takePermit = async (
        request: LimitedRequest,
        until: number,
        signal: AbortSignal,
      ): Promise<boolean> => {
        const under = limitsUnder(limits, request);
        if (under.length === 0) return true;
        const wish = { tenant: place.tenant, lane, limits: under.map((limit) => pacedLimit(limit, request)) };
        const line = lineOf(bookOf(limits, request));
        const why = `waits for room under ${provider.name}'s ${under.length === 1 ? 'limit' : 'limits'} ${under.map(describeLimit).join(' and ')}`;
        const leaving = new AbortController();
        let leave = (): void => {};
        const seating = setTimeout(() => {
          const taken = places.take(place.tenant);
          if (taken) leave = taken;
          else leaving.abort('crowded');
        }, worthPlaceMs);
        const telling = setTimeout(() => tell(why), worthTellingMs);
        const ending = setTimeout(() => leaving.abort('patience'), Math.max(0, until - performance.now()));
        const watching = setInterval(async () => {
          try {
            if (await stops.find(request)) leaving.abort('stopped');
          } catch (error) {
            leaving.abort(error);
          }
        }, lookEveryMs);
        try {
          await line.take(wish, AbortSignal.any([signal, leaving.signal]));
          return true;
        } catch (error) {
          signal.throwIfAborted();
          if (leaving.signal.reason === 'stopped') return false;
          if (!['patience', 'crowded'].includes(leaving.signal.reason)) throw error;
          throw tooLong(`the request ${why}`, line.estimateMs(wish));
        } finally {
          leave();
          clearTimeout(seating);
          clearTimeout(telling);
          clearTimeout(ending);
          clearInterval(watching);
        }
      };

      return {
        async pass(asked, signal) {
          const startedAt = performance.now();
          const until = asked.since + patienceMs;
          const request = limited(asked);
          try {
            let mayGo = false;
            while (!mayGo) {
              await outlastStops(request, until, signal);
              mayGo = (await takePermit(request, until, signal)) && !(await stops.find(request));
            }
          } finally {
            tell(null);
            const waitedMs = performance.now() - startedAt;
            if (waitedMs >= worthTellingMs) {
              log.info('a request waited for room under its provider’s limits', {
                tenant: place.tenant,
                account: place.account,
                provider: provider.id,
                lengthMs: Math.round(waitedMs),
              });
            }
          }
          return performance.now() - startedAt;
        },

        async learn(asked, answer) {
          const request = limited(asked);
          const learned = await learnStop({ db, log, provider, limits, request, answer });
          if (!learned) return 'no_limit';
          const stop = stops.add(learned.row);
          if (learned.paced) await lineOf(bookOf(limits, request)).close(learned.paced, learned.row.left_ms);
          const leftMs = stop.until - performance.now();
          const patience = Math.min(stopPatienceMs[lane], asked.since + patienceMs - performance.now());
          return leftMs <= patience ? 'again' : 'over';
        },
      };
    },
  };
}

function pause(lengthMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, lengthMs);
    signal.addEventListener('abort', leave, { once: true });
  });
}
