// Providers' own notices: which were acted on already, and whose accounts one is about. Looks across tenants, so it is asked
// on the system pool only.

import { z } from 'zod';
import type { AccountId, AccountRef, TenantId } from '../domain/ids.ts';
import { firstRow, type Queryable, rows } from './db.ts';

export async function isNoticeKnown(db: Queryable, provider: string, id: string): Promise<boolean> {
  const row = await firstRow(
    db,
    z.object({ known: z.boolean() }),
    'select exists (select 1 from provider_notices where provider = $1 and id = $2) as known',
    [provider, id],
  );
  return row!.known;
}

/** Forgets those of before `forgetBefore` on the way. */
export async function saveNotice(
  db: Queryable,
  notice: { readonly provider: string; readonly id: string; readonly forgetBefore: number },
): Promise<void> {
  await db.query('delete from provider_notices where received_at < $1', [new Date(notice.forgetBefore)]);
  await db.query('insert into provider_notices (provider, id) values ($1, $2) on conflict do nothing', [
    notice.provider,
    notice.id,
  ]);
}

const refRow = z.object({
  tenant: z.string().transform((id) => id as TenantId),
  account: z.string().transform((id) => id as AccountId),
});

/**
 * The living accounts a notice is about, of all tenants. Within an organization it names, an account whose person was never
 * learned may be the one; without an organization, only an account whose person is known can be.
 */
export async function findConcernedAccounts(
  db: Queryable,
  app: string,
  whom: { readonly organization: string | null; readonly subjects: readonly string[] | null },
): Promise<AccountRef[]> {
  return rows(
    db,
    refRow,
    `select tenant, id as account from connected_accounts
     where provider_app = $1 and state in ('active', 'held')
       and ($2::text is null or external_organization = $2)
       and ($3::text[] is null or external_subject = any($3) or ($2::text is not null and external_subject is null))
       and ($2::text is not null or $3::text[] is not null)
     order by tenant, id`,
    [app, whom.organization, whom.subjects],
  );
}
