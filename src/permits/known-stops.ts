// What this process knows of limits that providers said are used up: learned here at once, from other processes within a second.
// Looked up beside the requests; only one that comes after a lull waits for it.

import { appliesTo, type LimitedRequest, sharerOf } from '../domain/request-limit.ts';
import { SECOND } from '../domain/time.ts';
import type { Queryable } from '../store/db.ts';
import { listStops, type StopRow } from '../store/request-stops.ts';

/** So old may what is known be while it is looked up anew, and so old it may not be used. */
const freshForMs = SECOND;
const usableForMs = 5 * SECOND;

export interface Stop extends StopRow {
  /** Both by `performance.now()`. */
  readonly until: number;
  readonly knownSince: number;
}

export interface KnownStops {
  /** The stop in force that lasts longest of those that concern the request. */
  find(request: LimitedRequest): Promise<Stop | null>;
  add(row: StopRow): Stop;
}

export function createKnownStops(db: Queryable): KnownStops {
  let stops = new Map<string, Stop>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;

  const keep = (row: StopRow): Stop => {
    const knownSince = performance.now();
    return { ...row, knownSince, until: knownSince + row.left_ms };
  };
  const look = (): Promise<void> => {
    const startedAt = performance.now();
    looking ??= listStops(db)
      .then((rows) => {
        // What was learned meanwhile may be missing there; of all else the database knows best, a stop that was lifted by hand
        // included.
        const newer = [...stops.values()].filter((one) => one.knownSince > startedAt);
        stops = new Map([...rows.map(keep), ...newer].map((stop) => [stop.key, stop]));
        lookedAt = performance.now();
      })
      .finally(() => {
        looking = null;
      });
    return looking;
  };

  return {
    async find(request) {
      const age = performance.now() - lookedAt;
      if (age > usableForMs) await look();
      // A database that is away is found by whoever waits for it, when what is known is too old.
      else if (age > freshForMs) look().catch(() => {});
      if (stops.size === 0) return null;
      const now = performance.now();
      let longest: Stop | null = null;
      for (const stop of stops.values()) {
        if (stop.until <= now || !concerns(stop, request)) continue;
        if (!longest || stop.until > longest.until) longest = stop;
      }
      return longest;
    },
    add(row) {
      const stop = keep(row);
      stops.set(row.key, stop);
      return stop;
    },
  };
}

const concerns = (stop: StopRow, request: LimitedRequest): boolean =>
  stop.app === request.app &&
  stop.sharer === sharerOf(stop.shared_by, request) &&
  appliesTo(
    {
      ...(stop.methods.length > 0 && { methods: stop.methods }),
      ...(stop.paths.length > 0 && { paths: stop.paths }),
    },
    request,
  );
