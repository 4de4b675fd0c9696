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
import { tenantKey } from './search-attributes.ts';

/** A replay stays short; carried over is nothing but the name of the queue. */
const longestHistory = 1_000;

export async function deliveryWorkflow({ queue }: DeliveryInput): Promise<void> {
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
  upsertSearchAttributes([{ key: tenantKey, value: queue.tenant }]);
  const { attemptDelivery } = proxyActivities<DeliveryActivities>({
    ...deliveryActivityOptions,
    priority: { fairnessKey: queue.tenant.slice(0, longestFairnessKey) },
  });

  for (;;) {
    const seen = wakes;
    isHurried = false;
    const result = await attemptDelivery.executeWithOptions({ summary: `to ${queue.endpoint}` }, [queue]);
    setCurrentDetails(describeDelivery(queue, result, Date.now()));
    if (result.kind === 'again') {
      await condition(() => isHurried, Math.max(1, result.waitMs), { summary: summaryOf(result) });
    } else if (isAllDone(result) && wakes === seen) {
      return;
    }
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longestHistory) {
      await makeContinueAsNewFunc<typeof deliveryWorkflow>()({ queue });
    }
  }
}

/** The server takes 64 bytes; ids are shorter, but an id of another day might not be. */
const longestFairnessKey = 63;

const isAllDone = (result: AttemptResult): boolean =>
  result.kind === 'nothing' || result.kind === 'disabled' || !('behind' in result) || result.behind === 0;

const summaryOf = (result: Extract<AttemptResult, { kind: 'again' }>): string =>
  `try ${result.tries + 1} of ${result.event} in ${describeLength(result.waitMs)}: ${result.outcome}`;
