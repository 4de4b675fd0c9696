// The people of all customers: whoever is asked for an account follows the link a moment later and says yes. They try
// again when a page does not come or the provider fails in front of them, and say what they saw.

import type { CastAccount, CastTenant } from '../src/demo/cast.ts';
import { giveAccessBack } from '../src/demo/story.ts';
import { explain } from '../src/process.ts';
import { unlessAway } from './patience.ts';

const looksEveryMs = 250;
/** Nobody follows the same link again at once; what was stored is taken up meanwhile. */
const triesAgainAfterMs = 5_000;

export interface People {
  reauthorized(): number;
  /** Times a link led to a page that did not help. */
  stuck(): number;
  /** Rejects with what went wrong, if anything did. */
  goHome(): Promise<void>;
}

export function watchForLinks(cast: readonly CastTenant[], say: (line: string) => void): People {
  let isHome = false;
  let count = 0;
  let failed = 0;

  const answer = async (tenant: CastTenant, one: CastAccount): Promise<boolean> => {
    const account = await unlessAway(() => tenant.api.account(one.account.id));
    if (account?.state !== 'reauth_required' || account.reauthUrl === undefined) return false;
    const { reauthUrl } = account;
    try {
      await giveAccessBack({ reauthUrl }, one.user);
      count += 1;
    } catch (error) {
      // The page or the provider failed in front of a person, who tries the link again. One that fails every time shows
      // as a run that does not end.
      failed += 1;
      say(`  a person of ${tenant.facts.name} got stuck at ${one.provider}: ${explain(error)}`);
    }
    return true;
  };
  const watch = async (tenant: CastTenant, one: CastAccount): Promise<void> => {
    while (!isHome) {
      const tried = await answer(tenant, one);
      await new Promise((resolve) => setTimeout(resolve, tried ? triesAgainAfterMs : looksEveryMs));
    }
  };
  const watching = Promise.all(
    cast.flatMap((tenant) => Object.values(tenant.accounts).map((one) => watch(tenant, one))),
  );
  // Heard in goHome.
  watching.catch(() => {});
  return {
    reauthorized: () => count,
    stuck: () => failed,
    async goHome() {
      isHome = true;
      await watching;
    },
  };
}
