// Grants: one consent each. A reauthorization stages a new one beside the old until it has been compared (promise 7).

import { z } from 'zod';
import type { AccountId, AccountRef, GrantId, ReauthRequestId, TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable } from './db.ts';

const grantRow = z.object({
  id: z.string().transform((id) => id as GrantId),
  state: z.enum(['staged', 'active', 'superseded', 'dead', 'discarded']),
  scopes: z.array(z.string()),
  external_subject: z.string().nullable(),
  external_organization: z.string().nullable(),
  api_base_url: z.string(),
  reauth_request: z
    .string()
    .nullable()
    .transform((id) => id as ReauthRequestId | null),
  staged_sealed: z.instanceof(Buffer).nullable(),
  staged_issued_at: z.number().nullable(),
  staged_expires_at: z.number().nullable(),
  consented_at: z.number(),
  refresh_expires_at: z.number().nullable(),
});

export type GrantRow = z.output<typeof grantRow>;

export interface NewGrant {
  readonly id: GrantId;
  readonly ref: AccountRef;
  readonly scopes: readonly string[];
  readonly externalSubject: string | null;
  readonly externalOrganization: string | null;
  readonly apiBaseUrl: string;
  /** Null where the provider set it no end. */
  readonly refreshExpiresAt: number | null;
}

/** `fingerprint`: of its refresh token, where that may be spent only once. */
export async function insertActiveGrant(
  db: Queryable,
  grant: NewGrant,
  fingerprint: Buffer | null,
): Promise<void> {
  await insertGrant(db, grant, 'active', null, fingerprint);
}

/** The grant of the tenant that came with the refresh token, a living one before one that has ended; null when there is none. */
export async function findGrantByFingerprint(
  db: Queryable,
  tenant: TenantId,
  fingerprint: Buffer,
): Promise<{
  readonly account: AccountId;
  readonly state: 'active' | 'staged' | 'superseded' | 'dead';
} | null> {
  return firstRow(
    db,
    z.object({
      account: z.string().transform((id) => id as AccountId),
      state: z.enum(['active', 'staged', 'superseded', 'dead']),
    }),
    `select account, state from grants
     where tenant = $1 and refresh_fingerprint = $2 and state <> 'discarded'
     order by state in ('active', 'staged') desc, ended_at desc limit 1`,
    [tenant, fingerprint],
  );
}

export interface StagedTokens {
  readonly request: ReauthRequestId | null;
  readonly sealed: Buffer;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** As for a grant that is active at once. */
  readonly fingerprint: Buffer | null;
}

/** Nothing is written for an account that was disconnected meanwhile. */
export async function insertStagedGrant(db: Queryable, grant: NewGrant, staged: StagedTokens): Promise<void> {
  await insertGrant(db, grant, 'staged', staged, staged.fingerprint);
}

async function insertGrant(
  db: Queryable,
  grant: NewGrant,
  state: 'active' | 'staged',
  staged: StagedTokens | null,
  fingerprint: Buffer | null,
): Promise<void> {
  await db.query(
    `insert into grants (id, tenant, account, state, scopes, external_subject, external_organization, api_base_url,
       reauth_request, staged_sealed, staged_issued_at, staged_expires_at, refresh_expires_at, refresh_fingerprint)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
     where not exists (select 1 from connected_accounts where tenant = $2 and id = $3 and state = 'disconnected')`,
    [
      grant.id,
      grant.ref.tenant,
      grant.ref.account,
      state,
      grant.scopes,
      grant.externalSubject,
      grant.externalOrganization,
      grant.apiBaseUrl,
      staged?.request ?? null,
      staged?.sealed ?? null,
      staged ? new Date(staged.issuedAt) : null,
      staged ? new Date(staged.expiresAt) : null,
      grant.refreshExpiresAt === null ? null : new Date(grant.refreshExpiresAt),
      fingerprint,
    ],
  );
}

/** The grant staged last for the account, or for the given request only. */
export async function findStagedGrant(
  db: Queryable,
  ref: AccountRef,
  request: ReauthRequestId | null,
): Promise<GrantRow | null> {
  return firstRow(
    db,
    grantRow,
    `select id, state, scopes, external_subject, external_organization, api_base_url, reauth_request, staged_sealed,
            staged_issued_at, staged_expires_at, consented_at, refresh_expires_at
     from grants
     where tenant = $1 and account = $2 and state = 'staged' and ($3::text is null or reauth_request = $3)
     order by consented_at desc limit 1`,
    [ref.tenant, ref.account, request],
  );
}

/** The grant the account stands on, for comparing a staged one with it. */
export async function findCurrentGrant(db: Queryable, ref: AccountRef): Promise<GrantRow | null> {
  return firstRow(
    db,
    grantRow,
    `select g.id, g.state, g.scopes, g.external_subject, g.external_organization, g.api_base_url, g.reauth_request,
            g.staged_sealed, g.staged_issued_at, g.staged_expires_at, g.consented_at, g.refresh_expires_at
     from grants g join connected_accounts a on a.tenant = g.tenant and a.id = g.account and a.current_grant = g.id
     where a.tenant = $1 and a.id = $2`,
    [ref.tenant, ref.account],
  );
}

/** Ends a grant, or turns a staged one active; its staged secrets go either way. */
export async function moveGrant(
  db: Queryable,
  id: GrantId,
  state: 'active' | 'superseded' | 'dead' | 'discarded',
): Promise<void> {
  await db.query(
    `update grants set state = $2, staged_sealed = null, ended_at = case when $2 = 'active' then null else now() end
     where id = $1`,
    [id, state],
  );
}

/** The provider has named another end of the grant in force. */
export async function saveGrantEnd(db: Queryable, id: GrantId, refreshExpiresAt: number): Promise<void> {
  await db.query('update grants set refresh_expires_at = $2 where id = $1', [id, new Date(refreshExpiresAt)]);
}

/**
 * Of all tenants: how many grants the person of this one gave the same app later, and that are still alive as far as we know.
 * One that was superseded is: at the provider nobody has ended it.
 */
export async function countNewerGrants(db: Queryable, id: GrantId): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ count: z.number() }),
    `select count(*) as count from grants mine
     join connected_accounts my_account on my_account.tenant = mine.tenant and my_account.id = mine.account
     join grants g on g.external_subject = mine.external_subject and g.consented_at > mine.consented_at
     join connected_accounts a on a.tenant = g.tenant and a.id = g.account and a.provider_app = my_account.provider_app
     where mine.id = $1 and g.state in ('staged', 'active', 'superseded')`,
    [id],
  );
  return row!.count;
}

/** Ends every grant of a disconnected account, and erases what was staged. */
export async function endGrants(db: Queryable, ref: AccountRef): Promise<void> {
  await db.query(
    `update grants set staged_sealed = null, ended_at = coalesce(ended_at, now()),
       state = case when state = 'staged' then 'discarded' when state = 'active' then 'dead' else state end
     where tenant = $1 and account = $2`,
    [ref.tenant, ref.account],
  );
}
