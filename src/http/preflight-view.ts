// A preflight as the API shows it: what it looks ahead to, what it has found, and a page of the accounts that need somebody.

import { z } from '@hono/zod-openapi';
import {
  countItems,
  findPreflight,
  listItems,
  type PreflightRef,
  type PreflightRow,
} from '../store/preflights.ts';
import type { AppDeps } from './app-deps.ts';
import { forecastItemSchema, showItems } from './forecast-view.ts';
import { isoOf, isoOrNull, pageOf } from './paging.ts';
import { ApiProblem } from './problem.ts';

export const preflightSchema = z
  .object({
    id: z.string(),
    schedule: z.string().nullable(),
    run: z.string().nullable().openapi({ description: 'Name of the run it looks ahead to.' }),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    state: z.enum(['running', 'done']),
    accounts: z.number().int(),
    probed: z.number().int().openapi({ description: 'Asked about at their providers so far.' }),
    good: z.number().int(),
    atRisk: z.number().int(),
    willNotSurvive: z.number().int(),
    items: z.array(forecastItemSchema).openapi({ description: 'Those that are not good, once it is known.' }),
    nextCursor: z.string().nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .openapi('Preflight');

export async function mustFindPreflight(
  deps: Pick<AppDeps, 'pool'>,
  ref: PreflightRef,
): Promise<PreflightRow> {
  const found = await findPreflight(deps.pool, ref);
  if (found) return found;
  throw new ApiProblem(
    'preflight.unknown',
    `There is no preflight "${ref.preflight}" in this tenant; POST /v1/preflight starts one.`,
  );
}

export async function showPreflight(
  deps: Pick<AppDeps, 'pool' | 'links'>,
  ref: PreflightRef,
  row: PreflightRow,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<z.output<typeof preflightSchema>> {
  const counts = await countItems(deps.pool, ref);
  const found = await listItems(deps.pool, ref, { after, limit: limit + 1 }, 'not_good');
  const page = pageOf(
    found,
    limit,
    ({ account, provider, label, verdict, reasons }) => ({
      account,
      provider,
      label,
      verdict: verdict!,
      reasons: reasons!,
    }),
    ({ account }) => account,
  );
  return {
    id: row.id,
    schedule: row.schedule,
    run: row.run_name,
    from: isoOf(row.from_at),
    until: isoOf(row.until_at),
    state: row.state,
    accounts: counts.accounts,
    probed: counts.probed,
    good: counts.good,
    atRisk: counts.at_risk,
    willNotSurvive: counts.will_not_survive,
    items: await showItems(deps, ref.tenant, page.items),
    nextCursor: page.nextCursor,
    createdAt: isoOf(row.created_at),
    endedAt: isoOrNull(row.ended_at),
  };
}
