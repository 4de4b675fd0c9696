// Token versions: facts in the clear, the TokenSet sealed by the vault. What a caller opens is one row of one query.

import { z } from 'zod';
import type { AccountRef, GrantId } from '../domain/ids.ts';
import type { RefreshSchedule } from '../domain/refresh-schedule.ts';
import { firstRow, type Queryable } from './db.ts';

const sealedRow = z.object({
  provider: z.string(),
  api_base_url: z.string(),
  state: z.enum(['active', 'held', 'reauth_required', 'disconnected']),
  seq: z.number(),
  version: z.number(),
  grant_id: z.string().transform((id) => id as GrantId),
  issued_at: z.number(),
  expires_at: z.number(),
  scopes: z.array(z.string()),
  sealed: z.instanceof(Buffer).nullable(),
});

export type SealedToken = z.output<typeof sealedRow>;

/** The current version of an account with what a request needs to know, in one indexed look-up. */
export async function findCurrentToken(db: Queryable, ref: AccountRef): Promise<SealedToken | null> {
  return firstRow(
    db,
    sealedRow,
    `select a.provider, a.api_base_url, a.state, a.seq, v.version, v.grant_id, v.issued_at, v.expires_at, v.scopes, v.sealed
     from connected_accounts a
     join token_versions v on v.tenant = a.tenant and v.account = a.id and v.version = a.current_version
     where a.tenant = $1 and a.id = $2`,
    [ref.tenant, ref.account],
  );
}

export interface NewTokenVersion {
  readonly ref: AccountRef;
  readonly version: number;
  readonly grant: GrantId;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly scopes: readonly string[];
  readonly schedule: RefreshSchedule;
  readonly sealed: Buffer;
}

export async function insertTokenVersion(db: Queryable, token: NewTokenVersion): Promise<void> {
  await db.query(
    `insert into token_versions (tenant, account, version, grant_id, issued_at, expires_at, scopes, schedule, sealed)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      token.ref.tenant,
      token.ref.account,
      token.version,
      token.grant,
      new Date(token.issuedAt),
      new Date(token.expiresAt),
      token.scopes,
      JSON.stringify(token.schedule),
      token.sealed,
    ],
  );
}

/**
 * Compare-and-set: makes `version` the current one if the account still stands at the version before it, and erases the
 * secrets of the one it replaces. False when the account moved on meanwhile; the caller's transaction must then not
 * commit its insert.
 */
export async function advanceVersion(
  db: Queryable,
  ref: AccountRef,
  to: { readonly version: number; readonly grant: GrantId; readonly apiBaseUrl: string },
): Promise<boolean> {
  const moved = await db.query(
    `update connected_accounts set current_version = $3, current_grant = $4, api_base_url = $5
     where tenant = $1 and id = $2 and current_version = $3 - 1 and state <> 'disconnected'`,
    [ref.tenant, ref.account, to.version, to.grant, to.apiBaseUrl],
  );
  if (moved.rowCount !== 1) return false;
  await db.query(
    'update token_versions set sealed = null where tenant = $1 and account = $2 and version < $3 and sealed is not null',
    [ref.tenant, ref.account, to.version],
  );
  return true;
}

/** What was learned about a version after it was stored: how long it really lives. */
export async function saveLifetime(
  db: Queryable,
  ref: AccountRef,
  learned: { readonly version: number; readonly expiresAt: number; readonly schedule: RefreshSchedule },
): Promise<void> {
  await db.query(
    'update token_versions set expires_at = $4, schedule = $5 where tenant = $1 and account = $2 and version = $3',
    [ref.tenant, ref.account, learned.version, new Date(learned.expiresAt), JSON.stringify(learned.schedule)],
  );
}

/** A data call was refused this version; the first such moment counts. */
export async function saveRefusedAt(db: Queryable, ref: AccountRef, version: number): Promise<void> {
  await db.query(
    `update token_versions set refused_at = now()
     where tenant = $1 and account = $2 and version = $3 and refused_at is null`,
    [ref.tenant, ref.account, version],
  );
}

/** For good: whatever is sealed of the account, in force or waiting. Its facts stay. */
export async function eraseTokens(db: Queryable, ref: AccountRef): Promise<void> {
  await db.query(
    'update token_versions set sealed = null where tenant = $1 and account = $2 and sealed is not null',
    [ref.tenant, ref.account],
  );
}
