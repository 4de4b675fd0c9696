// Notices: what was sent to whom, by which channel, and when. Never what it said: that is made when it is sent.

import { z } from 'zod';
import type { ContactId, NoticeId, TenantId } from '../domain/ids.ts';
import { type MessageState, type NoticeChannel, noticeChannels, type PersonRef } from '../domain/notice.ts';
import type { Json } from '../domain/tool.ts';
import { firstRow, type Queryable, rows } from './db.ts';

const noticeId = z.string().transform((id) => id as NoticeId);

const messageRow = z.object({
  notice: noticeId,
  channel: z.enum(noticeChannels),
  address: z.string(),
  state: z.enum(['pending', 'sent', 'refused', 'failed', 'withdrawn']),
  tries: z.number(),
  next_attempt_at: z.number(),
  reason: z.string().nullable(),
  created_at: z.number(),
  ended_at: z.number().nullable(),
});

export type MessageRow = z.output<typeof messageRow>;

const columns = 'notice, channel, address, state, tries, next_attempt_at, reason, created_at, ended_at';
const qualified = columns
  .split(', ')
  .map((column) => `m.${column}`)
  .join(', ');

/** Held until the transaction ends, so that two deciders for one person come one after the other. */
export async function lockPerson(db: Queryable, { tenant, contact }: PersonRef): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `notices to ${tenant === null ? 'the operator' : `${tenant}:${contact}`}`,
  ]);
}

export async function insertNotice(
  db: Queryable,
  { tenant, contact }: PersonRef,
  notice: {
    readonly id: NoticeId;
    readonly accounts: readonly string[];
    readonly messages: readonly { readonly channel: NoticeChannel; readonly address: string }[];
  },
): Promise<void> {
  await db.query('insert into notices (id, tenant, contact, accounts) values ($1, $2, $3, $4)', [
    notice.id,
    tenant,
    contact,
    notice.accounts,
  ]);
  for (const { channel, address } of notice.messages) {
    await db.query(
      "insert into notice_messages (tenant, notice, channel, address, state) values ($1, $2, $3, $4, 'pending')",
      [tenant, notice.id, channel, address],
    );
  }
}

/** The one whose turn is next; it may not be due yet. */
export async function findPendingMessage(db: Queryable, person: PersonRef): Promise<MessageRow | null> {
  return firstRow(
    db,
    messageRow,
    `select ${qualified} from notice_messages m join notices n on n.id = m.notice
     where coalesce(n.tenant, '') = $1 and n.contact = $2 and m.state = 'pending'
     order by m.next_attempt_at, n.number limit 1`,
    [person.tenant ?? '', person.contact],
  );
}

/** When the person was last written to, or last began to be; null: never. A message that was withdrawn disturbed nobody. */
export async function findLastToldAt(db: Queryable, person: PersonRef): Promise<number | null> {
  const row = await firstRow(
    db,
    z.object({ at: z.number().nullable() }),
    `select max(coalesce(m.ended_at, m.created_at)) as at from notice_messages m join notices n on n.id = m.notice
     where coalesce(n.tenant, '') = $1 and n.contact = $2 and m.state in ('pending', 'sent')`,
    [person.tenant ?? '', person.contact],
  );
  return row!.at;
}

export async function saveAttempt(
  db: Queryable,
  { notice, channel }: Pick<MessageRow, 'notice' | 'channel'>,
  attempt: {
    readonly state: MessageState;
    readonly tries: number;
    readonly nextAttemptAt: number;
    readonly reason: string | null;
  },
): Promise<void> {
  await db.query(
    `update notice_messages set state = $3, tries = $4, next_attempt_at = $5, reason = $6,
       ended_at = case when $3 = 'pending' then null else now() end
     where notice = $1 and channel = $2`,
    [notice, channel, attempt.state, attempt.tries, new Date(attempt.nextAttemptAt), attempt.reason],
  );
}

/** To another address it is another message: nothing that was tried counts. */
export async function readdress(
  db: Queryable,
  { notice, channel }: Pick<MessageRow, 'notice' | 'channel'>,
  address: string,
): Promise<void> {
  await db.query(
    `update notice_messages set address = $3, tries = 0, next_attempt_at = now(), checkpoint = null
     where notice = $1 and channel = $2 and state = 'pending'`,
    [notice, channel, address],
  );
}

/** Of several notices, in order; one message a channel. */
export async function listMessages(db: Queryable, notices: readonly NoticeId[]): Promise<MessageRow[]> {
  return rows(
    db,
    messageRow,
    `select ${columns} from notice_messages where notice = any($1) order by notice, channel`,
    [notices],
  );
}

const noticeRow = z.object({
  id: noticeId,
  number: z.number(),
  contact: z.string(),
  accounts: z.array(z.string()),
  created_at: z.number(),
});

export type NoticeRow = z.output<typeof noticeRow>;

/** In the order they were decided, after the given number. */
export async function listNotices(
  db: Queryable,
  tenant: TenantId,
  page: { readonly contact: string | null; readonly after: number; readonly limit: number },
): Promise<NoticeRow[]> {
  return rows(
    db,
    noticeRow,
    `select id, number, contact, accounts, created_at from notices
     where tenant = $1 and ($2::text is null or contact = $2) and number > $3 order by number limit $4`,
    [tenant, page.contact, page.after, page.limit],
  );
}

/** How far a message has got; null at its first attempt. */
export async function loadMessageCheckpoint(
  db: Queryable,
  { notice, channel }: Pick<MessageRow, 'notice' | 'channel'>,
): Promise<Json | null> {
  const row = await firstRow(
    db,
    z.object({ checkpoint: z.unknown() }),
    'select checkpoint from notice_messages where notice = $1 and channel = $2',
    [notice, channel],
  );
  return (row?.checkpoint ?? null) as Json | null;
}

export async function saveMessageCheckpoint(
  db: Queryable,
  { notice, channel }: Pick<MessageRow, 'notice' | 'channel'>,
  checkpoint: Json,
): Promise<void> {
  await db.query('update notice_messages set checkpoint = $3 where notice = $1 and channel = $2', [
    notice,
    channel,
    JSON.stringify(checkpoint),
  ]);
}

/**
 * Of all tenants: people to whom something should have been told, or tried, before the given instant. In no order, so that
 * those who wait for the end of their quiet hours never hide the others.
 */
export async function listOwedPeople(db: Queryable, before: number, limit: number): Promise<PersonRef[]> {
  return rows(
    db,
    z.object({
      tenant: z.string().transform((id) => id as TenantId),
      contact: z.string().transform((id) => id as ContactId),
    }),
    `select tenant, contact from (
       select a.tenant, a.contact from notice_asks a
       where a.ended_at is null and a.notice is null and a.unreachable_at is null
         and greatest(a.starts_at, a.created_at) < $1
       union select a.tenant, a.contact from notice_asks a
       where a.ended_at < $1 and a.told_at is not null and a.closing_notice is null
         and not exists (select 1 from notice_asks o
           where o.tenant = a.tenant and o.contact = a.contact and o.account = a.account and o.ended_at is null)
       union select n.tenant, n.contact from notice_messages m join notices n on n.id = m.notice
       where m.state = 'pending' and m.next_attempt_at < $1) owed
     where tenant is not null order by random() limit $2`,
    [new Date(before), limit],
  );
}
