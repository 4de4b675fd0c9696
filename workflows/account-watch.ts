// A run's view of the accounts it uses: what it was told last, and waiting for better. Told by signal; but a signal can be
// lost, so a wait also asks again every few minutes, and compares `seq`, never an edge.

import { condition, getExternalWorkflowHandle, log, proxyActivities } from '@temporalio/workflow';
import type { RunActivities } from '../activities/contract.ts';
import type { AccountChange } from '../src/domain/account.ts';
import { type AccountId, type AccountRef, accountWorkflowId, type TenantId } from '../src/domain/ids.ts';
import { DAY, MINUTE } from '../src/domain/time.ts';
import { shortActivityOptions } from './activity-options.ts';
import { unwatch } from './messages.ts';

const { watchAccount } = proxyActivities<RunActivities>(shortActivityOptions);

const usuallyAskAgainMs = 3 * MINUTE;
/** A watch without a deadline ends by itself after this, and is renewed by whoever still waits. */
const longestWatchMs = 2 * DAY;

export class AccountWatch {
  readonly #tenant: TenantId;
  readonly #watcher: string;
  readonly #until: number;
  readonly #known = new Map<AccountId, AccountChange>();
  readonly #declined = new Set<string>();

  readonly #askAgainMs: number;

  constructor(
    tenant: TenantId,
    watcher: string,
    deadlineAt: number | null,
    askAgainMs: number = usuallyAskAgainMs,
  ) {
    this.#tenant = tenant;
    this.#watcher = watcher;
    this.#askAgainMs = askAgainMs;
    this.#until = Math.max(deadlineAt ?? 0, Date.now() + longestWatchMs);
  }

  /** By signal; an older word than the one known changes nothing. */
  note(change: AccountChange): void {
    const known = this.#known.get(change.ref.account);
    if (!known || known.seq < change.seq) this.#known.set(change.ref.account, change);
    if (change.seq < (known?.seq ?? 0)) return;
    if (change.isDeclined) this.#declined.add(change.ref.account);
    if (change.state === 'active') this.#declined.delete(change.ref.account);
  }

  noteDecline(account: string): void {
    this.#declined.add(account);
  }

  isDeclined(account: string): boolean {
    return this.#declined.has(account);
  }

  /** Carried over where a run goes on in another history. */
  get declined(): string[] {
    return [...this.#declined];
  }

  isDisconnected(account: AccountId): boolean {
    return this.#known.get(account)?.state === 'disconnected';
  }

  /** What is known of the account; asked, and watched from then on, the first time. */
  async look(account: AccountId): Promise<AccountChange> {
    return this.#known.get(account) ?? (await this.#ask(account));
  }

  /** Waits for the account to be active at a higher `seq`; false when `mayWait` turned false first. */
  async waitUntilActive(account: AccountId, blockedSeq: number, mayWait: () => boolean): Promise<boolean> {
    const isBack = (): boolean => {
      const known = this.#known.get(account);
      return known !== undefined && known.seq > blockedSeq && known.state === 'active';
    };
    while (mayWait()) {
      // Watched again at each block: the watch may have ended meanwhile.
      await this.#ask(account);
      if (isBack()) return true;
      await condition(() => isBack() || !mayWait(), this.#askAgainMs, {
        summary: `wait for account ${account}`,
      });
      if (isBack()) return true;
    }
    return false;
  }

  async #ask(account: AccountId): Promise<AccountChange> {
    const change = await watchAccount.executeWithOptions({ summary: `watch ${account}` }, [
      { ref: this.#ref(account), watcher: this.#watcher, until: this.#until },
    ]);
    this.note(change);
    return this.#known.get(account)!;
  }

  /** Lets go of every account; one that is gone does not mind. */
  async end(): Promise<void> {
    await Promise.all(
      [...this.#known.keys()].map(async (account) => {
        try {
          await getExternalWorkflowHandle(accountWorkflowId(this.#ref(account))).signal(unwatch, {
            watcher: this.#watcher,
          });
        } catch (error) {
          log.info('a watched account is gone', { account, error: (error as Error).name });
        }
      }),
    );
  }

  #ref(account: AccountId): AccountRef {
    return { tenant: this.#tenant, account };
  }
}
