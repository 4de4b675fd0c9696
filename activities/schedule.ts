// What becomes of a schedule's start once its time has come: may it begin beside the others, and as which run. Decided under
// the schedule's row lock, so that of two starts that come at once one is first; written down before anything is started, so
// that asking again comes to the same.

import { Failure } from '../src/domain/failures.ts';
import type { RunId, ScheduleRef } from '../src/domain/ids.ts';
import { inputForHistory } from '../src/domain/planned-run.ts';
import {
  decideOverlap,
  localDay,
  type PlannedNight,
  planNight,
  runIdsFor,
  type ScheduleStart,
  type SkipReason,
  usualNightMs,
} from '../src/domain/schedule.ts';
import { SECOND } from '../src/domain/time.ts';
import { inTransaction, type Pool, type Queryable } from '../src/store/db.ts';
import { findRun, insertRun } from '../src/store/runs.ts';
import {
  findStart,
  insertStart,
  listOpenStarts,
  markBegun,
  markEnded,
  markSkipped,
  type StartRow,
} from '../src/store/schedule-starts.ts';
import { findSchedule, lockSchedule, type ScheduleRow } from '../src/store/schedules.ts';
import type { RunClient } from '../src/temporal/run-client.ts';
import type { ScheduleClient } from '../src/temporal/schedule-client.ts';
import type { ScheduleActivities, StartClaim } from './contract.ts';

export interface ScheduleDeps {
  readonly pool: Pool;
  readonly runClient: Pick<RunClient, 'cancel'>;
  readonly scheduleClient: Pick<ScheduleClient, 'read' | 'matchingTimes' | 'startFreed' | 'isRunAlive'>;
}

export function createScheduleActivities(deps: ScheduleDeps): Omit<ScheduleActivities, 'publishEvent'> {
  const { pool, scheduleClient } = deps;

  const isRunOver: ScheduleActivities['isRunOver'] = async ({ tenant, run }) => {
    const row = await findRun(pool, tenant, run);
    if (!row || row.state === 'ended') return true;
    // Terminated by hand it says no more of itself.
    return !(await scheduleClient.isRunAlive(tenant, run));
  };

  /** Starts whose own workflow was ended by hand cannot say that their runs are over. */
  const closeEnded = async (ref: ScheduleRef): Promise<void> => {
    for (const { key, state, run } of await listOpenStarts(pool, ref)) {
      if (state === 'begun' && (await isRunOver({ tenant: ref.tenant, run: run! }))) {
        await markEnded(pool, ref, key);
      }
    }
  };

  return {
    async claimStart({ ref, start }) {
      await closeEnded(ref);
      const place = await placeOf(deps, ref, start.at);
      const claim = await inTransaction(pool, (db) => claimIn(db, ref, start, place));
      if (claim.kind === 'wait') {
        for (const run of claim.cancels) await deps.runClient.cancel(ref.tenant, run);
        return { kind: 'wait', behind: claim.behind };
      }
      return claim;
    },

    async giveUpStart({ ref, start }) {
      const times = await markSkipped(pool, ref, start.key, 'cancelled');
      if (times !== null) return { times };
      const row = await findStart(pool, ref, start.key);
      return row?.state === 'skipped' && row.skip_reason === 'cancelled' ? { times: row.skips } : null;
    },

    isRunOver,

    async endStart({ ref, start }) {
      await markEnded(pool, ref, start.key);
      for (const { key, state } of await listOpenStarts(pool, ref)) {
        if (state === 'waiting') await scheduleClient.startFreed(ref, key);
      }
    },

    async nextNight({ ref, after }) {
      const schedule = await findSchedule(pool, ref);
      if (!schedule || schedule.definition.preflightLeadMs === 0) return { kind: 'gone' };
      if (schedule.paused) return { kind: 'none' };
      const server = await scheduleClient.read(ref);
      if (!server) {
        throw new Failure(
          'store.unavailable',
          'the Temporal server has no such schedule; it is put back within minutes',
          {
            retryAfterMs: 15_000,
          },
        );
      }
      const at = server.nextStartsAt.find((next) => next > Math.max(after, Date.now()));
      if (at === undefined) return { kind: 'none' };
      const { definition } = schedule;
      const { isOnlyOneOfDay } = await placeOf(deps, ref, at);
      const [run] = runIdsFor(ref, definition.timeZone, at, isOnlyOneOfDay);
      const night = planNight(ref, definition, { at, after: at });
      return {
        kind: 'night',
        at,
        // A schedule that starts more often than its lead is long is looked at one start at a time.
        preflightAt: Math.max(at - definition.preflightLeadMs, after),
        until: night.deadlineAt ?? at + usualNightMs,
        name: run!.slice(`run_${ref.schedule}-`.length),
        night: { ...night, input: inputForHistory(night) },
      };
    },
  };
}

type Claim =
  | Exclude<StartClaim, { kind: 'wait' }>
  | { readonly kind: 'wait'; behind: string[]; cancels: RunId[] };

async function claimIn(db: Queryable, ref: ScheduleRef, start: ScheduleStart, place: Place): Promise<Claim> {
  const schedule = await lockSchedule(db, ref);
  if (!schedule) return { kind: 'skipped', reason: 'deleted', times: 1 };
  const { overlap } = schedule.definition;
  const row = await insertStart(db, ref, start, { cause: 'schedule', overlap });
  if (row.state === 'skipped') return { kind: 'skipped', reason: row.skip_reason!, times: row.skips };
  if (row.state === 'begun' || row.state === 'ended') return claimAgain(db, ref, row);

  const skip = async (reason: SkipReason): Promise<Claim> => ({
    kind: 'skipped',
    reason,
    times: (await markSkipped(db, ref, row.key, reason))!,
  });
  if (place.isEcho && row.cause === 'schedule') return skip('clock_change');
  const others = await listOpenStarts(db, ref, start.key);
  const running = others.filter((other) => other.state === 'begun');
  const ahead = others.filter((other) => other.state === 'waiting' && isBefore(other, row));
  switch (decideOverlap(row.overlap, { running: running.length, ahead: ahead.length })) {
    case 'begin':
      return begin(db, schedule, ref, row, place.isOnlyOneOfDay);
    case 'skip':
      return skip('overlap');
    case 'wait':
      return {
        kind: 'wait',
        behind: [...running.map((other) => other.run!), ...ahead.map((other) => other.key)],
        cancels: row.overlap === 'cancel_other' ? running.map((other) => other.run!) : [],
      };
  }
}

const isBefore = (one: StartRow, other: StartRow): boolean =>
  one.at < other.at || (one.at === other.at && one.key < other.key);

/** Asked before, and the answer was lost on the way. */
async function claimAgain(db: Queryable, ref: ScheduleRef, { run }: StartRow): Promise<Claim> {
  const written = await findRun(db, ref.tenant, run!);
  if (!written) throw new Failure('bug', 'the run of a start that has begun is not written down');
  const { kind, name, input, deadline_at, on_deadline } = written;
  return {
    kind: 'begin',
    run: written.id,
    night: {
      kind: kind as PlannedNight['kind'],
      name,
      input: inputForHistory({ kind, input }),
      deadlineAt: deadline_at,
      onDeadline: on_deadline,
    },
  };
}

async function begin(
  db: Queryable,
  { definition }: ScheduleRow,
  ref: ScheduleRef,
  { key, at, cause }: StartRow,
  isOnlyOneOfDay: boolean,
): Promise<Claim> {
  const run = await freeRunId(db, ref, runIdsFor(ref, definition.timeZone, at, isOnlyOneOfDay));
  // Whoever orders a night by hand wants it by the next such time from now; one that is late is still that night's.
  const night = planNight(ref, definition, { at, after: cause === 'schedule' ? at : Date.now() });
  await insertRun(db, { tenant: ref.tenant, id: run, ...night });
  await markBegun(db, ref, key, run);
  return { kind: 'begin', run, night: { ...night, input: inputForHistory(night) } };
}

async function freeRunId(db: Queryable, { tenant }: ScheduleRef, ids: Iterable<RunId>): Promise<RunId> {
  for (const id of ids) if (!(await findRun(db, tenant, id))) return id;
  throw new Failure('bug', 'ran out of names for a run');
}

/** Of a start among those of its day. What was triggered is beside them, so it is named with its time. */
interface Place {
  readonly isOnlyOneOfDay: boolean;
  readonly isEcho: boolean;
}

async function placeOf({ pool, scheduleClient }: ScheduleDeps, ref: ScheduleRef, at: number): Promise<Place> {
  const nowhere = { isOnlyOneOfDay: false, isEcho: false };
  const schedule = await findSchedule(pool, ref);
  if (!schedule) return nowhere;
  const day = localDay(schedule.definition.timeZone, at);
  const righted = await scheduleClient.matchingTimes(ref, day.from - SECOND, day.until - SECOND);
  if (!righted) return nowhere;
  const { times, echoes } = righted;
  return { isOnlyOneOfDay: times.length === 1 && times[0] === at, isEcho: echoes.includes(at) };
}
