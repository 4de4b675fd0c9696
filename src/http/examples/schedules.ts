// A schedule in the examples, as it is ordered and as it is shown, and a start of it.

import type { z } from '@hono/zod-openapi';
import type { scheduleBodyOf } from '../schedule-order.ts';
import type { scheduleSchema, startSchema } from '../schedule-view.ts';
import * as cast from './cast.ts';
import { scheduledRun } from './runs.ts';

export const scheduleRequest: z.input<ReturnType<typeof scheduleBodyOf>> = {
  cron: ['0 2 * * 1-5'],
  timeZone: 'Europe/Vienna',
  overlap: 'skip',
  preflightLeadMinutes: 540,
  run: scheduledRun,
};

export const begunStart: z.output<typeof startSchema> = {
  at: '2026-11-25T01:00:00.000Z',
  date: '2026-11-25',
  cause: 'schedule',
  state: 'begun',
  skipReason: null,
  run: { id: cast.scheduledRun, state: 'running', verdict: null },
};
export const orderedStart: typeof begunStart = {
  ...begunStart,
  at: '2026-11-25T09:14:07.000Z',
  cause: 'trigger',
  state: 'waiting',
  run: null,
};
export const missedStart: typeof begunStart = {
  ...begunStart,
  at: '2026-11-23T01:00:00.000Z',
  date: '2026-11-23',
  cause: 'backfill',
  state: 'waiting',
  run: null,
};

const nextStart = (date: string) => ({
  at: `${date}T01:00:00.000Z`,
  date,
  beginsAt: `${date}T01:00:00.000Z`,
});

export const newSchedule: z.output<typeof scheduleSchema> = {
  id: cast.schedule,
  cron: ['0 2 * * 1-5'],
  calendars: [],
  timeZone: 'Europe/Vienna',
  startAt: null,
  endAt: null,
  overlap: 'skip',
  catchupWindowMinutes: 60,
  jitterMinutes: 0,
  preflightLeadMinutes: 540,
  paused: false,
  note: null,
  run: {
    kind: 'dealReport',
    name: null,
    input: { ...scheduledRun.input, dealsPerPage: 200, accountsPerBatch: 200, rowsPerWrite: 500 },
    deadline: '07:30',
    onDeadline: 'deliver_with_gaps',
  },
  nextStarts: ['2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30', '2026-12-01'].map(nextStart),
  lastStarts: [],
  skipped: { overlap: 0, catchupWindow: 0, paused: 0, cancelled: 0, clockChange: 0 },
  createdAt: '2026-11-24T15:02:48.342Z',
  updatedAt: '2026-11-24T15:02:48.342Z',
};
export const runningSchedule: typeof newSchedule = {
  ...newSchedule,
  nextStarts: ['2026-11-26', '2026-11-27', '2026-11-30', '2026-12-01', '2026-12-02'].map(nextStart),
  lastStarts: [begunStart],
};
export const pausedSchedule: typeof newSchedule = {
  ...runningSchedule,
  paused: true,
  note: 'Quarter close: nobody touches the sheet.',
  updatedAt: '2026-11-25T09:10:00.120Z',
};
