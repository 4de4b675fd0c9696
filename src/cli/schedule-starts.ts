// `firstlight schedules trigger` and `schedules backfill`: starts by hand.

import { randomUUID } from 'node:crypto';
import { type Command, CommandMistake, defineCommand } from './command.ts';
import { type StartView, schedulePath, showStarts } from './show-schedule.ts';
import { apiFlags, openTenantApi } from './tenant-api.ts';

const overlap = {
  type: 'string',
  value: 'POLICY',
  says: 'What if one is under way: skip, buffer_one, buffer_all, allow_all.',
} as const;

const once = () => ({ 'idempotency-key': `cli-${randomUUID()}` });

const trigger = defineCommand({
  words: 'schedules trigger',
  takes: ['SCHEDULE'],
  flags: { overlap, ...apiFlags },
  does: 'Start now, also while it is paused.',
  example: 'firstlight schedules trigger nightly',
  async run(call) {
    const { values, screen } = call;
    const path = `${schedulePath(call.given[0])}/trigger`;
    const start: StartView = await openTenantApi(call).ask('POST', path, { overlap: values.overlap }, once());
    if (screen.isForPrograms) screen.json(start);
    else {
      showStarts(screen, [start]);
      screen.say(`It goes on by itself: firstlight schedules show ${call.given[0]}`);
    }
    return 0;
  },
});

const backfill = defineCommand({
  words: 'schedules backfill',
  takes: ['SCHEDULE'],
  flags: {
    from: { type: 'string', value: 'TIME', says: 'The first night, e.g. 2026-11-20T00:00:00+01:00. Needed.' },
    until: { type: 'string', value: 'TIME', says: 'After the last one, not in the future. Default: now.' },
    overlap,
    ...apiFlags,
  },
  does: 'Start the nights that were missed between two times, one after the other. Those that have a run are left alone.',
  example: 'firstlight schedules backfill nightly --from 2026-11-20T00:00:00+01:00',
  async run(call) {
    const { values, screen } = call;
    if (values.from === undefined)
      throw new CommandMistake('Say from when: --from 2026-11-20T00:00:00+01:00.');
    const path = `${schedulePath(call.given[0])}/backfill`;
    const order = {
      from: values.from,
      until: values.until ?? new Date().toISOString(),
      overlap: values.overlap,
    };
    const found: { readonly items: readonly StartView[] } = await openTenantApi(call).ask(
      'POST',
      path,
      order,
      once(),
    );
    if (screen.isForPrograms) screen.json(found);
    else showStarts(screen, found.items);
    return 0;
  },
});

export const startCommands: readonly Command[] = [trigger, backfill];
