// `firstlight preflight --until 06:00`: who will not survive until then, and who must act. Asks every account's provider and has
// people asked; with --known it goes by what is known and tells nobody.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { SECOND } from '../domain/time.ts';
import type { forecastItemSchema } from '../http/forecast-view.ts';
import type { preflightSchema } from '../http/preflight-view.ts';
import { CommandMistake, defineCommand } from './command.ts';
import { describeWhen, localZone } from './local-times.ts';
import { paintState } from './paint-state.ts';
import { readSome } from './read-pages.ts';
import type { Screen } from './screen.ts';
import { apiFlags, openTenantApi, type TenantApi } from './tenant-api.ts';

type Preflight = z.output<typeof preflightSchema>;
type Item = z.output<typeof forecastItemSchema>;
/** What a forecast and a preflight both say. */
type Found = Pick<Preflight, 'until' | 'good' | 'atRisk' | 'willNotSurvive' | 'items' | 'nextCursor'>;

const everyMs = SECOND;
/** More are a matter for programs. */
const mostShown = 10_000;

export const preflight = defineCommand({
  words: 'preflight',
  flags: {
    until: {
      type: 'string',
      value: 'TIME',
      says: 'When it must be over: 06:00, or 2026-11-25T06:00:00+01:00. Needed.',
    },
    from: { type: 'string', value: 'TIME', says: 'When it begins. Default: now.' },
    'time-zone': {
      type: 'string',
      value: 'ZONE',
      says: "Whose clocks 06:00 is by. Default: this machine's.",
    },
    account: {
      type: 'string',
      value: 'ACCOUNT',
      multiple: true,
      says: 'Only this one; once each. Default: all.',
    },
    known: { type: 'boolean', says: 'By what is known: asks no provider and tells nobody.' },
    ...apiFlags,
  },
  does: 'Say which accounts will not last until a time, why, and who must act; and have them asked. Exit status 1 where any will not.',
  example: 'firstlight preflight --until 06:00 --time-zone Europe/Berlin',
  async run(call) {
    const { values, screen } = call;
    const { until, from, account } = values;
    if (until === undefined) throw new CommandMistake('Say until when: --until 06:00.');
    if (values.known && account) throw new CommandMistake('--known is of all accounts; leave --account out.');
    const api = openTenantApi(call);
    const timeZone = values['time-zone'] ?? localZone();
    const found = values.known
      ? await readForecast(api, { until, from, timeZone })
      : await askAll(api, screen, { until, from, timeZone, accounts: account });
    if (screen.isForPrograms) screen.json(found);
    else tell(screen, found);
    return found.atRisk + found.willNotSurvive > 0 ? 1 : 0;
  },
});

async function readForecast(
  api: TenantApi,
  query: Readonly<Record<string, string | undefined>>,
): Promise<Found> {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined);
  const counts: Found = await api.ask(
    'GET',
    `/v1/forecast?${new URLSearchParams([...given, ['limit', '1']])}`,
  );
  const { items, nextCursor } = await readSome<Item>(api, '/v1/forecast', query, mostShown);
  return { ...counts, items: [...items], nextCursor };
}

/** The API waits a while for it; where it goes on, it is followed. */
async function askAll(api: TenantApi, screen: Screen, order: object): Promise<Preflight> {
  screen.progress('asking the providers …');
  const key = { 'idempotency-key': `cli-${randomUUID()}` };
  let found: Preflight = await api.ask('POST', '/v1/preflight', order, key);
  const path = `/v1/preflight/${encodeURIComponent(found.id)}`;
  while (found.state === 'running') {
    screen.progress(`${found.probed} of ${found.accounts} accounts asked about …`);
    await sleep(everyMs);
    found = await api.ask('GET', path);
  }
  screen.progress('');
  const { items, nextCursor } = await readSome<Item>(api, path, {}, mostShown);
  return { ...found, items: [...items], nextCursor };
}

function tell(screen: Screen, found: Found): void {
  const { colors } = screen;
  screen.line(
    `Until ${describeWhen(found.until)}: ${colors.green(`${found.good} good`)}, ${colors.yellow(`${found.atRisk} at risk`)}, ${colors.red(`${found.willNotSurvive} will not survive`)}.`,
  );
  for (const item of found.items) {
    screen.line();
    screen.line(
      `${paintState(screen, item.verdict, item.verdict.replaceAll('_', ' '))}  ${item.label ?? 'unknown account'} (${item.provider ?? 'no provider'})`,
    );
    screen.details([
      ['  account', item.account],
      ['  because', item.reasons.map(({ summary }) => summary).join(' ')],
      ['  who must act', item.actor?.replaceAll('_', ' ')],
      ['  by', item.actBy && describeWhen(item.actBy)],
      ['  renew at', item.reauthUrl],
    ]);
  }
}
