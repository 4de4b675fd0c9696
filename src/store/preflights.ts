// Preflights and what was found of each account. The workflow keeps the order of things; what is to be done, and what was
// done of it, stands here, so that a part that is repeated after a crash goes on where the rows stand.

import { z } from 'zod';
import type { GrantCheck } from '../domain/account.ts';
import type { Forecast, ForecastReason, ForecastWindow } from '../domain/forecast-facts.ts';
import type { AccountId, PreflightId, TenantId } from '../domain/ids.ts';
import { DAY } from '../domain/time.ts';
import { firstRow, type Queryable, rows } from './db.ts';

/** Nobody asks what was foreseen for a night long past. */
const keptMs = 30 * DAY;

export interface PreflightRef {
  readonly tenant: TenantId;
  readonly preflight: PreflightId;
}

const preflightRow = z.object({
  id: z.string().transform((id) => id as PreflightId),
  schedule: z.string().nullable(),
  run_name: z.string().nullable(),
  from_at: z.number(),
  until_at: z.number(),
  state: z.enum(['running', 'done']),
  created_at: z.number(),
  ended_at: z.number().nullable(),
});

export type PreflightRow = z.output<typeof preflightRow>;

const columns = 'id, schedule, run_name, from_at, until_at, state, created_at, ended_at';

/** Written once, however often it is begun; those long past go. */
export async function insertPreflight(
  db: Queryable,
  { tenant, preflight }: PreflightRef,
  about: ForecastWindow & { readonly schedule: string | null; readonly runName: string | null },
): Promise<void> {
  await db.query('delete from preflights where tenant = $1 and created_at < $2', [
    tenant,
    new Date(Date.now() - keptMs),
  ]);
  await db.query(
    `insert into preflights (tenant, id, schedule, run_name, from_at, until_at, state)
     values ($1, $2, $3, $4, $5, $6, 'running') on conflict (tenant, id) do nothing`,
    [tenant, preflight, about.schedule, about.runName, new Date(about.from), new Date(about.until)],
  );
}

export async function findPreflight(
  db: Queryable,
  { tenant, preflight }: PreflightRef,
): Promise<PreflightRow | null> {
  return firstRow(db, preflightRow, `select ${columns} from preflights where tenant = $1 and id = $2`, [
    tenant,
    preflight,
  ]);
}

export async function endPreflight(db: Queryable, { tenant, preflight }: PreflightRef): Promise<void> {
  await db.query(
    `update preflights set state = 'done', ended_at = now() where tenant = $1 and id = $2 and state = 'running'`,
    [tenant, preflight],
  );
}

/** The accounts named, whether or not they are there. */
export async function insertNamedItems(
  db: Queryable,
  { tenant, preflight }: PreflightRef,
  items: readonly { readonly account: AccountId; readonly neededScopes: readonly string[] | null }[],
): Promise<void> {
  for (const { account, neededScopes } of items) {
    await db.query(
      `insert into preflight_items (tenant, preflight, account, provider_app, needed_scopes)
       values ($1, $2, $3, (select provider_app from connected_accounts where tenant = $1 and id = $3), $4)
       on conflict do nothing`,
      [tenant, preflight, account, neededScopes],
    );
  }
}

/** Every account that is still connected. */
export async function insertAllItems(db: Queryable, { tenant, preflight }: PreflightRef): Promise<void> {
  await db.query(
    `insert into preflight_items (tenant, preflight, account, provider_app)
     select tenant, $2, id, provider_app from connected_accounts where tenant = $1 and state <> 'disconnected'
     on conflict do nothing`,
    [tenant, preflight],
  );
}

const itemRow = z.object({
  account: z.string().transform((id) => id as AccountId),
  provider_app: z.string().nullable(),
  /** Null where the run names an account that is not here. */
  provider: z.string().nullable(),
  label: z.string().nullable(),
  needed_scopes: z.array(z.string()).nullable(),
  probe: z
    .string()
    .nullable()
    .transform((probe) => probe as GrantCheck | null),
  verdict: z
    .string()
    .nullable()
    .transform((verdict) => verdict as Forecast['verdict'] | null),
  reasons: z.unknown().transform((value) => value as readonly ForecastReason[] | null),
});

export type PreflightItem = z.output<typeof itemRow>;

export async function listItems(
  db: Queryable,
  { tenant, preflight }: PreflightRef,
  page: { readonly after: string; readonly limit: number },
  only: 'all' | 'not_good' = 'all',
): Promise<PreflightItem[]> {
  return rows(
    db,
    itemRow,
    `select i.account, i.provider_app, a.provider, a.label, i.needed_scopes, i.probe, i.verdict, i.reasons
     from preflight_items i left join connected_accounts a on a.tenant = i.tenant and a.id = i.account
     where i.tenant = $1 and i.preflight = $2 and i.account > $3 ${only === 'all' ? '' : "and i.verdict <> 'good'"}
     order by i.account limit $4`,
    [tenant, preflight, page.after, page.limit],
  );
}

export async function saveProbe(
  db: Queryable,
  { tenant, preflight }: PreflightRef,
  account: AccountId,
  probe: GrantCheck,
): Promise<void> {
  await db.query(
    `update preflight_items set probe = $4, probed_at = now()
     where tenant = $1 and preflight = $2 and account = $3`,
    [tenant, preflight, account, probe],
  );
}

export async function saveForecasts(
  db: Queryable,
  { tenant, preflight }: PreflightRef,
  forecasts: ReadonlyMap<AccountId, Forecast>,
): Promise<void> {
  const found = [...forecasts].map(([account, { verdict, reasons }]) => ({ account, verdict, reasons }));
  await db.query(
    `update preflight_items i set verdict = f.verdict, reasons = f.reasons
     from jsonb_to_recordset($3::jsonb) as f(account text, verdict text, reasons jsonb)
     where i.tenant = $1 and i.preflight = $2 and i.account = f.account`,
    [tenant, preflight, JSON.stringify(found)],
  );
}

const countsRow = z.object({
  accounts: z.number(),
  probed: z.number(),
  good: z.number(),
  at_risk: z.number(),
  will_not_survive: z.number(),
});

export async function countItems(
  db: Queryable,
  { tenant, preflight }: PreflightRef,
): Promise<z.output<typeof countsRow>> {
  const row = await firstRow(
    db,
    countsRow,
    `select count(*) as accounts, count(probed_at) as probed,
            count(*) filter (where verdict = 'good') as good,
            count(*) filter (where verdict = 'at_risk') as at_risk,
            count(*) filter (where verdict = 'will_not_survive') as will_not_survive
     from preflight_items where tenant = $1 and preflight = $2`,
    [tenant, preflight],
  );
  return row!;
}
