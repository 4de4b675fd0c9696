// Who is told what: the runs that watch an account, and the events that are published about it.

import { getExternalWorkflowHandle, log, proxyActivities } from '@temporalio/workflow';
import type { AccountActivities } from '../activities/contract.ts';
import type { AccountChange, AccountSnapshot } from '../src/domain/account.ts';
import type { EventType } from '../src/domain/events.ts';
import { eventIdOf } from '../src/domain/ids.ts';
import type { Json } from '../src/domain/tool.ts';
import { shortActivityOptions } from './activity-options.ts';
import { accountChanged } from './messages.ts';

const { publishEvent } = proxyActivities<AccountActivities>(shortActivityOptions);

/** Signals under way at once; the server allows 2,000 pending per workflow, a history stays readable with fewer. */
const signalsAtOnce = 50;

export class AccountNews {
  readonly #watchers: Map<string, number>;

  constructor(watchers: readonly (readonly [workflowId: string, until: number])[]) {
    this.#watchers = new Map(watchers);
  }

  add(watcher: string, until: number): void {
    this.#watchers.set(watcher, Math.max(until, this.#watchers.get(watcher) ?? 0));
  }

  remove(watcher: string): void {
    this.#watchers.delete(watcher);
  }

  /** Those whose watch has not ended. */
  watchers(now: number): (readonly [workflowId: string, until: number])[] {
    return [...this.#watchers].filter(([, until]) => until > now);
  }

  async tell(change: AccountChange): Promise<void> {
    const targets = this.watchers(Date.now()).map(([id]) => id);
    for (let from = 0; from < targets.length; from += signalsAtOnce) {
      await Promise.all(targets.slice(from, from + signalsAtOnce).map((id) => this.#tellOne(id, change)));
    }
  }

  async #tellOne(watcher: string, change: AccountChange): Promise<void> {
    try {
      await getExternalWorkflowHandle(watcher).signal(accountChanged, change);
    } catch (error) {
      // A run that has ended or never was: it needs no news. One that lives watches again by itself every few minutes.
      log.info('a watcher is gone', { watcher, error: (error as Error).name });
      this.remove(watcher);
    }
  }

  async publish(
    about: AccountSnapshot,
    decision: number,
    type: EventType,
    data: { readonly [key: string]: Json },
  ): Promise<void> {
    await publishEvent.executeWithOptions({ summary: type }, [
      {
        id: eventIdOf(about.ref.account, decision),
        tenant: about.ref.tenant,
        type,
        account: about.ref.account,
        run: null,
        sequence: decision,
        data: { provider: about.provider, label: about.label, state: about.state, seq: about.seq, ...data },
      },
    ]);
  }
}
