// The people of all customers: whoever is asked for an account follows the link a moment later and says yes. They go on
// asking when a page does not come: the API may be down at that moment.

import type { CastAccount, CastTenant } from '../src/demo/cast.ts';
import { giveAccessBack } from '../src/demo/story.ts';
import { unlessAway } from './patience.ts';

const looksEveryMs = 250;

export interface People {
  reauthorized(): number;
  /** Rejects with what went wrong, if anything did. */
  goHome(): Promise<void>;
}

export function watchForLinks(cast: readonly CastTenant[]): People {
  let isHome = false;
  let count = 0;

  const answer = async (tenant: CastTenant, one: CastAccount): Promise<void> => {
    const account = await unlessAway(() => tenant.api.account(one.account.id));
    if (account?.state !== 'reauth_required' || account.reauthUrl === undefined) return;
    const { reauthUrl } = account;
    const done = await unlessAway(() => giveAccessBack({ reauthUrl }, one.user));
    if (done !== null) count += 1;
  };
  const watch = async (tenant: CastTenant, one: CastAccount): Promise<void> => {
    while (!isHome) {
      await answer(tenant, one);
      await new Promise((resolve) => setTimeout(resolve, looksEveryMs));
    }
  };
  const watching = Promise.all(
    cast.flatMap((tenant) => Object.values(tenant.accounts).map((one) => watch(tenant, one))),
  );
  // Heard in goHome.
  watching.catch(() => {});
  return {
    reauthorized: () => count,
    async goHome() {
      isHome = true;
      await watching;
    },
  };
}
