// `firstlight schedules …`: what is started when. Starts by hand stand in schedule-starts.ts.

import { type Command, CommandMistake, defineCommand } from './command.ts';
import { describeLocal, describeWhen } from './local-times.ts';
import { paintState } from './paint-state.ts';
import { readOrder } from './read-order.ts';
import { readAll } from './read-pages.ts';
import type { Screen } from './screen.ts';
import { type ScheduleView, schedulePath, showSchedule } from './show-schedule.ts';
import { apiFlags, openTenantApi } from './tenant-api.ts';

const list = defineCommand({
  words: 'schedules list',
  flags: apiFlags,
  does: 'List the schedules, with their next start and how the last one ended.',
  example: 'firstlight schedules list',
  async run(call) {
    const { screen } = call;
    const schedules = await readAll<ScheduleView>({ api: openTenantApi(call), screen }, '/v1/schedules');
    if (screen.isForPrograms) screen.json({ items: schedules });
    else if (schedules.length === 0)
      screen.line('No schedule. `firstlight schedules put ID FILE` makes one.');
    else showSchedules(screen, schedules);
    return 0;
  },
});

/** Of a start that has a run, how that is; else that it waits or was skipped. */
const lastOf = ({ lastStarts: [last] }: ScheduleView): string =>
  last === undefined ? '' : (last.run?.verdict ?? last.run?.state ?? last.state);

function showSchedules(screen: Screen, schedules: readonly ScheduleView[]): void {
  screen.table(
    [
      { title: 'SCHEDULE', cell: ({ id }) => id },
      {
        title: 'NEXT START',
        cell: ({ paused, nextStarts }) =>
          paused ? 'paused' : nextStarts[0] ? describeLocal(nextStarts[0].at) : 'never',
        paint: (text, { paused }) => (paused ? screen.colors.yellow(text) : text),
      },
      { title: 'LAST', cell: lastOf, paint: (text, schedule) => paintState(screen, lastOf(schedule), text) },
      { title: 'RUN', cell: ({ run }) => run.name ?? run.kind, cutTo: 10 },
      { title: 'TIMES', cell: ({ cron, timeZone }) => `${cron.join('; ')} ${timeZone}`, isExtra: true },
    ],
    schedules,
  );
}

const show = defineCommand({
  words: 'schedules show',
  takes: ['SCHEDULE'],
  flags: apiFlags,
  does: 'Show one schedule: its times, its next five starts, and what became of the last ones.',
  example: 'firstlight schedules show nightly',
  async run(call) {
    showSchedule(call.screen, await openTenantApi(call).ask('GET', schedulePath(call.given[0])));
    return 0;
  },
});

const put = defineCommand({
  words: 'schedules put',
  takes: ['SCHEDULE', 'FILE'],
  flags: apiFlags,
  does: 'Make a schedule, or change it; its history stays. FILE holds what PUT /v1/schedules takes, as JSON; - reads standard input.',
  example:
    'firstlight schedules put nightly nightly.json\n# nightly.json: {"cron": ["0 1 * * 1-5"], "timeZone": "Europe/Berlin", "preflightLeadMinutes": 480,\n#   "run": {"kind": "steps", "name": "All deals", "deadline": "07:30", "input": {"steps": […]}}}',
  async run(call) {
    const [id, path] = call.given;
    const body = await readOrder(path!);
    showSchedule(call.screen, await openTenantApi(call).ask('PUT', schedulePath(id), body));
    return 0;
  },
});

const note = { type: 'string', value: 'TEXT', says: 'Why; shown with the schedule.' } as const;

const pause = defineCommand({
  words: 'schedules pause',
  takes: ['SCHEDULE'],
  flags: { note, ...apiFlags },
  does: 'Let no start begin until it is unpaused. Those that pass are told as skipped.',
  example: 'firstlight schedules pause nightly --note "moving house"',
  run: (call) => setPaused(call, 'pause'),
});

const unpause = defineCommand({
  words: 'schedules unpause',
  takes: ['SCHEDULE'],
  flags: { note, ...apiFlags },
  does: 'Let starts begin again. Those that passed meanwhile do not: backfill begins them.',
  example: 'firstlight schedules unpause nightly',
  run: (call) => setPaused(call, 'unpause'),
});

async function setPaused(call: Parameters<Command['run']>[0], action: 'pause' | 'unpause'): Promise<number> {
  const path = `${schedulePath(call.given[0])}/${action}`;
  const schedule: ScheduleView = await openTenantApi(call).ask('POST', path, { note: call.values.note });
  const { screen } = call;
  const [next] = schedule.nextStarts;
  if (screen.isForPrograms) screen.json(schedule);
  else if (schedule.paused) screen.line(`${schedule.id} is paused: nothing starts until it is unpaused.`);
  else
    screen.line(
      `${schedule.id} goes on${next ? `: next start ${describeWhen(next.at)}` : ', but has no start to come'}.`,
    );
  return 0;
}

const remove = defineCommand({
  words: 'schedules delete',
  takes: ['SCHEDULE'],
  flags: {
    yes: { type: 'boolean', says: 'Do it; without, nothing is done. It cannot be undone.' },
    ...apiFlags,
  },
  does: 'Delete a schedule with the record of its starts. Runs that have begun go on and stay.',
  example: 'firstlight schedules delete nightly --yes',
  async run(call) {
    const api = openTenantApi(call);
    const { id }: ScheduleView = await api.ask('GET', schedulePath(call.given[0]));
    if (!call.values.yes) {
      throw new CommandMistake(
        `This deletes "${id}" and the record of its starts. Add --yes to do it. Nothing was changed.`,
      );
    }
    await api.ask('DELETE', schedulePath(id));
    if (call.screen.isForPrograms) call.screen.json({ deleted: id });
    else call.screen.line(`${id} is deleted.`);
    return 0;
  },
});

export const scheduleCommands: readonly Command[] = [list, show, put, pause, unpause, remove];
