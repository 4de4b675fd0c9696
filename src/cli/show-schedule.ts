// A schedule as a person at a terminal reads it.

import type { z } from 'zod';
import type { scheduleSchema, startSchema } from '../http/schedule-view.ts';
import { describeLocal, describeWhen } from './local-times.ts';
import { paintState } from './paint-state.ts';
import type { Screen } from './screen.ts';

export type StartView = z.output<typeof startSchema>;
export type ScheduleView = z.output<typeof scheduleSchema>;

export const schedulePath = (id: string | undefined): string => `/v1/schedules/${encodeURIComponent(id!)}`;

export function showSchedule(screen: Screen, schedule: ScheduleView): void {
  if (screen.isForPrograms) {
    screen.json(schedule);
    return;
  }
  const { run } = schedule;
  const skipped = Object.entries(schedule.skipped).filter(([, count]) => count > 0);
  screen.details([
    ['schedule', schedule.id],
    ['times', [...schedule.cron, ...schedule.calendars.map((one) => JSON.stringify(one))].join('; ')],
    ['time zone', schedule.timeZone],
    ['state', schedule.paused ? `paused${schedule.note ? `: ${schedule.note}` : ''}` : 'goes on'],
    ['starts', `${run.name ?? run.kind} (${run.kind})`],
    ['deadline', run.deadline && `${run.deadline}, then ${run.onDeadline.replaceAll('_', ' ')}`],
    ['overlap', schedule.overlap.replaceAll('_', ' ')],
    ['catch-up', `${schedule.catchupWindowMinutes} min`],
    ['jitter', schedule.jitterMinutes > 0 ? `${schedule.jitterMinutes} min` : null],
    ['preflight', schedule.preflightLeadMinutes > 0 ? `${schedule.preflightLeadMinutes} min before` : 'none'],
    ['skipped', skipped.map(([reason, count]) => `${count} by ${reason}`).join(', ')],
  ]);
  screen.line();
  screen.line(schedule.nextStarts.length > 0 ? 'Next starts:' : 'Nothing is to start.');
  for (const { at } of schedule.nextStarts) screen.line(`  ${describeWhen(at)}`);
  if (schedule.lastStarts.length === 0) return;
  screen.line();
  showStarts(screen, schedule.lastStarts);
}

const stateOf = ({ state, skipReason, run }: StartView): string =>
  run?.verdict ?? run?.state ?? (skipReason === null ? state : `skipped: ${skipReason.replaceAll('_', ' ')}`);

export function showStarts(screen: Screen, starts: readonly StartView[]): void {
  screen.table(
    [
      { title: 'DUE', cell: ({ at }) => describeLocal(at) },
      {
        title: 'STATE',
        cell: stateOf,
        paint: (text, start) => paintState(screen, stateOf(start).split(':')[0]!, text),
      },
      { title: 'RUN', cell: ({ run }) => run?.id ?? '' },
      { title: 'CAUSE', cell: ({ cause }) => cause, isExtra: true },
    ],
    starts,
  );
}
