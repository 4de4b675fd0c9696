// The server keeps what a schedule starts its runs with, sealed, for as long as the schedule is there. Which key sealed it, and
// writing it anew with today's.

import type { ScheduleRef } from '../domain/ids.ts';
import { temporalScheduleId } from '../domain/ids.ts';
import { inTransaction, type Pool } from '../store/db.ts';
import { listScheduleRefs, noteChecked, takeSchedule } from '../store/schedules.ts';
import { takeOverPause } from './agree-on-schedules.ts';
import type { TemporalClient } from './connection.ts';
import { hasStatus } from './grpc-status.ts';
import { createScheduleClient } from './schedule-client.ts';
import { type Seals, sealsOf } from './seals.ts';

/** Null: the server has none. */
export async function readScheduleSeals(
  { client, namespace }: TemporalClient,
  ref: ScheduleRef,
): Promise<Seals | null> {
  try {
    const { schedule } = await client.workflowService.describeSchedule({
      ...{ namespace, scheduleId: temporalScheduleId(ref) },
    });
    return sealsOf(schedule?.action?.startWorkflow ?? {});
  } catch (error) {
    if (hasStatus(error, 'notFound')) return null;
    throw error;
  }
}

export interface ResealedSchedules {
  readonly resealed: number;
  /** Written down by somebody at this moment, or changed while it was looked at: to be done the next time. */
  readonly left: readonly string[];
}

export async function resealSchedules(
  pool: Pool,
  temporal: TemporalClient,
  isOld: (seals: Seals) => boolean,
): Promise<ResealedSchedules> {
  const client = createScheduleClient(temporal.client);
  const left: string[] = [];
  let resealed = 0;
  for (const ref of await listScheduleRefs(pool)) {
    const seals = await readScheduleSeals(temporal, ref);
    if (!seals || !isOld(seals)) continue;
    const isWritten = await inTransaction(pool, async (db) => {
      const taken = await takeSchedule(db, ref);
      if (!taken) return false;
      const { definition, revision, paused, note } = await takeOverPause(db, client, taken);
      const server = await client.put({ ref, definition, revision, paused, note });
      await noteChecked(db, ref, server.digest);
      return true;
    });
    const after = await readScheduleSeals(temporal, ref);
    if (isWritten && after && !isOld(after)) resealed += 1;
    else left.push(`${ref.schedule} of ${ref.tenant}`);
  }
  return { resealed, left };
}
