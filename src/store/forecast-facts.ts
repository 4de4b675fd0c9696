// What a forecast rests on, of many accounts at once: account, version, grant and journal in one row. Two questions look at
// every tenant's rows, because a provider counts a person's grants and an app's age without knowing our tenants; they answer
// numbers and names of apps, and need a connection that may see them.

import { z } from 'zod';
import type { AccountState } from '../domain/account.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { AccountId, GrantId, TenantId } from '../domain/ids.ts';
import type { RefreshSchedule } from '../domain/refresh-schedule.ts';
import { type Queryable, rows } from './db.ts';

const forecastRow = z.object({
  id: z.string().transform((id) => id as AccountId),
  provider: z.string(),
  provider_app: z.string(),
  label: z.string(),
  state: z.string().transform((state) => state as AccountState),
  seq: z.number(),
  diagnosis: z.unknown().transform((value) => value as Diagnosis | null),
  external_subject: z.string().nullable(),
  requested_scopes: z.array(z.string()),
  current_grant: z.string().transform((id) => id as GrantId),
  issued_at: z.number(),
  expires_at: z.number(),
  scopes: z.array(z.string()),
  schedule: z.unknown().transform((value) => value as RefreshSchedule),
  consented_at: z.number(),
  refresh_expires_at: z.number().nullable(),
  /** Exchanges of the version in force whose answer was lost. */
  lost_answers: z.number(),
});

export type ForecastRow = z.output<typeof forecastRow>;

const select = `
  select a.id, a.provider, a.provider_app, a.label, a.state, a.seq, a.diagnosis, a.external_subject, a.requested_scopes,
         a.current_grant, v.issued_at, v.expires_at, v.scopes, v.schedule, g.consented_at, g.refresh_expires_at,
         (select count(*) from exchanges e
          where e.tenant = a.tenant and e.account = a.id and e.grant_id = a.current_grant
            and e.from_version = a.current_version and e.status = 'unknown') as lost_answers
  from connected_accounts a
  join token_versions v on v.tenant = a.tenant and v.account = a.id and v.version = a.current_version
  join grants g on g.id = a.current_grant and g.tenant = a.tenant`;

/** Those of these accounts that are there. */
export async function findForecastRows(
  db: Queryable,
  tenant: TenantId,
  accounts: readonly AccountId[],
): Promise<ForecastRow[]> {
  return rows(db, forecastRow, `${select} where a.tenant = $1 and a.id = any($2) order by a.id`, [
    tenant,
    accounts,
  ]);
}

/** Every account that is still connected, in the order of their ids. */
export async function listForecastRows(
  db: Queryable,
  tenant: TenantId,
  page: { readonly after: string; readonly limit: number },
): Promise<ForecastRow[]> {
  return rows(
    db,
    forecastRow,
    `${select} where a.tenant = $1 and a.id > $2 and a.state <> 'disconnected' order by a.id limit $3`,
    [tenant, page.after, page.limit],
  );
}

/** Of all tenants: how many grants the same person gave the same app after each of these, alive as far as is known. */
export async function countGrantsAfter(
  db: Queryable,
  grants: readonly GrantId[],
): Promise<Map<GrantId, number>> {
  const counted = await rows(
    db,
    z.object({ id: z.string().transform((id) => id as GrantId), count: z.number() }),
    `select mine.id, count(*) as count from grants mine
     join connected_accounts my_account on my_account.tenant = mine.tenant and my_account.id = mine.account
     join grants g on g.external_subject = mine.external_subject and g.consented_at > mine.consented_at
     join connected_accounts a on a.tenant = g.tenant and a.id = g.account and a.provider_app = my_account.provider_app
     where mine.id = any($1) and g.state in ('staged', 'active', 'superseded')
     group by mine.id`,
    [grants],
  );
  return new Map(counted.map(({ id, count }) => [id, count]));
}

/** Of all tenants: whether some grant of the app, without a stated end, was honored longer after its consent than this. */
export async function hasOutlived(db: Queryable, app: string, days: number): Promise<boolean> {
  const found = await rows(
    db,
    z.object({ found: z.boolean() }),
    `select exists (
       select 1 from connected_accounts a
       join grants g on g.id = a.current_grant and g.tenant = a.tenant
       join token_versions v on v.tenant = a.tenant and v.account = a.id and v.version = a.current_version
       where a.provider_app = $1 and g.refresh_expires_at is null
         and v.issued_at > g.consented_at + make_interval(days => $2)) as found`,
    [app, days],
  );
  return found[0]!.found;
}
