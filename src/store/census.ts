// Accounts and runs of all tenants, as the doctor holds them against what Temporal has.

import { z } from 'zod';
import type { AccountRef, RunId, TenantId } from '../domain/ids.ts';
import { type Queryable, rows } from './db.ts';

const tenant = z.string().transform((id) => id as TenantId);

/** By provider: how many are not disconnected. */
export async function countLivingAccounts(
  db: Queryable,
): Promise<{ readonly provider: string; readonly count: number }[]> {
  return rows(
    db,
    z.object({ provider: z.string(), count: z.number() }),
    `select provider, count(*) as count from connected_accounts where state <> 'disconnected' group by 1 order by 1`,
    [],
  );
}

/** In the order of their keys, after the given one: those that are not disconnected. */
export async function listLivingAccounts(
  db: Queryable,
  page: { readonly after: AccountRef | null; readonly limit: number },
): Promise<(AccountRef & { readonly createdAt: number })[]> {
  const found = await rows(
    db,
    z.object({
      tenant,
      id: z.string().transform((id) => id as AccountRef['account']),
      created_at: z.number(),
    }),
    `select tenant, id, created_at from connected_accounts
     where state <> 'disconnected' and (tenant, id) > ($1, $2) order by tenant, id limit $3`,
    [page.after?.tenant ?? '', page.after?.account ?? '', page.limit],
  );
  return found.map(({ tenant: of, id, created_at }) => ({ tenant: of, account: id, createdAt: created_at }));
}

/** Runs that have not ended, the oldest first. `hasSpoken`: their workflow has said a word. */
export async function listOpenRuns(
  db: Queryable,
  limit: number,
): Promise<
  {
    readonly tenant: TenantId;
    readonly id: RunId;
    readonly name: string;
    readonly hasSpoken: boolean;
    readonly createdAt: number;
  }[]
> {
  const found = await rows(
    db,
    z.object({
      tenant,
      id: z.string().transform((id) => id as RunId),
      name: z.string(),
      spoken: z.boolean(),
      created_at: z.number(),
    }),
    `select tenant, id, name, ledger is not null as spoken, created_at from runs
     where state <> 'ended' order by created_at limit $1`,
    [limit],
  );
  return found.map(({ tenant: of, id, name, spoken, created_at }) => ({
    tenant: of,
    id,
    name,
    hasSpoken: spoken,
    createdAt: created_at,
  }));
}
