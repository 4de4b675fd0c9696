// What is asked of whom: one row per person and request. The rows say what there is to tell, whatever became of the workflow
// that tells it. The operator's rows have no tenant, and are found as those of the tenant ''.

import { z } from 'zod';
import type { AccountId, ContactId, EventId, NoticeId, RunId, TenantId } from '../domain/ids.ts';
import type { PersonRef } from '../domain/notice.ts';
import { type Queryable, rows } from './db.ts';

const askRow = z.object({
  id: z.number(),
  subject: z.string(),
  account: z
    .string()
    .nullable()
    .transform((id) => id as AccountId | null),
  role: z.enum(['person', 'admin', 'escalation', 'operator']),
  event: z.string().transform((id) => id as EventId),
  sequence: z.number(),
  runs: z.array(z.string().transform((id) => id as RunId)),
  /** The earliest of its runs that have not ended, and of those that have not begun. */
  deadline_at: z.number().nullable(),
  starts_at: z.number(),
  notice: z
    .string()
    .nullable()
    .transform((id) => id as NoticeId | null),
  told_at: z.number().nullable(),
  unreachable_at: z.number().nullable(),
  escalated_at: z.number().nullable(),
  ended_at: z.number().nullable(),
  end_reason: z.string().nullable(),
  closing_notice: z
    .string()
    .nullable()
    .transform((id) => id as NoticeId | null),
  created_at: z.number(),
  /** Of the account's contacts, or the tenant's. */
  escalation: z
    .string()
    .nullable()
    .transform((id) => id as ContactId | null),
});

export type AskRow = z.output<typeof askRow>;
export type AskRole = AskRow['role'];

const select = `
  select a.id, a.subject, a.account, a.role, a.event, a.sequence, a.runs, a.starts_at, a.notice, a.told_at,
         a.unreachable_at, a.escalated_at, a.ended_at, a.end_reason, a.closing_notice, a.created_at,
         least(case when a.needed_by > now() then a.needed_by end,
           (select min(r.deadline_at) from runs r
            where r.tenant = a.tenant and r.id = any(a.runs) and r.state <> 'ended')) as deadline_at,
         coalesce(own.escalation, case when own.tenant is null then of_all.escalation end) as escalation
  from notice_asks a
  left join account_contacts own on own.tenant = a.tenant and own.subject = a.account
  left join account_contacts of_all on of_all.tenant = a.tenant and of_all.subject = 'tenant'`;

/** All that may still be told, ended or told again: what is closed, or was over before anybody was told, is left out. */
export async function listAsks(db: Queryable, { tenant, contact }: PersonRef): Promise<AskRow[]> {
  return rows(
    db,
    askRow,
    `${select}
     where coalesce(a.tenant, '') = $1 and a.contact = $2
       and (a.ended_at is null or (a.told_at is not null and a.closing_notice is null))
     order by a.id`,
    [tenant ?? '', contact],
  );
}

/** What a notice carries: what it asks, and what it says is over. */
export async function listAsksOfNotice(db: Queryable, notice: NoticeId): Promise<AskRow[]> {
  return rows(db, askRow, `${select} where a.notice = $1 or a.closing_notice = $1 order by a.id`, [notice]);
}

/** The same request again changes what is told of it, not that it was told; asked anew of somebody who was let go, it is new. */
export async function putAsk(
  db: Queryable,
  ask: PersonRef & {
    readonly subject: string;
    readonly account: AccountId | null;
    readonly role: AskRole;
    readonly event: EventId;
    readonly sequence: number;
    readonly runs: readonly RunId[];
    readonly startsAt: number;
    /** For the sake of a run that has not begun; null where none is in view. */
    readonly neededBy: number | null;
  },
): Promise<void> {
  await db.query(
    `insert into notice_asks as a
       (tenant, contact, subject, account, role, event, sequence, runs, starts_at, needed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (coalesce(tenant, ''), contact, subject) do update
     set event = $6, sequence = $7, runs = $8, needed_by = $10, ended_at = null, end_reason = null,
         notice = case when a.ended_at is null then a.notice end,
         told_at = case when a.ended_at is null then a.told_at end,
         closing_notice = null
     where (a.ended_at is null and a.sequence < $7) or (a.end_reason = '${letGo}' and a.sequence <= $7)`,
    [
      ask.tenant,
      ask.contact,
      ask.subject,
      ask.account,
      ask.role,
      ask.event,
      ask.sequence,
      ask.runs,
      new Date(ask.startsAt),
      ask.neededBy === null ? null : new Date(ask.neededBy),
    ],
  );
}

/** Why an ask ended whose request goes on: somebody else is asked. */
export const letGo = 'asked_somebody_else';

const personRow = z.object({ contact: z.string().transform((id) => id as ContactId) });

/**
 * Nobody of these needs to act any more. Answers everybody it concerns, those of a repeated call too. `except` keeps the
 * asks of one request and of those who are asked still.
 */
export async function endAsks(
  db: Queryable,
  about: { readonly tenant: TenantId; readonly account: AccountId } | { readonly app: string },
  end: {
    readonly reason: string;
    readonly sequence: number;
    readonly except?: { readonly subject: string; readonly contact: ContactId | null };
  },
): Promise<ContactId[]> {
  const [mine, values] =
    'app' in about
      ? ["tenant is null and $1 = '' and starts_with(subject, $2)", ['', `app:${about.app}:`]]
      : ['tenant = $1 and account = $2', [about.tenant, about.account]];
  const found = await rows(
    db,
    personRow,
    `with over as (
       update notice_asks set ended_at = now(), end_reason = $3
       where ${mine} and ended_at is null and sequence <= $4
         and not ($5::text is not null and subject = $5 and (contact is not distinct from $6 or role = 'escalation')))
     select distinct contact from notice_asks where ${mine} and closing_notice is null and sequence <= $4`,
    [...values, end.reason, end.sequence, end.except?.subject ?? null, end.except?.contact ?? null],
  );
  return found.map(({ contact }) => contact);
}

/** A run that came to wait for accounts after they died; answers whoever is asked about them. */
export async function addRunToAsks(
  db: Queryable,
  tenant: TenantId,
  accounts: readonly AccountId[],
  run: RunId,
): Promise<ContactId[]> {
  const found = await rows(
    db,
    personRow,
    `update notice_asks
     set runs = case when $3 = any(runs) then runs else array_append(runs, $3) end
     where tenant = $1 and account = any($2) and ended_at is null returning contact`,
    [tenant, accounts, run],
  );
  return [...new Set(found.map(({ contact }) => contact))];
}

export async function carryAsks(
  db: Queryable,
  notice: NoticeId,
  carried: { readonly asks: readonly number[]; readonly closings: readonly number[] },
): Promise<void> {
  await db.query('update notice_asks set notice = $1 where id = any($2)', [notice, carried.asks]);
  await db.query('update notice_asks set closing_notice = $1 where id = any($2)', [notice, carried.closings]);
}

export async function noteTold(db: Queryable, notice: NoticeId, asks: readonly number[]): Promise<void> {
  await db.query(
    'update notice_asks set told_at = coalesce(told_at, now()) where notice = $1 and id = any($2)',
    [notice, asks],
  );
}

/** No message of the notice came through: it is told in another one, or by somebody else where the addresses refuse. */
export async function dropNotice(db: Queryable, notice: NoticeId, isRefused: boolean): Promise<void> {
  await db.query(
    `update notice_asks set notice = null, unreachable_at = case when $2 then now() end
     where notice = $1 and told_at is null`,
    [notice, isRefused],
  );
}

/** The contact was put again: perhaps with an address that works. */
export async function forgetUnreachable(db: Queryable, { tenant, contact }: PersonRef): Promise<void> {
  await db.query(
    'update notice_asks set unreachable_at = null where tenant = $1 and contact = $2 and ended_at is null',
    [tenant, contact],
  );
}

export async function noteEscalated(db: Queryable, ask: number): Promise<void> {
  await db.query('update notice_asks set escalated_at = now() where id = $1', [ask]);
}
