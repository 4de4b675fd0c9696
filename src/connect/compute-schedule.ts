// When a token just received is to be refreshed: the pure rule of src/domain, fed with what the store knows of the
// provider app. Used for first, next and adopted versions alike, so that all of them stand on one grid.

import { type RefreshSchedule, scheduleRefresh } from '../domain/refresh-schedule.ts';
import type { Provider } from '../providers/registry.ts';
import type { Queryable } from '../store/db.ts';
import { nominalLifetime } from '../store/provider-apps.ts';

export async function computeSchedule(
  db: Queryable,
  provider: Provider,
  serial: number,
  issuedAt: number,
  expiresAt: number,
): Promise<RefreshSchedule> {
  const nominalLifetimeMs = await nominalLifetime(db, provider.app, expiresAt - issuedAt);
  return scheduleRefresh({
    issuedAt,
    expiresAt,
    nominalLifetimeMs,
    serial,
    grantIdleLimitDays: provider.grantIdleLimitDays,
  });
}
