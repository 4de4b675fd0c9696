// `firstlight events list|follow|replay`: what has happened, what happens, and what is delivered once more.

import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { DAY, HOUR, MINUTE, SECOND } from '../domain/time.ts';
import type { deliverySchema } from '../http/delivery-view.ts';
import type { eventSchema } from '../http/event-view.ts';
import { type Command, CommandMistake, defineCommand, readCount } from './command.ts';
import { describeLocal } from './local-times.ts';
import { paintState } from './paint-state.ts';
import { readAll } from './read-pages.ts';
import type { Screen } from './screen.ts';
import { apiFlags, openTenantApi, type TenantApi } from './tenant-api.ts';

type EventView = z.output<typeof eventSchema>;
type DeliveryView = z.output<typeof deliverySchema>;

const selection = {
  type: { type: 'string', value: 'TYPE', says: 'Only this type, or those that begin so: agent.run.' },
  about: { type: 'string', value: 'ID', says: 'Only those about this account or run.' },
} as const;

const isSelected = (event: EventView, values: { readonly type?: string; readonly about?: string }): boolean =>
  (values.type === undefined || event.type.startsWith(values.type)) &&
  (values.about === undefined ||
    subjectOf(event) === values.about ||
    Object.values(event.data).includes(values.about));

/** The account or run it is about, where it is about one. */
function subjectOf({ data }: EventView): string {
  const named = data.run ?? data.account;
  return typeof named === 'string' ? named : '';
}

const list = defineCommand({
  words: 'events list',
  flags: {
    ...selection,
    since: { type: 'string', value: 'AGE', says: 'Not older than this: 30m, 12h, 7d.' },
    after: { type: 'string', value: 'POSITION', says: 'Only those behind this position.' },
    limit: { type: 'string', value: 'N', says: 'The last so many. Default: 50.' },
    ...apiFlags,
  },
  does: 'List events, the oldest first. The API gives them in their order, so all behind --after are read.',
  example: 'firstlight events list --type agent.auth. --since 12h',
  async run(call) {
    const { values, screen } = call;
    const from = values.since === undefined ? 0 : Date.now() - readAge(values.since);
    const most = readCount('limit', values.limit, 50);
    const found = await readAll<EventView>(
      { api: openTenantApi(call), screen },
      '/v1/events',
      { after: values.after },
      (event) => Date.parse(event.timestamp) >= from && isSelected(event, values),
    );
    const events = found.slice(-most);
    if (screen.isForPrograms) screen.json({ items: events });
    else showEvents(screen, events, found.length);
    return 0;
  },
});

const ages: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

function readAge(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined)
    throw new CommandMistake('--since must be like 30m, 12h or 7d.');
  return Number(count) * ages[unit]!;
}

function showEvents(screen: Screen, events: readonly EventView[], found: number): void {
  if (events.length === 0) {
    screen.line('No such event.');
    return;
  }
  screen.table(
    [
      { title: 'WHEN', cell: ({ timestamp }) => describeLocal(timestamp) },
      { title: 'TYPE', cell: ({ type }) => type },
      { title: 'ABOUT', cell: subjectOf, cutTo: 18 },
      { title: 'POSITION', cell: ({ position }) => position, isExtra: true },
      { title: 'EVENT', cell: ({ id }) => id, isExtra: true },
    ],
    events,
  );
  if (events.length < found) screen.say(`The last ${events.length} of ${found}; --limit shows more.`);
}

const everyMs = SECOND;

const follow = defineCommand({
  words: 'events follow',
  flags: {
    ...selection,
    after: {
      type: 'string',
      value: 'POSITION',
      says: 'Begin behind this position. Default: with what happens from now on.',
    },
    ...apiFlags,
  },
  does: 'Show events as they happen, until Ctrl-C. With --json each is a line, as a webhook would bring it.',
  example: 'firstlight events follow --type agent.run.',
  async run(call) {
    const { values, screen } = call;
    const api = openTenantApi(call);
    const deps = { api, screen };
    const behind = (after: string): Promise<EventView[]> => readAll<EventView>(deps, '/v1/events', { after });
    let position = values.after ?? (await behind('0')).at(-1)?.position ?? '0';
    if (!screen.isForPrograms) screen.say('Following; Ctrl-C ends it.');
    for (;;) {
      const events = await behind(position);
      for (const event of events.filter((one) => isSelected(one, values))) {
        if (screen.isForPrograms) screen.json(event);
        else
          screen.line(
            `${screen.colors.dim(describeLocal(event.timestamp))}  ${event.type}  ${subjectOf(event)}`,
          );
      }
      position = events.at(-1)?.position ?? position;
      await sleep(everyMs);
    }
  },
});

const replay = defineCommand({
  words: 'events replay',
  takes: ['[EVENT]'],
  flags: {
    dead: { type: 'boolean', says: 'Instead of one event: every delivery that was given up.' },
    endpoint: { type: 'string', value: 'ENDPOINT', says: 'Only to this webhook endpoint.' },
    ...apiFlags,
  },
  does: 'Deliver an event once more, to every endpoint that wanted it. It keeps its id, so a receiver that has it can tell.',
  example: 'firstlight events replay --dead --endpoint billing',
  async run(call) {
    const { values, given, screen } = call;
    const [event] = given;
    if ((event === undefined) === !values.dead)
      throw new CommandMistake('Name an EVENT, or give --dead; one of the two.');
    const api = openTenantApi(call);
    const found =
      event === undefined
        ? await readAll<DeliveryView>({ api, screen }, '/v1/deliveries', {
            state: 'dead',
            endpoint: values.endpoint,
          })
        : (await deliveriesOf(api, event)).filter(
            ({ endpoint }) => endpoint === (values.endpoint ?? endpoint),
          );
    const owed: DeliveryView[] = [];
    for (const { id } of found) {
      owed.push(await api.ask('POST', `/v1/deliveries/${encodeURIComponent(id)}/retry`));
      screen.progress(`${owed.length} of ${found.length} put back …`);
    }
    screen.progress('');
    if (screen.isForPrograms) screen.json({ items: owed });
    else showDeliveries(screen, owed, event);
    return event !== undefined && owed.length === 0 ? 1 : 0;
  },
});

async function deliveriesOf(api: TenantApi, event: string): Promise<readonly DeliveryView[]> {
  const found: { readonly deliveries: readonly DeliveryView[] } = await api.ask(
    'GET',
    `/v1/events/${encodeURIComponent(event)}`,
  );
  return found.deliveries;
}

function showDeliveries(screen: Screen, owed: readonly DeliveryView[], event: string | undefined): void {
  if (owed.length === 0) {
    const none = 'No endpoint wanted this event, or not the one named; nothing is delivered.';
    screen.line(event === undefined ? 'No delivery was given up.' : none);
    return;
  }
  screen.table(
    [
      { title: 'ENDPOINT', cell: ({ endpoint }) => endpoint, cutTo: 12 },
      {
        title: 'STATE',
        cell: ({ state }) => state,
        paint: (text, { state }) => paintState(screen, state, text),
      },
      { title: 'EVENT', cell: ({ event: id }) => id },
    ],
    owed,
  );
  screen.say('Owed again, with all their tries.');
}

export const eventCommands: readonly Command[] = [list, follow, replay];
