// Every account of a provider app in turn: to be told news, or probed between refreshes. Long, so it lets the server know that
// it lives; repeated from the start, because telling or asking twice does no harm.

import type { GrantCheck } from '../src/domain/account.ts';
import { fleetWindowMs } from '../src/domain/fleet.ts';
import type { AccountRef } from '../src/domain/ids.ts';
import { MINUTE, SECOND } from '../src/domain/time.ts';
import type { Pool } from '../src/store/db.ts';
import { listHeld, listRefused, listWatched, type Page, shortestWatchedLife } from '../src/store/fleet.ts';
import { noteWatched } from '../src/store/provider-apps.ts';
import type { AccountClient } from '../src/temporal/account-client.ts';
import type { FleetActivities } from './contract.ts';

export interface FleetDeps {
  readonly pool: Pool;
  readonly accountClient: Pick<AccountClient, 'tellAppNews' | 'hint'>;
  readonly checkGrant: (ref: AccountRef) => Promise<GrantCheck>;
  readonly heartbeat: () => void;
}

const pageSize = 200;
const atOnce = 10;
/** Of a token's life between two probes, at most `longestCheckIntervalMs`. */
const checkShare = 1 / 6;
const longestCheckIntervalMs = 5 * MINUTE;
const shortestCheckIntervalMs = SECOND;

export function createFleetActivities(deps: FleetDeps): FleetActivities {
  const { pool, accountClient, heartbeat } = deps;

  const each = async (
    list: (page: Page) => Promise<AccountRef[]>,
    visit: (ref: AccountRef) => Promise<void>,
  ): Promise<void> => {
    let after: AccountRef | null = null;
    for (;;) {
      const page: AccountRef[] = await list({ after, limit: pageSize });
      for (let from = 0; from < page.length; from += atOnce) {
        heartbeat();
        await Promise.all(page.slice(from, from + atOnce).map(visit));
      }
      if (page.length < pageSize) return;
      after = page.at(-1)!;
    }
  };

  return {
    async tellAccounts({ app, audience, news }) {
      let told = 0;
      await each(
        (page) =>
          audience.kind === 'held'
            ? listHeld(pool, app, page)
            : listRefused(pool, app, fleetWindowMs, audience.of, page),
        async (ref) => {
          if (await accountClient.tellAppNews(ref, news)) told += 1;
        },
      );
      return told;
    },

    async checkWatched(app) {
      const shortestLifeMs = await shortestWatchedLife(pool, app);
      await noteWatched(pool, app, shortestLifeMs !== null);
      if (shortestLifeMs === null) return { checked: 0, lookDead: 0, nextInMs: null };
      const nextInMs = Math.round(
        Math.max(shortestCheckIntervalMs, Math.min(longestCheckIntervalMs, checkShare * shortestLifeMs)),
      );
      let checked = 0;
      let lookDead = 0;
      await each(
        (page) => listWatched(pool, app, Date.now() + nextInMs, page),
        async (ref) => {
          const check = await deps.checkGrant(ref);
          checked += 1;
          if (check !== 'looks_dead') return;
          lookDead += 1;
          await accountClient.hint(ref);
        },
      );
      return { checked, lookDead, nextInMs };
    },
  };
}
