// `firstlight runs list|show|start|cancel`. What a run has done stands in run-ledger.ts, what it does now in run-watch.ts.

import { randomUUID } from 'node:crypto';
import { runStates as states, verdicts } from '../domain/run.ts';
import { type Command, defineCommand, readChoice, readCount } from './command.ts';
import { describeLocal } from './local-times.ts';
import { paintState } from './paint-state.ts';
import { readOrder } from './read-order.ts';
import { readSome } from './read-pages.ts';
import { watchUntilEnd } from './run-watch.ts';
import type { Screen } from './screen.ts';
import { type RunView, runPath, showRun, stateOf, statusOf } from './show-run.ts';
import { apiFlags, openTenantApi } from './tenant-api.ts';

const list = defineCommand({
  words: 'runs list',
  flags: {
    state: { type: 'string', value: 'STATE', says: `Only those that are ${states.join(', ')}.` },
    verdict: { type: 'string', value: 'VERDICT', says: `Only those that ended ${verdicts.join(', ')}.` },
    limit: { type: 'string', value: 'N', says: 'At most so many. Default: 20.' },
    after: { type: 'string', value: 'CURSOR', says: 'Those after a page: its nextCursor.' },
    ...apiFlags,
  },
  does: 'List runs, the newest first.',
  example: 'firstlight runs list --state paused',
  async run(call) {
    const { values, screen } = call;
    const most = readCount('limit', values.limit, 20);
    const query = {
      state: readChoice('state', values.state, states),
      verdict: readChoice('verdict', values.verdict, verdicts),
      after: values.after,
    };
    const { items: runs, nextCursor } = await readSome<RunView>(openTenantApi(call), '/v1/runs', query, most);
    if (screen.isForPrograms) screen.json({ items: runs, nextCursor });
    else showRuns(screen, runs, nextCursor);
    return 0;
  },
});

function showRuns(screen: Screen, runs: readonly RunView[], nextCursor: string | null): void {
  if (runs.length === 0) {
    screen.line('No such run. `firstlight runs start FILE` starts one.');
    return;
  }
  screen.table(
    [
      { title: 'RUN', cell: ({ id }) => id },
      { title: 'STATE', cell: stateOf, paint: (text, run) => paintState(screen, stateOf(run), text) },
      { title: 'STEPS', cell: ({ stepsDone, stepsTotal }) => `${stepsDone}/${stepsTotal}` },
      { title: 'NAME', cell: ({ name }) => name, cutTo: 10 },
      { title: 'STARTED', cell: ({ createdAt }) => describeLocal(createdAt), isExtra: true },
      { title: 'GAPS', cell: ({ gaps }) => String(gaps.length), isExtra: true },
    ],
    runs,
  );
  if (nextCursor !== null) screen.say(`There are more: --limit, or --after ${nextCursor}`);
}

const show = defineCommand({
  words: 'runs show',
  takes: ['RUN'],
  flags: apiFlags,
  does: 'Show one run: how far it is, what it waits for, what is missing. Exit status 1 where it ended without all of it.',
  example: 'firstlight runs show run_0b7e61f2c3d94a58b6e7f8091a2b3c4d',
  async run(call) {
    const run: RunView = await openTenantApi(call).ask('GET', runPath(call.given[0]));
    showRun(call.screen, run);
    return statusOf(run);
  },
});

const start = defineCommand({
  words: 'runs start',
  takes: ['FILE'],
  flags: {
    watch: { type: 'boolean', says: 'Stay until it has ended; exit status 1 where it is not complete.' },
    'idempotency-key': {
      type: 'string',
      value: 'NAME',
      says: 'The same name again starts nothing: the first run is answered.',
    },
    ...apiFlags,
  },
  does: 'Start a run. FILE holds what POST /v1/runs takes, as JSON; - reads standard input.',
  example:
    'firstlight runs start night.json --watch\n# night.json: {"kind": "steps", "name": "All deals", "input": {"steps": [{"id": "deals",\n#   "account": "acct_…", "tool": "hubspot.search_deals", "input": {}}]}}',
  async run(call) {
    const { values, screen } = call;
    const api = openTenantApi(call);
    const body = await readOrder(call.given[0]!);
    const run: RunView = await api.ask('POST', '/v1/runs', body, {
      'idempotency-key': values['idempotency-key'] ?? `cli-${randomUUID()}`,
    });
    if (values.watch) return watchUntilEnd(api, screen, run.id);
    showRun(screen, run);
    if (!screen.isForPrograms)
      screen.say(`\nIt goes on by itself. To follow it: firstlight runs watch ${run.id}`);
    return 0;
  },
});

const cancel = defineCommand({
  words: 'runs cancel',
  takes: ['RUN'],
  flags: apiFlags,
  does: 'End a run with what it has, within seconds; of one that has ended, the late fill that still waits.',
  example: 'firstlight runs cancel run_0b7e61f2c3d94a58b6e7f8091a2b3c4d',
  async run(call) {
    const { screen } = call;
    const run: RunView = await openTenantApi(call).ask('POST', `${runPath(call.given[0])}/cancel`);
    if (screen.isForPrograms) screen.json(run);
    else
      screen.line(
        run.verdict === null ? 'Told to end; it does so within seconds.' : `It has ended: ${run.verdict}.`,
      );
    return 0;
  },
});

export const runCommands: readonly Command[] = [list, show, start, cancel];
