// What the workflow of a provider app asks of the database: short, and safe to repeat.

import { fleetWindowMs } from '../src/domain/fleet.ts';
import type { Providers } from '../src/providers/registry.ts';
import { inTransaction, type Pool } from '../src/store/db.ts';
import { insertEvent } from '../src/store/events.ts';
import { noteOwnFaults, pickCanary, surveyFleet } from '../src/store/fleet.ts';
import { findAppHealth, saveAppHealth } from '../src/store/provider-apps.ts';
import type { ProviderAppActivities } from './contract.ts';

export interface ProviderAppDeps {
  readonly pool: Pool;
  readonly providers: Providers;
}

export function createProviderAppActivities({ pool, providers }: ProviderAppDeps): ProviderAppActivities {
  return {
    async loadApp(app) {
      const health = await findAppHealth(pool, app);
      return {
        name: providers.get(health?.provider ?? app).name,
        failing: health?.failing ?? null,
        lastDecision: health?.last_decision ?? 0,
      };
    },

    surveyFleet: (app) => surveyFleet(pool, app, fleetWindowMs),

    saveAppHealth: ({ app, failing, decision }) =>
      inTransaction(pool, async (db) => {
        await saveAppHealth(db, app, { failing, decision });
        // An account that is refused after the app was found sound would trip the rule again, and hold everybody again.
        if (failing === null) await noteOwnFaults(db, app, Date.now() + 2 * fleetWindowMs);
      }),

    pickCanary: ({ app, ...choice }) => pickCanary(pool, app, choice),
    publishEvent: async (event) => void (await insertEvent(pool, event)),
  };
}
