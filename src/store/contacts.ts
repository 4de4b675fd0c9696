// Contacts of a tenant, and who of them is asked about which account.

import { z } from 'zod';
import type { AccountId, AccountRef, ContactId, TenantId } from '../domain/ids.ts';
import type { QuietHours } from '../domain/notice.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const contactId = z.string().transform((id) => id as ContactId);

const contactRow = z.object({
  id: contactId,
  name: z.string(),
  email: z.string().nullable(),
  slack_account: z
    .string()
    .nullable()
    .transform((id) => id as AccountId | null),
  slack_channel: z.string().nullable(),
  time_zone: z.string(),
  quiet_from: z.string().nullable(),
  quiet_to: z.string().nullable(),
  language: z.string(),
  created_at: z.number(),
});

export type ContactRow = z.output<typeof contactRow>;

const columns =
  'id, name, email, slack_account, slack_channel, time_zone, quiet_from, quiet_to, language, created_at';

export const quietHoursOf = ({ quiet_from, quiet_to }: ContactRow): QuietHours | null =>
  quiet_from === null || quiet_to === null ? null : { from: quiet_from, to: quiet_to };

/** True when it is new. */
export async function putContact(
  db: Queryable,
  tenant: TenantId,
  contact: Omit<ContactRow, 'created_at'>,
): Promise<{ readonly isNew: boolean }> {
  const row = await firstRow(
    db,
    z.object({ is_new: z.boolean() }),
    `insert into contacts (tenant, id, name, email, slack_account, slack_channel, time_zone, quiet_from, quiet_to, language)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (tenant, id) do update
     set name = $3, email = $4, slack_account = $5, slack_channel = $6, time_zone = $7, quiet_from = $8, quiet_to = $9,
         language = $10, updated_at = now()
     returning xmax = 0 as is_new`,
    [
      tenant,
      contact.id,
      contact.name,
      contact.email,
      contact.slack_account,
      contact.slack_channel,
      contact.time_zone,
      contact.quiet_from,
      contact.quiet_to,
      contact.language,
    ],
  );
  return { isNew: row!.is_new };
}

export async function findContact(
  db: Queryable,
  tenant: TenantId,
  id: ContactId,
): Promise<ContactRow | null> {
  return firstRow(db, contactRow, `select ${columns} from contacts where tenant = $1 and id = $2`, [
    tenant,
    id,
  ]);
}

export async function listContacts(
  db: Queryable,
  tenant: TenantId,
  page: { readonly after: string; readonly limit: number },
): Promise<ContactRow[]> {
  return rows(
    db,
    contactRow,
    `select ${columns} from contacts where tenant = $1 and id > $2 order by id limit $3`,
    [tenant, page.after, page.limit],
  );
}

/** `in_use`: it is who is asked about something; `subjects` names some of it. */
export async function deleteContact(
  db: Queryable,
  tenant: TenantId,
  id: ContactId,
): Promise<
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'in_use'; readonly subjects: string[] }
> {
  const uses = await rows(
    db,
    z.object({ subject: z.string() }),
    `select subject from account_contacts
     where tenant = $1 and $2 in (person, admin, escalation) order by subject limit 5`,
    [tenant, id],
  );
  if (uses.length > 0) return { kind: 'in_use', subjects: uses.map(({ subject }) => subject) };
  const result = await db.query('delete from contacts where tenant = $1 and id = $2', [tenant, id]);
  return result.rowCount === 1 ? { kind: 'deleted' } : { kind: 'unknown' };
}

/** The subject of the row that counts for every account without one of its own. No account has such an id. */
export const everyAccount = 'tenant';

const askedRow = z.object({
  person: contactId,
  admin: contactId.nullable(),
  escalation: contactId.nullable(),
});

export type AskedContacts = z.output<typeof askedRow>;

export async function putAskedContacts(
  db: Queryable,
  tenant: TenantId,
  subject: AccountId | typeof everyAccount,
  asked: AskedContacts,
): Promise<void> {
  await db.query(
    `insert into account_contacts (tenant, subject, person, admin, escalation) values ($1, $2, $3, $4, $5)
     on conflict (tenant, subject) do update set person = $3, admin = $4, escalation = $5, updated_at = now()`,
    [tenant, subject, asked.person, asked.admin, asked.escalation],
  );
}

/** Exactly what was put for it. */
export async function findOwnContacts(
  db: Queryable,
  tenant: TenantId,
  subject: AccountId | typeof everyAccount,
): Promise<AskedContacts | null> {
  return firstRow(
    db,
    askedRow,
    'select person, admin, escalation from account_contacts where tenant = $1 and subject = $2',
    [tenant, subject],
  );
}

/** Who is asked about an account: by its own row, else by the tenant's. */
export async function findAskedContacts(db: Queryable, ref: AccountRef): Promise<AskedContacts | null> {
  return (
    (await findOwnContacts(db, ref.tenant, ref.account)) ??
    (await findOwnContacts(db, ref.tenant, everyAccount))
  );
}

export async function deleteAskedContacts(
  db: Queryable,
  tenant: TenantId,
  subject: AccountId | typeof everyAccount,
): Promise<boolean> {
  const result = await db.query('delete from account_contacts where tenant = $1 and subject = $2', [
    tenant,
    subject,
  ]);
  return result.rowCount === 1;
}
