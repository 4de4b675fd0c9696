// Starts that came to nothing without anybody being asked: their time passed while the schedule was paused, or while the server
// was away for longer than the catch-up window. The server says nothing of either, so its times are held against the starts
// there are, and what is missing is told (agent.run.skipped), once. A night whose hour clocks have skipped is begun here,
// because the server leaves it out.

import type { DeliveryQueue } from '../domain/delivery.ts';
import type { EventId } from '../domain/ids.ts';
import { skippedEvent, startKeyOf } from '../domain/schedule.ts';
import { MINUTE } from '../domain/time.ts';
import { publishEvent } from '../events/publish-event.ts';
import type { Pool } from '../store/db.ts';
import { findStart, insertSkipped } from '../store/schedule-starts.ts';
import { noteExamined, refOf, type ScheduleRow } from '../store/schedules.ts';
import type { ScheduleClient } from './schedule-client.ts';

export interface MissedStartsDeps {
  readonly pool: Pool;
  readonly scheduleClient: Pick<ScheduleClient, 'matchingTimes' | 'hasBegun' | 'begin'>;
  readonly deliveryClient: { wake(queue: DeliveryQueue, event: EventId): Promise<void> };
}

/** A server that has just come back begins what it still may. */
const graceMs = MINUTE;

/** How many it told. Ask before a schedule is changed, too: afterwards the server lists the new times only. */
export async function tellMissedStarts(
  { pool, scheduleClient, deliveryClient }: MissedStartsDeps,
  schedule: ScheduleRow,
  now = Date.now(),
): Promise<number> {
  const ref = refOf(schedule);
  const { examined_until: from, definition } = schedule;
  const until = now - graceMs;
  if (until <= from) return 0;
  const righted = await scheduleClient.matchingTimes(ref, from, until);
  if (righted === null) return 0;
  const { times, swallowed } = righted;
  let told = 0;
  let examined = times.length < mostListed ? until : times.at(-1)!;
  for (const at of times) {
    const start = { key: startKeyOf(at), at };
    if ((await findStart(pool, ref, start.key)) || (await scheduleClient.hasBegun(ref, start.key))) continue;
    if (swallowed.includes(at) && !wasPaused(schedule, at)) {
      await scheduleClient.begin(ref, start);
      continue;
    }
    const reason = wasPaused(schedule, at) ? 'paused' : 'catchup_window';
    if (reason === 'catchup_window' && at + definition.catchupWindowMs > until) {
      // The server may still begin it.
      examined = at - 1_000;
      break;
    }
    const event = skippedEvent(ref, start, reason, 1);
    await publishEvent({ pool, wake: deliveryClient.wake }, event);
    await insertSkipped(pool, ref, start, { reason, overlap: definition.overlap });
    told++;
  }
  await noteExamined(pool, ref, examined);
  return told;
}

/** The server's answer ends there. */
const mostListed = 1_000;

const wasPaused = ({ paused_at, resumed_at }: ScheduleRow, at: number): boolean =>
  paused_at !== null && paused_at <= at && (resumed_at === null || resumed_at < paused_at || at < resumed_at);
