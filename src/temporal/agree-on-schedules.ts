// Database and Temporal server agree about schedules: now, and every minute until stopped. The database is the truth, so after
// either of the two was restored from a backup the server's copies are made again, corrected, or removed. One thing is taken
// over from the server: a pause or unpause by hand in Temporal UI, told from an old copy by the revision it carries.

import { Failure } from '../domain/failures.ts';
import type { ScheduleRef } from '../domain/ids.ts';
import { MINUTE } from '../domain/time.ts';
import { inTransaction, type Pool, type Queryable } from '../store/db.ts';
import { listWaitingStarts } from '../store/schedule-starts.ts';
import {
  adoptPause,
  findSchedule,
  listScheduleRefs,
  listUncheckedSchedules,
  noteChecked,
  refOf,
  type ScheduleRow,
  takeSchedule,
} from '../store/schedules.ts';
import type { Log } from '../telemetry/log.ts';
import { type KeptWork, keepDoing } from './keep-doing.ts';
import { type MissedStartsDeps, tellMissedStarts } from './missed-starts.ts';
import { type ScheduleClient, SpecRefused } from './schedule-client.ts';
import type { ServerSchedule } from './server-schedule.ts';

export interface AgreementDeps extends MissedStartsDeps {
  readonly scheduleClient: ScheduleClient;
  readonly log: Log;
}

/** Shared by all workers: each schedule is compared once in so long. */
const checkEveryMs = 2 * MINUTE;
/** Longer than writing a schedule down takes: what is younger is being written by somebody. */
const graceMs = MINUTE;
const atOnce = 500;

export interface Agreement {
  readonly compared: number;
  readonly made: number;
  readonly corrected: number;
  readonly removed: number;
  readonly missed: number;
}

/** Compares those that are missing at once, the others in turn. `checkEvery`: 0 compares all. */
export async function agreeOnSchedules(
  deps: AgreementDeps,
  { checkEvery = checkEveryMs, grace = graceMs } = {},
): Promise<Agreement> {
  const { pool, scheduleClient, log } = deps;
  const theirs = await scheduleClient.listRefs();
  const ours = await listScheduleRefs(pool);
  const removed = await removeStrangers(deps, theirs, ours, grace);
  const listed = new Set(theirs.map(nameOf));
  const due = [
    ...ours.filter((ref) => !listed.has(nameOf(ref))),
    ...(await listUncheckedSchedules(pool, Date.now() - checkEvery, atOnce)),
  ];
  const counts = { compared: 0, made: 0, corrected: 0, removed, missed: 0 };
  for (const ref of new Map(due.map((one) => [nameOf(one), one])).values()) {
    try {
      const outcome = await bringIntoLine(pool, scheduleClient, ref);
      if (outcome === 'in_hand') continue;
      counts.compared++;
      if (outcome === 'made') counts.made++;
      if (outcome === 'corrected') counts.corrected++;
      const schedule = await findSchedule(pool, ref);
      if (!schedule) continue;
      counts.missed += await tellMissedStarts(deps, schedule);
      if (schedule.definition.preflightLeadMs > 0) await scheduleClient.ensureDusk(ref);
    } catch (error) {
      if (error instanceof Failure && error.code === 'store.unavailable') throw error;
      // The server's time zones may be older than ours, for one. The other schedules are not kept waiting for it.
      const reason = error instanceof SpecRefused ? error.message : (error as Error).name;
      log.warn('a schedule could not be brought into line', { ...ref, reason });
    }
  }
  for (const { tenant, schedule, key, at } of await listWaitingStarts(pool, Date.now() - grace)) {
    await scheduleClient.begin({ tenant, schedule }, { key, at });
  }
  if (counts.made + counts.corrected + counts.removed > 0) log.info('brought schedules into line', counts);
  return counts;
}

export const keepAgreeingOnSchedules = (deps: AgreementDeps): KeptWork =>
  keepDoing('schedules', deps.log, () => agreeOnSchedules(deps));

const nameOf = ({ tenant, schedule }: ScheduleRef): string => `${tenant}:${schedule}`;

/** Those that bear our prefix and are not written down: deleted while the server was away, or before it was restored. */
async function removeStrangers(
  { pool, scheduleClient }: AgreementDeps,
  theirs: readonly ScheduleRef[],
  ours: readonly ScheduleRef[],
  grace: number,
): Promise<number> {
  const known = new Set(ours.map(nameOf));
  let removed = 0;
  for (const ref of theirs.filter((one) => !known.has(nameOf(one)))) {
    const server = await scheduleClient.read(ref);
    if (!server || server.createdAt > Date.now() - grace || (await findSchedule(pool, ref))) continue;
    await scheduleClient.remove(ref);
    removed++;
  }
  return removed;
}

type Outcome = 'in_hand' | 'made' | 'corrected' | 'adopted' | 'agrees';

function bringIntoLine(pool: Pool, client: ScheduleClient, ref: ScheduleRef): Promise<Outcome> {
  return inTransaction(pool, async (db) => {
    const schedule = await takeSchedule(db, ref);
    if (!schedule) return 'in_hand';
    const { outcome } = await makeServerAgree(db, client, schedule);
    return outcome;
  });
}

/** In the transaction that holds the schedule. */
export async function makeServerAgree(
  db: Queryable,
  client: Pick<ScheduleClient, 'read' | 'put'>,
  schedule: ScheduleRow,
): Promise<{ readonly outcome: Exclude<Outcome, 'in_hand'>; readonly server: ServerSchedule }> {
  const ref = refOf(schedule);
  const { definition, revision, paused, note } = schedule;
  const there = await client.read(ref);
  if (there && isOurs(there, schedule)) {
    const { paused: isPaused } = await adoptIfDiffers(db, there, schedule);
    await noteChecked(db, ref, there.digest);
    return { outcome: isPaused === paused ? 'agrees' : 'adopted', server: there };
  }
  const server = await client.put({ ref, definition, revision, paused, note });
  await noteChecked(db, ref, server.digest);
  return { outcome: there ? 'corrected' : 'made', server };
}

/** Before it is changed: as it is, with what somebody did at the server by hand. */
export async function takeOverPause(
  db: Queryable,
  client: Pick<ScheduleClient, 'read'>,
  schedule: ScheduleRow,
): Promise<ScheduleRow> {
  const there = await client.read(refOf(schedule));
  return there && isOurs(there, schedule) ? adoptIfDiffers(db, there, schedule) : schedule;
}

/** The copy we wrote last, and nobody has changed its times or what it starts. */
export const isOurs = (there: ServerSchedule, { revision, server_digest }: ScheduleRow): boolean =>
  there.revision === revision && there.digest === server_digest;

const adoptIfDiffers = async (
  db: Queryable,
  there: ServerSchedule,
  schedule: ScheduleRow,
): Promise<ScheduleRow> =>
  there.paused === schedule.paused ? schedule : await adoptPause(db, refOf(schedule), there);
