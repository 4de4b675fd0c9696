// One exchange, from its place in the provider app's queue to what is known of it once it is over: by its own word, else by
// the journal's. A caller that begins to wait meanwhile lets it overtake the backlog, if it has not begun.

import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  patched,
  proxyActivities,
} from '@temporalio/workflow';
import type { AccountActivities, ExchangeActivities, ExchangeOrder } from '../activities/contract.ts';
import type { ExchangeResult } from '../src/domain/exchange.ts';
import { exchangeActivityOptions, shortActivityOptions } from './activity-options.ts';

const accounts = proxyActivities<AccountActivities>(shortActivityOptions);

/** Somebody waits for the token: nothing comes before it. */
export const callersPriority = 1;

export class ExchangeUnderWay {
  #scope: CancellationScope | null = null;
  #isOvertaking = false;

  async run(
    order: ExchangeOrder,
    place: { readonly app: string; readonly priorityKey: number; readonly summary: string },
  ): Promise<ExchangeResult> {
    this.#isOvertaking = false;
    try {
      const result = await this.#queue(order, place);
      if (result.kind !== 'unknown') return result;
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    }
    return accounts.inspectExchange.executeWithOptions(
      { summary: 'what the journal knows of the exchange' },
      [order],
    );
  }

  /**
   * Takes an exchange that has not begun out of the backlog; it is queued again at once, in front. One that has begun does
   * not notice: it goes on to its end, because what is sent cannot be called back.
   */
  overtake(): void {
    if (!this.#scope || this.#isOvertaking || !patched('overtake-the-backlog')) return;
    this.#isOvertaking = true;
    this.#scope.cancel();
  }

  async #queue(
    order: ExchangeOrder,
    {
      app,
      priorityKey,
      summary,
    }: { readonly app: string; readonly priorityKey: number; readonly summary: string },
  ): Promise<ExchangeResult> {
    const { exchangeRefreshToken } = proxyActivities<ExchangeActivities>(exchangeActivityOptions(app));
    const queueAt = (key: number): Promise<ExchangeResult> =>
      exchangeRefreshToken.executeWithOptions(
        { summary, priority: { priorityKey: key, fairnessKey: order.ref.tenant } },
        [order],
      );
    if (priorityKey === callersPriority) return queueAt(priorityKey);
    this.#scope = new CancellationScope({ cancellable: true });
    try {
      return await this.#scope.run(() => queueAt(priorityKey));
    } catch (error) {
      if (!this.#isOvertaking || !isCancellation(error)) throw error;
      return await queueAt(callersPriority);
    } finally {
      this.#scope = null;
    }
  }
}
