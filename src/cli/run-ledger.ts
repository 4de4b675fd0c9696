// `firstlight runs ledger` and `runs rows`: what a run can prove, and what it has read.

import type { z } from 'zod';
import { describeLength } from '../domain/time.ts';
import type { ledgerSchema } from '../http/run-view.ts';
import { type Command, defineCommand, readCount } from './command.ts';
import { describeLocal, describeWhen } from './local-times.ts';
import { paintState } from './paint-state.ts';
import { readSome } from './read-pages.ts';
import type { Screen } from './screen.ts';
import { runPath, showGaps, stateOf, statusOf } from './show-run.ts';
import { apiFlags, openTenantApi } from './tenant-api.ts';

type LedgerView = z.output<typeof ledgerSchema>;
type StepView = LedgerView['steps'][number];

const ledger = defineCommand({
  words: 'runs ledger',
  takes: ['RUN'],
  flags: apiFlags,
  does: 'Show what a run can prove, step by step: rows against what the provider announced, pauses, problems, gaps.',
  example: 'firstlight runs ledger run_0b7e61f2c3d94a58b6e7f8091a2b3c4d',
  async run(call) {
    const { screen } = call;
    const found: LedgerView = await openTenantApi(call).ask('GET', `${runPath(call.given[0])}/ledger`);
    if (screen.isForPrograms) screen.json(found);
    else showLedger(screen, found);
    return statusOf(found);
  },
});

function showLedger(screen: Screen, found: LedgerView): void {
  screen.details([
    ['run', found.run],
    ['state', stateOf(found)],
    ['started', found.startedAt && describeWhen(found.startedAt)],
    ['ended', found.endedAt && describeWhen(found.endedAt)],
  ]);
  screen.line();
  if (found.steps.length === 0) {
    screen.line('No step has begun.');
    return;
  }
  screen.table<StepView>(
    [
      { title: 'STEP', cell: ({ id }) => id, cutTo: 10 },
      {
        title: 'STATE',
        cell: ({ state }) => state,
        paint: (text, { state }) => paintState(screen, stepState(state), text),
      },
      { title: 'ROWS', cell: ({ receipt }) => (receipt ? String(receipt.rows) : '') },
      {
        title: 'ANNOUNCED',
        cell: ({ receipt }) => (receipt?.announced == null ? '' : String(receipt.announced)),
      },
      { title: 'PAGES', cell: ({ receipt }) => (receipt ? String(receipt.pages) : '') },
      { title: 'WAITED', cell: ({ pauses }) => describeWaiting(pauses) },
      { title: 'TOOL', cell: ({ tool }) => tool, cutTo: 8 },
      { title: 'ACCOUNT', cell: ({ account }) => account, isExtra: true },
    ],
    found.steps,
  );
  for (const { id, problem } of found.steps) {
    if (problem) screen.line(`${id}: ${screen.colors.red(problem.message)} (${problem.code})`);
  }
  showGaps(screen, found.gaps);
}

/** A step that is done is well. */
const stepState = (state: StepView['state']): string => (state === 'done' ? 'complete' : state);

function describeWaiting(pauses: StepView['pauses']): string {
  const waitedMs = pauses.reduce(
    (sum, { pausedAt, resumedAt }) =>
      sum + (resumedAt ? Date.parse(resumedAt) : Date.now()) - Date.parse(pausedAt),
    0,
  );
  return pauses.length === 0 ? '' : describeLength(waitedMs);
}

interface Row {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly readAt: string;
}

const rows = defineCommand({
  words: 'runs rows',
  takes: ['RUN', 'STEP'],
  flags: {
    limit: { type: 'string', value: 'N', says: 'At most so many. Default: 50.' },
    after: { type: 'string', value: 'KEY', says: 'Those after this key, or after a page: its nextCursor.' },
    ...apiFlags,
  },
  does: 'Show what a step has read, in the order of its keys. These are your customers’ records.',
  example: 'firstlight runs rows run_0b7e61f2c3d94a58b6e7f8091a2b3c4d deals --limit 10',
  async run(call) {
    const { values, given, screen } = call;
    const most = readCount('limit', values.limit, 50);
    const path = `${runPath(given[0])}/rows/${encodeURIComponent(given[1]!)}`;
    const page = await readSome<Row>(openTenantApi(call), path, { after: values.after }, most);
    if (screen.isForPrograms) {
      screen.json(page);
      return 0;
    }
    if (page.items.length === 0) screen.line('It has read no row.');
    else {
      screen.table(
        [
          { title: 'KEY', cell: ({ key }) => key, cutTo: 12 },
          { title: 'ROW', cell: ({ value }) => JSON.stringify(value), cutTo: 60 },
          { title: 'READ', cell: ({ readAt }) => describeLocal(readAt), isExtra: true },
        ],
        page.items,
      );
    }
    if (page.nextCursor !== null) screen.say(`There are more: --limit, or --after ${page.nextCursor}`);
    return 0;
  },
});

export const ledgerCommands: readonly Command[] = [ledger, rows];
