// Connected accounts: everything about them but their secrets.

import { z } from 'zod';
import type { AccountState, TokenVersion } from '../domain/account.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { AccountId, AccountRef, GrantId, TenantId } from '../domain/ids.ts';
import type { RefreshSchedule } from '../domain/refresh-schedule.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const accountRow = z.object({
  tenant: z.string().transform((id) => id as TenantId),
  id: z.string().transform((id) => id as AccountId),
  provider: z.string(),
  provider_app: z.string(),
  serial: z.number(),
  label: z.string(),
  external_subject: z.string().nullable(),
  external_organization: z.string().nullable(),
  api_base_url: z.string(),
  state: z.enum(['active', 'held', 'reauth_required', 'disconnected']),
  seq: z.number(),
  diagnosis: z.unknown().transform((value) => value as Diagnosis | null),
  last_decision: z.number(),
  current_grant: z.string().transform((id) => id as GrantId),
  current_version: z.number(),
  created_at: z.number(),
  requested_scopes: z.array(z.string()),
  issued_at: z.number(),
  expires_at: z.number(),
  refused_at: z.number().nullable(),
  refresh_expires_at: z.number().nullable(),
  scopes: z.array(z.string()),
  schedule: z.unknown().transform((value) => value as RefreshSchedule),
});

export type AccountRow = z.output<typeof accountRow>;

/** The facts of the version in force. */
export const tokenVersionOf = (account: AccountRow): TokenVersion => ({
  version: account.current_version,
  grant: account.current_grant,
  issuedAt: account.issued_at,
  expiresAt: account.expires_at,
  scopes: account.scopes,
});

const selectAccount = `
  select a.tenant, a.id, a.provider, a.provider_app, a.serial, a.label, a.external_subject, a.external_organization,
         a.api_base_url, a.state, a.seq, a.diagnosis, a.last_decision, a.current_grant, a.current_version, a.created_at,
         a.requested_scopes,
         v.issued_at, v.expires_at, v.refused_at, v.scopes, v.schedule, g.refresh_expires_at
  from connected_accounts a
  join token_versions v on v.tenant = a.tenant and v.account = a.id and v.version = a.current_version
  join grants g on g.id = a.current_grant and g.tenant = a.tenant`;

export async function findAccount(db: Queryable, ref: AccountRef): Promise<AccountRow | null> {
  return firstRow(db, accountRow, `${selectAccount} where a.tenant = $1 and a.id = $2`, [
    ref.tenant,
    ref.account,
  ]);
}

export async function listAccounts(
  db: Queryable,
  tenant: TenantId,
  page: { readonly after: string | null; readonly limit: number },
): Promise<AccountRow[]> {
  return rows(db, accountRow, `${selectAccount} where a.tenant = $1 and a.id > $2 order by a.id limit $3`, [
    tenant,
    page.after ?? '',
    page.limit,
  ]);
}

export async function insertAccount(
  db: Queryable,
  account: {
    readonly ref: AccountRef;
    readonly provider: string;
    readonly providerApp: string;
    readonly serial: number;
    readonly label: string;
    readonly externalSubject: string | null;
    readonly externalOrganization: string | null;
    readonly apiBaseUrl: string;
    readonly grant: GrantId;
    /** What was asked for; empty where that is not known. */
    readonly requestedScopes: readonly string[];
  },
): Promise<void> {
  await db.query(
    `insert into connected_accounts (tenant, id, provider, provider_app, serial, label, external_subject,
       external_organization, api_base_url, state, current_grant, current_version, requested_scopes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10, 1, $11)`,
    [
      account.ref.tenant,
      account.ref.account,
      account.provider,
      account.providerApp,
      account.serial,
      account.label,
      account.externalSubject,
      account.externalOrganization,
      account.apiBaseUrl,
      account.grant,
      account.requestedScopes,
    ],
  );
}

/** Whose the grant now in force is; what it does not say stands as it was. */
export async function saveIdentity(
  db: Queryable,
  ref: AccountRef,
  whose: { readonly subject: string | null; readonly organization: string | null },
): Promise<void> {
  await db.query(
    `update connected_accounts set external_subject = coalesce($3, external_subject),
       external_organization = coalesce($4, external_organization)
     where tenant = $1 and id = $2`,
    [ref.tenant, ref.account, whose.subject, whose.organization],
  );
}

/**
 * A renewal asks for these too from now on. Where it was not known what was asked for the first time, what was granted is
 * taken for it.
 */
export async function requestScopes(
  db: Queryable,
  ref: AccountRef,
  scopes: readonly string[],
): Promise<void> {
  await db.query(
    `update connected_accounts a
     set requested_scopes = array(
       select distinct unnest(case when a.requested_scopes = '{}' then v.scopes else a.requested_scopes end || $3::text[]))
     from token_versions v
     where a.tenant = $1 and a.id = $2 and v.tenant = a.tenant and v.account = a.id and v.version = a.current_version
       and not a.requested_scopes @> $3`,
    [ref.tenant, ref.account, scopes],
  );
}

/** Only ever forward: a repeated or late write of an older `seq` changes nothing. */
export async function saveState(
  db: Queryable,
  change: {
    readonly ref: AccountRef;
    readonly state: AccountState;
    readonly seq: number;
    readonly diagnosis: Diagnosis | null;
    readonly lastDecision: number;
  },
): Promise<void> {
  await db.query(
    `update connected_accounts
     set state = $3, seq = $4, diagnosis = $5, last_decision = greatest(last_decision, $6)
     where tenant = $1 and id = $2 and seq <= $4 and state <> 'disconnected'`,
    [
      change.ref.tenant,
      change.ref.account,
      change.state,
      change.seq,
      change.diagnosis && JSON.stringify(change.diagnosis),
      change.lastDecision,
    ],
  );
}

/**
 * Locks the account's row until the transaction ends. `no key update`, because rows that refer to the account (the
 * journal's, written on another connection while the lock is held) must still be insertable.
 */
export async function lockAccount(db: Queryable, ref: AccountRef): Promise<boolean> {
  const result = await db.query(
    'select 1 from connected_accounts where tenant = $1 and id = $2 for no key update',
    [ref.tenant, ref.account],
  );
  return result.rowCount === 1;
}

/** The same without waiting: false when somebody holds it. */
export async function lockAccountIfFree(db: Queryable, ref: AccountRef): Promise<boolean> {
  const result = await db.query(
    'select 1 from connected_accounts where tenant = $1 and id = $2 for no key update skip locked',
    [ref.tenant, ref.account],
  );
  return result.rowCount === 1;
}

/**
 * Of all tenants: how many other living accounts may stand on the same consent, or fall with it. What was never learned may
 * be the same. `reach` says what the provider ends together: all of a person's grants, or all of an organization's.
 */
export async function countSiblings(
  db: Queryable,
  account: Pick<AccountRow, 'tenant' | 'id' | 'provider_app' | 'external_subject' | 'external_organization'>,
  reach: 'subject' | 'organization',
): Promise<number> {
  const row = await firstRow(
    db,
    z.object({ count: z.number() }),
    `select count(*) as count from connected_accounts
     where provider_app = $1 and (tenant, id) <> ($2, $3) and state <> 'disconnected'
       and ($4::text is null or external_organization is null or external_organization = $4)
       and ($5 or $6::text is null or external_subject is null or external_subject = $6)`,
    [
      account.provider_app,
      account.tenant,
      account.id,
      account.external_organization,
      reach === 'organization',
      account.external_subject,
    ],
  );
  return row!.count;
}

const choiceRow = z.object({
  id: z.string().transform((id) => id as AccountId),
  provider: z.string(),
  label: z.string(),
  external_subject: z.string().nullable(),
  state: z.enum(['active', 'held', 'reauth_required']),
});

export type AccountChoiceRow = z.output<typeof choiceRow>;

/** The accounts a call can name, oldest name first: of each provider so many and no more. */
export async function listAccountChoices(
  db: Queryable,
  tenant: TenantId,
  mostPerProvider: number,
): Promise<AccountChoiceRow[]> {
  return rows(
    db,
    choiceRow,
    `select id, provider, label, external_subject, state from (
       select *, row_number() over (partition by provider order by id) as place
       from connected_accounts where tenant = $1 and state <> 'disconnected') listed
     where place <= $2 order by id`,
    [tenant, mostPerProvider],
  );
}
