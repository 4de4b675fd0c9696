// A connected account as the API shows it: states and facts, never a token.

import { z } from '@hono/zod-openapi';
import { findAccountsMissing } from '../connect/compare-scopes.ts';
import type { TenantId } from '../domain/ids.ts';
import { DAY, describeInstant, HOUR } from '../domain/time.ts';
import { type ForecastDeps, forecastAccounts } from '../forecast/forecast-accounts.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Pool } from '../store/db.ts';
import { countExchanges, type ExchangeCounts } from '../store/exchanges.ts';
import { findForecastRows } from '../store/forecast-facts.ts';
import { listOpenRequests } from '../store/reauth-requests.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';
import { reasonSchema, showReason, verdictSchema } from './forecast-view.ts';
import { isoOf } from './paging.ts';

export const accountStateSchema = z.enum(['active', 'held', 'reauth_required', 'disconnected']);

export const diagnosisSchema = z.object({
  cause: z.string(),
  actor: z.enum(['person', 'customer_admin', 'operator', 'nobody']),
  confidence: z.enum(['certain', 'likely', 'possible']),
  summary: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const accountForecastSchema = z
  .object({ until: z.iso.datetime(), verdict: verdictSchema, reasons: z.array(reasonSchema) })
  .openapi({
    description:
      'Whether it will last through the day and night ahead, by what is known. Absent for a disconnected account.',
  });

export const accountSchema = z
  .object({
    id: z.string(),
    provider: z.string(),
    label: z.string(),
    state: accountStateSchema,
    tokenVersion: z.number().int(),
    expiresAt: z.iso.datetime(),
    grantEndsAt: z.iso
      .datetime()
      .nullable()
      .openapi({
        description:
          'When the grant itself ends by the provider’s own word, however often it is refreshed: a person must connect again by then. ' +
          'Null where the provider set no end.',
      }),
    nextRefresh: z
      .object({ at: z.iso.datetime(), reason: z.string() })
      .nullable()
      .openapi({ description: 'Null while the account waits for somebody to act.' }),
    diagnosis: diagnosisSchema.optional(),
    externalSubject: z.string().optional(),
    externalOrganization: z.string().optional(),
    scopes: z.array(z.string()),
    missingScopes: z.array(z.string()).optional().openapi({
      description:
        'What the person left out of what was asked for. A reauthorization link asks for it again.',
    }),
    exchanges: z.object({
      settled: z.number().int(),
      refused: z.number().int(),
      unknown: z.number().int(),
    }),
    forecast: accountForecastSchema.optional(),
    reauthUrl: z.url().optional().openapi({ description: 'Where a person renews it, if one is needed.' }),
    createdAt: z.iso.datetime(),
  })
  .openapi('Account');

export type AccountView = z.output<typeof accountSchema>;

/** Shows accounts of one tenant, with what the journal and the open requests add to them. */
export async function showAccounts(
  deps: ForecastDeps & { readonly pool: Pool; readonly links: ReauthLinks },
  tenant: TenantId,
  accounts: readonly AccountRow[],
): Promise<AccountView[]> {
  const ids = accounts.map((account) => account.id);
  const now = Date.now();
  // To the full hour, so that two answers about the same account say the same.
  const window = { from: now, until: Math.ceil((now + DAY) / HOUR) * HOUR };
  const [counts, requests, rows] = await Promise.all([
    countExchanges(deps.pool, tenant, ids),
    listOpenRequests(deps.pool, tenant, ids),
    findForecastRows(deps.pool, tenant, ids),
  ]);
  const foreseen = await forecastAccounts(deps, rows, window, window.from);
  const forecasts = new Map(foreseen.map(({ account, forecast }) => [account.id, forecast]));
  return accounts.map((account) => {
    const request = account.state === 'reauth_required' ? requests.get(account.id) : undefined;
    const forecast = account.state === 'disconnected' ? undefined : forecasts.get(account.id);
    return {
      ...viewOf(account, counts.get(account.id), request && deps.links.urlFor(request.id)),
      ...(forecast && {
        forecast: {
          until: isoOf(window.until),
          verdict: forecast.verdict,
          reasons: forecast.reasons.map(showReason),
        },
      }),
    };
  });
}

function viewOf(
  account: AccountRow,
  counts: ExchangeCounts | undefined,
  reauthUrl: string | undefined,
): AccountView {
  const missingScopes = findAccountsMissing(account);
  return {
    id: account.id,
    provider: account.provider,
    label: account.label,
    state: account.state,
    tokenVersion: account.current_version,
    expiresAt: isoOf(account.expires_at),
    grantEndsAt: account.refresh_expires_at === null ? null : isoOf(account.refresh_expires_at),
    nextRefresh: nextRefreshOf(account, Date.now()),
    ...(account.diagnosis && { diagnosis: account.diagnosis }),
    ...(account.external_subject !== null && { externalSubject: account.external_subject }),
    ...(account.external_organization !== null && { externalOrganization: account.external_organization }),
    scopes: account.scopes,
    ...(missingScopes.length > 0 && { missingScopes }),
    exchanges: counts ?? { settled: 0, refused: 0, unknown: 0 },
    ...(reauthUrl && { reauthUrl }),
    createdAt: isoOf(account.created_at),
  };
}

/** The grid point while a run uses the account; past it, nobody does, and it is only kept alive. */
export function nextRefreshOf(
  { state, schedule }: Pick<AccountRow, 'state' | 'schedule'>,
  now: number,
): AccountView['nextRefresh'] {
  if (state !== 'active') return null;
  if (schedule.at > now) {
    const idle = `; if no run uses it by then, ${describeInstant(schedule.keepAliveAt)}`;
    return { at: isoOf(schedule.at), reason: schedule.reason + idle };
  }
  return {
    at: isoOf(Math.max(schedule.keepAliveAt, now)),
    reason: 'no run uses it: kept alive; refreshed at once when a run needs it',
  };
}
