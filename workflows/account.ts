// accountWorkflow: one per connected account, for as long as the account lives. Because there is one, and it does one
// thing at a time, there is one exchange at a time (promise 2). It decides; activities/exchange.ts spends.

import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AccountActivities } from '../activities/contract.ts';
import { describeAccount } from './account-details.ts';
import { AccountLife } from './account-life.ts';
import { shortActivityOptions } from './activity-options.ts';
import {
  type AccountInput,
  accountStatus,
  adoptGrant,
  appNews,
  checkNow,
  declined,
  disconnect,
  ensureFresh,
  expectUse,
  foreseen,
  providerHint,
  reauthorized,
  tokenRefused,
  unwatch,
  watch,
} from './messages.ts';
import { listenForRenewal } from './renewal.ts';

const { loadAccount } = proxyActivities<AccountActivities>(shortActivityOptions);

/** Far below the server's own suggestion (4,096 events), so that a replay after a restart stays short. */
const longestHistory = 2_000;

export async function accountWorkflow(input: AccountInput): Promise<void> {
  const life = new AccountLife(input);

  // Before anything is awaited: an update that comes with the start would find no handler otherwise.
  setHandler(ensureFresh, (wish) => life.answerFresh(wish), {
    description: 'A caller needs a newer token than the one it has',
    validator(wish) {
      const version = life.isLoaded ? life.snapshot.token.version : 0;
      if (life.isLoaded && life.snapshot.state === 'active' && version >= wish.minVersion) {
        throw ApplicationFailure.create({ type: 'AlreadyFresh', nonRetryable: true, details: [{ version }] });
      }
    },
  });
  setHandler(watch, (watcher) => life.watch(watcher), { description: 'A run begins to watch this account' });
  setHandler(adoptGrant, ({ request }) => life.adopt(request), { description: 'A new grant is staged' });
  setHandler(unwatch, ({ watcher }) => life.unwatch(watcher), { description: 'A run has ended' });
  setHandler(expectUse, (use) => life.expectUse(use), {
    description: 'The account will be used in this window',
  });
  setHandler(foreseen, (what) => life.noteForeseen(what), {
    description: 'A preflight looked ahead at this account',
  });
  setHandler(tokenRefused, ({ version }) => life.noteRefused(version), {
    description: 'A token was refused',
  });
  setHandler(reauthorized, () => life.lookAgain(), {
    description: 'A person has reauthorized: look for a staged grant now. May be sent any number of times.',
  });
  setHandler(declined, ({ request }) => life.noteDeclined(request), {
    description: 'The person asked will not reauthorize',
  });
  setHandler(checkNow, () => life.checkNow(), { description: 'Probe the grant now' });
  setHandler(providerHint, () => life.noteHint(), { description: 'The grant may be gone: find out' });
  setHandler(appNews, (news) => life.noteAppNews(news), { description: 'News of the provider app' });
  setHandler(disconnect, () => life.disconnect(), { description: 'Forget this account' });
  setHandler(accountStatus, () => life.status());
  const renewal = listenForRenewal(() => life.wake());

  if (!life.isLoaded) life.load(await loadAccount(input.ref));

  while (life.snapshot.state !== 'disconnected') {
    setCurrentDetails(describeAccount(life.status()));
    const isLong = workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longestHistory;
    const isRenewed = renewal.isWanted && life.hasNothingInHand;
    if ((isLong || isRenewed) && (await areHandlersFinished(life)) && (isLong || life.hasNothingInHand)) {
      await makeContinueAsNewFunc<typeof accountWorkflow>()({ ref: input.ref, carried: life.carry() });
    }
    await life.doNext();
  }
  await condition(allHandlersFinished);
}

/** False: one of them waits for what this workflow has to do first, and would wait for ever. */
async function areHandlersFinished(life: AccountLife): Promise<boolean> {
  await condition(() => allHandlersFinished() || life.isDue);
  // Workers of an earlier version waited on, and their histories say so.
  if (!allHandlersFinished() && !patched('due-before-a-new-history')) await condition(allHandlersFinished);
  return allHandlersFinished();
}
