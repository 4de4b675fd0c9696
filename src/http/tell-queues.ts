// Has queues of deliveries tried at once, on behalf of a caller who waits for it.

import type { DeliveryQueue } from '../domain/delivery.ts';
import type { AppDeps } from './app-deps.ts';
import { ApiProblem } from './problem.ts';

export async function tellQueues(
  { deliveryClient, log }: Pick<AppDeps, 'deliveryClient' | 'log'>,
  queues: readonly DeliveryQueue[],
): Promise<void> {
  try {
    await Promise.all(queues.map((queue) => deliveryClient.retryNow(queue)));
  } catch (error) {
    log.warn('deliveries could not be told to go on', { error: (error as Error).name });
    throw new ApiProblem(
      'temporal.unavailable',
      'What you asked for is written down, but the Temporal server does not answer, so it is not tried yet. Ask again in a moment; asking twice does no harm.',
      { headers: { 'retry-after': '5' } },
    );
  }
}
