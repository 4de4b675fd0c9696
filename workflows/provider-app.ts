// providerAppWorkflow: one per provider app (our client registration), beside its accounts. It sees what no single account
// can: that all of them fail at once. Then the problem is the operator's, the gate every exchange passes is closed, and nobody
// else is written to until another account has shown that it is over (design section 3, "Why").

import { makeContinueAsNewFunc, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  type ProviderAppInput,
  providerAppStatus,
  refusalSeen,
  successSeen,
  watchBegan,
} from './messages.ts';
import { describeApp } from './provider-app-details.ts';
import { ProviderAppLife } from './provider-app-life.ts';
import { listenForRenewal } from './renewal.ts';

const longestHistory = 2_000;

export async function providerAppWorkflow(input: ProviderAppInput): Promise<void> {
  const life = new ProviderAppLife(input);
  setHandler(refusalSeen, (report) => life.note(report), {
    description: 'An account of the app was refused',
  });
  setHandler(successSeen, (report) => life.note(report), {
    description: 'An exchange of the app went through',
  });
  setHandler(watchBegan, () => life.noteWatch(), { description: 'A run watches an account of the app' });
  setHandler(providerAppStatus, () => life.status());
  const renewal = listenForRenewal(() => life.interrupt());

  await life.load();
  for (;;) {
    setCurrentDetails(describeApp(life.status()));
    const isLong = workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longestHistory;
    // A report that has come and was not acted on yet stays with this run.
    if ((isLong || renewal.isWanted) && !life.hasReports) {
      await makeContinueAsNewFunc<typeof providerAppWorkflow>()({ app: input.app, carried: life.carry() });
    }
    await life.doNext();
  }
}
