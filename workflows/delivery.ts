// deliveryWorkflow: works through what one endpoint is owed of one account's or run's events, in their order. What is owed
// stands in the database; the workflow holds ids only, decides when the next try is, and shows it. It ends when nothing is
// owed, and the next event starts it again.

import {
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeliveryActivities } from '../activities/contract.ts';
import type { AttemptResult } from '../src/domain/delivery.ts';
import { describeLength } from '../src/domain/time.ts';
import { deliveryActivityOptions } from './activity-options.ts';
import { describeDelivery } from './delivery-details.ts';
import { type DeliveryInput, deliver, retryNow } from './messages.ts';
import { listenForRenewal } from './renewal.ts';
import { tenantKey } from './search-attributes.ts';

/** A replay stays short; carried over is nothing but the name of the queue. */
const longestHistory = 1_000;

export async function deliveryWorkflow({ queue, notBefore = 0 }: DeliveryInput): Promise<void> {
  let wakes = 0;
  let isHurried = false;
  setHandler(deliver, () => void wakes++, { description: 'There is an event to deliver' });
  setHandler(
    retryNow,
    () => {
      wakes++;
      isHurried = true;
    },
    { description: 'Try now what waits for a later try. May be sent any number of times.' },
  );
  const renewal = listenForRenewal();
  upsertSearchAttributes([{ key: tenantKey, value: queue.tenant }]);
  const { attemptDelivery } = proxyActivities<DeliveryActivities>({
    ...deliveryActivityOptions,
    priority: { fairnessKey: queue.tenant.slice(0, longestFairnessKey) },
  });

  let nextAt = notBefore;
  const waitFor = (lengthMs: number, summary: string): Promise<unknown> =>
    condition(() => isHurried || renewal.isWanted, Math.max(1, lengthMs), { summary });
  const goOn = makeContinueAsNewFunc<typeof deliveryWorkflow>();

  if (nextAt > Date.now()) await waitFor(nextAt - Date.now(), 'until the next try is due');
  if (renewal.isWanted) await goOn({ queue, notBefore: isHurried ? 0 : nextAt });
  for (;;) {
    const seen = wakes;
    isHurried = false;
    const result = await attemptDelivery.executeWithOptions({ summary: `to ${queue.endpoint}` }, [queue]);
    setCurrentDetails(describeDelivery(queue, result, Date.now()));
    nextAt = 0;
    if (result.kind === 'again') {
      nextAt = Date.now() + result.waitMs;
      await waitFor(result.waitMs, summaryOf(result));
    } else if (isAllDone(result) && wakes === seen) {
      return;
    }
    const isLong = workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longestHistory;
    if (isLong || renewal.isWanted) await goOn({ queue, ...(isHurried || { notBefore: nextAt }) });
  }
}

/** The server takes 64 bytes; ids are shorter, but an id of another day might not be. */
const longestFairnessKey = 63;

const isAllDone = (result: AttemptResult): boolean =>
  result.kind === 'nothing' || result.kind === 'disabled' || !('behind' in result) || result.behind === 0;

const summaryOf = (result: Extract<AttemptResult, { kind: 'again' }>): string =>
  `try ${result.tries + 1} of ${result.event} in ${describeLength(result.waitMs)}: ${result.outcome}`;
