// When a token just received is to be refreshed: the pure rule of src/domain, fed with what the store knows of the
// provider app. Used for first, next and adopted versions alike, so that all of them stand on one grid.

import { type RefreshSchedule, scheduleRefresh } from '../domain/refresh-schedule.ts';
import type { Provider } from '../providers/registry.ts';
import type { Queryable } from '../store/db.ts';
import { nominalLifetime, nominalOfRest } from '../store/provider-apps.ts';

export async function computeSchedule(
  db: Queryable,
  provider: Provider,
  serial: number,
  issuedAt: number,
  expiresAt: number,
  /** `rest`: it was issued to somebody else, at a time nobody told us. */
  known: 'whole life' | 'rest' = 'whole life',
): Promise<RefreshSchedule> {
  const nominal = known === 'rest' ? nominalOfRest : nominalLifetime;
  const nominalLifetimeMs = await nominal(db, provider.app, expiresAt - issuedAt);
  return scheduleRefresh({
    issuedAt,
    expiresAt,
    nominalLifetimeMs,
    serial,
    grantIdleLimitDays: provider.grantIdleLimitDays,
  });
}
