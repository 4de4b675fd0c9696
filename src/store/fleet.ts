// A provider app seen as a whole, across tenants: what the journal says of its accounts, and who is to be told. For the
// worker only; the API's connections see one tenant at a time.

import { z } from 'zod';
import { ambiguousCauses, type FleetSurvey } from '../domain/fleet.ts';
import type { AccountId, AccountRef, TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const tenantId = z.string().transform((id) => id as TenantId);

const refRow = z
  .object({ tenant: tenantId, id: z.string().transform((id) => id as AccountId) })
  .transform(({ tenant, id }): AccountRef => ({ tenant, account: id }));

/** $1 the app, $2 the window in ms, $3 the ambiguous causes: of each account the provider's last word within the window. */
const lastWords = `
  select distinct on (e.tenant, e.account) e.tenant, e.account, a.external_organization as organization,
         e.status = 'settled' as is_settled,
         e.status = 'refused' and e.diagnosis ->> 'cause' = any($3) and e.diagnosis ->> 'confidence' <> 'certain'
           and coalesce(a.own_fault_until < now(), true) as is_refused
  from exchanges e
  join connected_accounts a on a.tenant = e.tenant and a.id = e.account
  where a.provider_app = $1 and a.state <> 'disconnected' and e.status in ('settled', 'refused')
    and e.ended_at > now() - $2 * interval '1 ms'
  order by e.tenant, e.account, e.ended_at desc`;

export async function surveyFleet(db: Queryable, app: string, windowMs: number): Promise<FleetSurvey> {
  const values = [app, windowMs, ambiguousCauses];
  const [counts, organizations] = await Promise.all([
    firstRow(
      db,
      z.object({ settled: z.number(), refused: z.number(), tenants: z.number() }),
      `select count(*) filter (where is_settled) as settled, count(*) filter (where is_refused) as refused,
              count(distinct tenant) filter (where is_refused) as tenants
       from (${lastWords}) words`,
      values,
    ),
    rows(
      db,
      z.object({ tenant: tenantId, organization: z.string(), accounts: z.number(), refused: z.number() }),
      `select w.tenant, w.organization, count(*) as refused,
              (select count(*) from connected_accounts a where a.tenant = w.tenant and a.provider_app = $1
                 and a.external_organization = w.organization and a.state <> 'disconnected') as accounts
       from (${lastWords}) w where w.is_refused and w.organization is not null
       group by w.tenant, w.organization order by 1, 2 limit 100`,
      values,
    ),
  ]);
  return {
    settled: counts!.settled,
    refused: counts!.refused,
    refusedTenants: counts!.tenants,
    organizations,
  };
}

export interface Page {
  readonly after: AccountRef | null;
  readonly limit: number;
}

const pageOf = ({ after, limit }: Page): unknown[] => [after?.tenant ?? '', after?.account ?? '', limit];

/** Accounts whose last word within the window was an ambiguous refusal; of one organization, or of all. */
export async function listRefused(
  db: Queryable,
  app: string,
  windowMs: number,
  of: { readonly tenant: TenantId; readonly organization: string } | null,
  page: Page,
): Promise<AccountRef[]> {
  return rows(
    db,
    refRow,
    `select w.tenant, w.account as id from (${lastWords}) w
     where w.is_refused and ($4::text is null or (w.tenant = $4 and w.organization = $5))
       and (w.tenant, w.account) > ($6, $7)
     order by 1, 2 limit $8`,
    [app, windowMs, ambiguousCauses, of?.tenant ?? null, of?.organization ?? null, ...pageOf(page)],
  );
}

export async function listHeld(db: Queryable, app: string, page: Page): Promise<AccountRef[]> {
  return rows(
    db,
    refRow,
    `select tenant, id from connected_accounts
     where provider_app = $1 and state = 'held' and (tenant, id) > ($2, $3) order by tenant, id limit $4`,
    [app, ...pageOf(page)],
  );
}

/** Of the watched accounts' tokens the shortest whole life; null when none is watched. */
export async function shortestWatchedLife(db: Queryable, app: string): Promise<number | null> {
  const row = await firstRow(
    db,
    z.object({ life_ms: z.number().nullable() }),
    `select (extract(epoch from min(v.expires_at - v.issued_at)) * 1000)::float8 as life_ms
     from connected_accounts a
     join token_versions v on v.tenant = a.tenant and v.account = a.id and v.version = a.current_version
     where a.provider_app = $1 and a.watched_until > now() and a.state <> 'disconnected'`,
    [app],
  );
  return row!.life_ms;
}

/** Watched, usable, and with a token that outlives the next check: worth a look between refreshes. */
export async function listWatched(
  db: Queryable,
  app: string,
  aliveUntil: number,
  page: Page,
): Promise<AccountRef[]> {
  return rows(
    db,
    refRow,
    `select a.tenant, a.id from connected_accounts a
     join token_versions v on v.tenant = a.tenant and v.account = a.id and v.version = a.current_version
     where a.provider_app = $1 and a.state = 'active' and a.watched_until > now() and v.expires_at > $2
       and (a.tenant, a.id) > ($3, $4)
     order by a.tenant, a.id limit $5`,
    [app, new Date(aliveUntil), ...pageOf(page)],
  );
}

/** Another account to try the app with: one that was refused or held, or one that was not, as preferred. */
export async function pickCanary(
  db: Queryable,
  app: string,
  { prefersHeld, except }: { readonly prefersHeld: boolean; readonly except: readonly AccountRef[] },
): Promise<AccountRef | null> {
  return firstRow(
    db,
    refRow,
    `select tenant, id from connected_accounts
     where provider_app = $1 and state in ('active', 'held') and tenant || ':' || id <> all($3)
     order by (state = 'held') = $2 desc, random() limit 1`,
    [app, prefersHeld, except.map(({ tenant, account }) => `${tenant}:${account}`)],
  );
}

/** The app is sound: what is refused of these accounts from now on is their own. */
export async function noteOwnFaults(db: Queryable, app: string, until: number): Promise<void> {
  await db.query(
    `update connected_accounts set own_fault_until = $2 where provider_app = $1 and state = 'held'`,
    [app, new Date(until)],
  );
}

/** Only ever further. */
export async function extendWatch(db: Queryable, ref: AccountRef, until: number): Promise<void> {
  await db.query(
    `update connected_accounts set watched_until = greatest(watched_until, $3)
     where tenant = $1 and id = $2 and (watched_until is null or watched_until < $3)`,
    [ref.tenant, ref.account, new Date(until)],
  );
}
