// All of a tenant's accounts at once: how many are good through the window, and a page of those that are asked for. Counted
// anew for every page, from what is stored: nothing is kept of a forecast that nobody acts on.

import type { ForecastVerdict, ForecastWindow } from '../domain/forecast-facts.ts';
import type { TenantId } from '../domain/ids.ts';
import type { Queryable } from '../store/db.ts';
import { type ForecastRow, listForecastRows } from '../store/forecast-facts.ts';
import { type ForecastDeps, type Foreseen, forecastAccounts } from './forecast-accounts.ts';

/** Rows a query brings at a time; an account's facts are a few hundred bytes. */
const sliceSize = 2_000;

export interface TenantForecast {
  readonly counts: Readonly<Record<ForecastVerdict, number>>;
  /** Those of the verdicts asked for, behind the cursor, in the order of their ids. */
  readonly found: readonly Foreseen[];
}

export async function forecastTenant(
  deps: ForecastDeps & { readonly pool: Queryable },
  tenant: TenantId,
  window: ForecastWindow,
  page: { readonly verdicts: readonly ForecastVerdict[]; readonly after: string; readonly limit: number },
): Promise<TenantForecast> {
  const foreseen = await forecastAccounts(deps, await listAll(deps.pool, tenant), window, Date.now());
  const counts = { good: 0, at_risk: 0, will_not_survive: 0 };
  for (const { forecast } of foreseen) counts[forecast.verdict] += 1;
  const found = foreseen
    .filter(({ account, forecast }) => account.id > page.after && page.verdicts.includes(forecast.verdict))
    .slice(0, page.limit);
  return { counts, found };
}

async function listAll(db: Queryable, tenant: TenantId): Promise<ForecastRow[]> {
  const all: ForecastRow[] = [];
  for (;;) {
    const slice = await listForecastRows(db, tenant, { after: all.at(-1)?.id ?? '', limit: sliceSize });
    all.push(...slice);
    if (slice.length < sliceSize) return all;
  }
}
