// `firstlight runs watch`: follows a run until it has ended. A line for each thing that changed (with --json a document in a
// line), and on a terminal one that moves.

import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../domain/time.ts';
import type { AccountView } from '../http/account-view.ts';
import { accountPath } from './accounts.ts';
import { type Command, defineCommand } from './command.ts';
import { describeLocal } from './local-times.ts';
import { paintState } from './paint-state.ts';
import type { Screen } from './screen.ts';
import { type RunView, runPath, showRun, stateOf, statusOf } from './show-run.ts';
import { apiFlags, openTenantApi, type TenantApi } from './tenant-api.ts';

/** What a person at a terminal takes for at once. */
const everyMs = SECOND;

const watch = defineCommand({
  words: 'runs watch',
  takes: ['RUN'],
  flags: apiFlags,
  does: 'Follow a run until it has ended. Exit status 0 where it is complete; Ctrl-C leaves the run alone.',
  example: 'firstlight runs watch run_0b7e61f2c3d94a58b6e7f8091a2b3c4d',
  run: (call) => watchUntilEnd(openTenantApi(call), call.screen, call.given[0]!),
});

export async function watchUntilEnd(api: TenantApi, screen: Screen, id: string): Promise<number> {
  let before: RunView | null = null;
  for (;;) {
    const run: RunView = await api.ask('GET', runPath(id));
    if (JSON.stringify(run) !== JSON.stringify(before)) {
      if (screen.isForPrograms) screen.json(run);
      else await tellChange(api, screen, before, run);
      before = run;
    }
    if (run.state === 'ended') {
      screen.progress('');
      if (!screen.isForPrograms) {
        screen.line();
        showRun(screen, run);
      }
      return statusOf(run);
    }
    screen.progress(`${run.stepsDone} of ${run.stepsTotal} steps, ${stateOf(run)} …`);
    await sleep(everyMs);
  }
}

async function tellChange(
  api: TenantApi,
  screen: Screen,
  before: RunView | null,
  run: RunView,
): Promise<void> {
  const line = (text: string): void =>
    screen.line(`${screen.colors.dim(describeLocal(Date.now()))}  ${text}`);
  const accountOf = (id: string): Promise<AccountView> => api.ask('GET', accountPath(id));
  if (before === null) line(run.name);
  for (const id of before?.pausedOn.filter((one) => !run.pausedOn.includes(one)) ?? []) {
    const { label, state } = await accountOf(id);
    // A deadline or a cancellation ends the wait as well.
    line(state === 'active' ? `${label} is back` : `waits for ${label} no longer, which is ${state}`);
  }
  if (before?.stepsDone !== run.stepsDone) line(`${run.stepsDone} of ${run.stepsTotal} steps done`);
  if (before === null || stateOf(before) !== stateOf(run)) line(paintState(screen, stateOf(run)));
  for (const id of run.pausedOn.filter((one) => !before?.pausedOn.includes(one))) {
    const account = await accountOf(id);
    line(`waits for ${account.label} (${account.provider}): ${account.diagnosis?.summary ?? account.state}`);
    if (account.reauthUrl) line(`renew it at ${account.reauthUrl}`);
  }
}

export const watchCommands: readonly Command[] = [watch];
