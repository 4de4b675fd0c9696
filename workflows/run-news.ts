// The events of a run, numbered by the run itself.

import { proxyActivities } from '@temporalio/workflow';
import type { RunActivities } from '../activities/contract.ts';
import type { EventType } from '../src/domain/events.ts';
import { runEventIdOf } from '../src/domain/ids.ts';
import { isWithout } from '../src/domain/late-fill.ts';
import type { Ledger } from '../src/domain/run.ts';
import type { Json } from '../src/domain/tool.ts';
import { shortActivityOptions } from './activity-options.ts';

const { publishEvent } = proxyActivities<RunActivities>(shortActivityOptions);

export class RunNews {
  readonly #ledger: Ledger;
  #sequence: number;

  /** `lastSequence`: of the run's own events, where its late fill goes on counting. */
  constructor(ledger: Ledger, lastSequence = 0) {
    this.#ledger = ledger;
    this.#sequence = lastSequence;
  }

  get lastSequence(): number {
    return this.#sequence;
  }

  async publish(type: EventType, data: { readonly [key: string]: Json }): Promise<void> {
    this.#sequence += 1;
    const { tenant, run, kind, name, state } = this.#ledger;
    await publishEvent.executeWithOptions({ summary: type }, [
      {
        id: runEventIdOf(tenant, run, this.#sequence),
        tenant,
        type,
        account: null,
        run,
        sequence: this.#sequence,
        data: { kind, name, state, ...data },
      },
    ]);
  }
}

/** Its deadline has come, and it goes on waiting. */
export const tellOverdue = ({ pausedOn, deadlineAt }: Ledger, news: RunNews): Promise<void> =>
  news.publish('agent.run.overdue', { pausedOn, deadlineAt });

/** What a run's end comes to, to whoever listens. */
export async function tellEnd(
  { verdict, gaps: left, lateFill, steps }: Ledger,
  news: RunNews,
  isFailedByDeadline: boolean,
): Promise<void> {
  const gaps = left.map((gap) => ({ ...gap }));
  if (steps.some((step) => step.state === 'done' && isWithout(step))) {
    const late = { waitsFor: lateFill?.waitsFor ?? [], lateFillUntilAt: lateFill?.untilAt ?? null };
    await news.publish('agent.run.delivered_with_gaps', { gaps, ...late });
  }
  await news.publish(verdict === 'failed' ? 'agent.run.failed' : 'agent.run.completed', {
    verdict,
    gaps,
    ...(isFailedByDeadline && { reason: 'the deadline came while it waited for accounts' }),
  });
}
