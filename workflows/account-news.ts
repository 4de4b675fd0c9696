// Who is told what: the runs that watch an account, and the events that are published about it.

import {
  type ExternalWorkflowHandle,
  getExternalWorkflowHandle,
  log,
  proxyActivities,
} from '@temporalio/workflow';
import type { AccountActivities } from '../activities/contract.ts';
import type { AccountChange, AccountSnapshot } from '../src/domain/account.ts';
import type { EventType } from '../src/domain/events.ts';
import { type AccountId, eventIdOf } from '../src/domain/ids.ts';
import type { Json } from '../src/domain/tool.ts';
import { shortActivityOptions } from './activity-options.ts';
import { accountChanged, decline } from './messages.ts';

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
    await this.#tellAll((run) => run.signal(accountChanged, change));
  }

  /** Nobody will reauthorize the account: who waits for it need not. */
  async tellDeclined(account: AccountId): Promise<void> {
    await this.#tellAll((run) => run.signal(decline, { account }));
  }

  async #tellAll(say: (run: ExternalWorkflowHandle) => Promise<void>): Promise<void> {
    const targets = this.watchers(Date.now()).map(([id]) => id);
    for (let from = 0; from < targets.length; from += signalsAtOnce) {
      await Promise.all(targets.slice(from, from + signalsAtOnce).map((id) => this.#tellOne(id, say)));
    }
  }

  async #tellOne(watcher: string, say: (run: ExternalWorkflowHandle) => Promise<void>): Promise<void> {
    try {
      await say(getExternalWorkflowHandle(watcher));
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
