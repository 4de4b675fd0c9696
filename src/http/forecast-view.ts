// Forecasts as the API shows them: a verdict, and for each reason a code, who must act, by when, and a sentence for them.

import { z } from '@hono/zod-openapi';
import type { Forecast, ForecastReason, ForecastVerdict } from '../domain/forecast-facts.ts';
import type { AccountId, TenantId } from '../domain/ids.ts';
import type { Pool } from '../store/db.ts';
import { listOpenRequests } from '../store/reauth-requests.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';
import { isoOrNull } from './paging.ts';

export const verdictSchema = z.enum(['good', 'at_risk', 'will_not_survive']);
export const actorSchema = z.enum(['person', 'customer_admin', 'operator', 'nobody']);

export const reasonSchema = z
  .object({
    code: z.string().openapi({ description: 'One of a closed list; docs/preflight.md has them all.' }),
    verdict: z.enum(['at_risk', 'will_not_survive']),
    actor: actorSchema,
    actBy: z.iso.datetime().nullable(),
    summary: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .openapi('ForecastReason');

export const forecastItemSchema = z
  .object({
    account: z.string(),
    provider: z.string().nullable().openapi({ description: 'Null for an account that is not here.' }),
    label: z.string().nullable(),
    verdict: verdictSchema,
    reasons: z.array(reasonSchema),
    actor: actorSchema.nullable().openapi({ description: 'Of the gravest reason.' }),
    actBy: z.iso.datetime().nullable().openapi({ description: 'The soonest of all reasons.' }),
    reauthUrl: z
      .url()
      .nullable()
      .openapi({ description: 'Where a person renews it, once that was asked for.' }),
  })
  .openapi('ForecastItem');

export type ForecastItemView = z.output<typeof forecastItemSchema>;

export const showReason = ({ actByAt, facts, ...reason }: ForecastReason): z.output<typeof reasonSchema> => ({
  ...reason,
  facts: { ...facts },
  actBy: isoOrNull(actByAt),
});

export interface ForecastItem extends Forecast {
  readonly account: AccountId;
  readonly provider: string | null;
  readonly label: string | null;
}

/** With the link of the request that is open for each, where one is. */
export async function showItems(
  { pool, links }: { readonly pool: Pool; readonly links: ReauthLinks },
  tenant: TenantId,
  items: readonly ForecastItem[],
): Promise<ForecastItemView[]> {
  const requests = await listOpenRequests(
    pool,
    tenant,
    items.map(({ account }) => account),
  );
  return items.map(({ account, provider, label, verdict, reasons }) => {
    const request = requests.get(account);
    const times = reasons.flatMap(({ actByAt }) => actByAt ?? []);
    return {
      account,
      provider,
      label,
      verdict,
      reasons: reasons.map(showReason),
      actor: reasons[0]?.actor ?? null,
      actBy: isoOrNull(times.length === 0 ? null : Math.min(...times)),
      reauthUrl: request && verdict !== 'good' ? links.urlFor(request.id) : null,
    };
  });
}

export const notGood: readonly ForecastVerdict[] = ['at_risk', 'will_not_survive'];
