// One step of what is owed to one person: the message that is due, the next notice to be written, another contact to be asked,
// or how long to wait. The rows say what is owed, so a step that is repeated after a crash goes on where the rows stand: an
// e-mail may come twice, with the same Message-ID; a Slack message does not.
// Links are made here, at each try, and leave with the message: no row, result or log line holds one.

import { randomUUID } from 'node:crypto';
import { nextWaitMs } from '../src/domain/delivery.ts';
import { type ContactId, newNoticeId } from '../src/domain/ids.ts';
import type { MessageState, NoticeChannel, NoticeStep, PersonRef } from '../src/domain/notice.ts';
import type { Person, PersonBook } from '../src/notices/person-book.ts';
import { type Ask, type NoticeTimings, planNotice } from '../src/notices/plan-notice.ts';
import type { ReadableNotice, ReadNotice } from '../src/notices/read-notice.ts';
import { inTransaction, type Pool, type Queryable } from '../src/store/db.ts';
import {
  type AskRow,
  carryAsks,
  dropNotice,
  listAsks,
  noteEscalated,
  noteTold,
  putAsk,
} from '../src/store/notice-asks.ts';
import {
  findLastToldAt,
  findPendingMessage,
  insertNotice,
  listMessages,
  lockPerson,
  type MessageRow,
  readdress,
  saveAttempt,
} from '../src/store/notices.ts';
import type { NoticeClient } from '../src/temporal/notice-client.ts';
import type { NoticeActivities } from './contract.ts';
import type { NoticeSenders } from './notice-senders.ts';

export interface NoticeDeps {
  readonly pool: Pool;
  readonly people: PersonBook;
  readonly readNotice: ReadNotice;
  readonly senders: NoticeSenders;
  readonly noticeClient: Pick<NoticeClient, 'wake'>;
  readonly timings: NoticeTimings;
  /** Waits between the tries of one message. */
  readonly retryTableMs: readonly number[];
}

export function createNoticeActivities(deps: NoticeDeps): NoticeActivities {
  return { takeNoticeStep: (person) => takeStep(deps, person) };
}

async function takeStep(deps: NoticeDeps, ref: PersonRef): Promise<NoticeStep> {
  const { pool } = deps;
  const pending = await findPendingMessage(pool, ref);
  const person = await deps.people.find(ref);
  if (pending) {
    // Read although it may not be due: what no longer matters is withdrawn now, not at its next try.
    const read = person && (await deps.readNotice(pending.notice, ref, person));
    const address = person?.addresses.find(({ channel }) => channel === pending.channel)?.address ?? null;
    const hasMoved = person !== null && address !== pending.address;
    if (hasMoved && address !== null) await readdress(pool, pending, address);
    if (!read || hasMoved || pending.next_attempt_at <= Date.now()) {
      return attempt(deps, ref, { ...pending, tries: hasMoved ? 0 : pending.tries, address }, read);
    }
  }
  const step = person ? await decide(deps, ref, person) : ({ kind: 'nothing' } as const);
  if (!pending || step.kind === 'written' || step.kind === 'escalated') return step;
  const retryMs = Math.max(1, pending.next_attempt_at - Date.now());
  if (step.kind === 'wait' && step.waitMs < retryMs) return step;
  return {
    kind: 'wait',
    waitMs: retryMs,
    why: `try ${pending.tries + 1} of ${pending.notice} by ${pending.channel}`,
  };
}

// ── what to say ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function decide(
  deps: NoticeDeps,
  ref: PersonRef,
  person: Person,
): Promise<Extract<NoticeStep, { kind: 'nothing' | 'wait' | 'written' | 'escalated' }>> {
  const decided = await inTransaction(deps.pool, async (db) => {
    await lockPerson(db, ref);
    const rows = await listAsks(db, ref);
    const lastToldAt = await findLastToldAt(db, ref);
    const plan = planNotice(rows.map(askOf), { ...person, lastToldAt }, deps.timings, Date.now());
    if (plan.kind !== 'write') return { plan, rows };
    const id = newNoticeId(randomUUID());
    const carried = rows.filter((row) => [...plan.asks, ...plan.closings].includes(row.id));
    const accounts = [...new Set(carried.flatMap(({ account }) => account ?? []))];
    await insertNotice(db, ref, { id, accounts, messages: person.addresses });
    await carryAsks(db, id, plan);
    return { plan, rows, written: { kind: 'written', notice: id, asks: plan.asks.length } as const };
  });
  const { plan } = decided;
  switch (plan.kind) {
    case 'write':
      return decided.written!;
    case 'wait':
      return { kind: 'wait', waitMs: Math.max(1, plan.untilAt - Date.now()), why: plan.why };
    case 'escalate':
      await escalate(deps, ref, decided.rows.find(({ id }) => id === plan.ask)!, plan.to);
      return { kind: 'escalated', to: plan.to };
    case 'nothing':
      return plan;
  }
}

const askOf = (row: AskRow): Ask => ({
  id: row.id,
  about: row.account ?? row.subject.slice(0, row.subject.lastIndexOf(':')),
  startsAt: row.starts_at,
  createdAt: row.created_at,
  deadlineAt: row.deadline_at,
  isCarried: row.notice !== null,
  toldAt: row.told_at,
  unreachableAt: row.unreachable_at,
  endedAt: row.ended_at,
  isClosed: row.closing_notice !== null,
  escalation: row.escalated_at === null && row.role !== 'escalation' ? row.escalation : null,
});

/** Marked as done last: a crash before that asks the same contact for the same request, which is asked once. */
async function escalate(deps: NoticeDeps, ref: PersonRef, row: AskRow, to: ContactId): Promise<void> {
  if (to !== ref.contact) {
    const next: PersonRef = { tenant: ref.tenant, contact: to };
    await putAsk(deps.pool, {
      ...next,
      subject: row.subject,
      account: row.account,
      role: 'escalation',
      event: row.event,
      sequence: row.sequence,
      runs: row.runs,
      startsAt: Date.now(),
      neededBy: row.deadline_at,
    });
    await deps.noticeClient.wake(next);
  }
  await noteEscalated(deps.pool, row.id);
}

// ── saying it ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `read` is null for what no longer matters, `address` for a way to the person that was taken away. */
async function attempt(
  deps: NoticeDeps,
  ref: PersonRef,
  message: Omit<MessageRow, 'address'> & { readonly address: string | null },
  read: ReadableNotice | null,
): Promise<NoticeStep> {
  const tries = message.tries + 1;
  const { notice, channel } = message;
  const save = async (state: MessageState, reason: string | null, asks: readonly number[], waitMs = 0) => {
    await inTransaction(deps.pool, async (db) => {
      await saveAttempt(db, message, { state, tries, nextAttemptAt: Date.now() + waitMs, reason });
      if (state === 'sent') await noteTold(db, notice, asks);
      else if (state !== 'pending') await settle(db, message);
    });
    return { kind: 'attempted', notice, channel, state } as const;
  };

  if (!read) return save('withdrawn', 'it no longer mattered when its turn came', []);
  const { address } = message;
  if (address === null) return save('failed', 'the contact has no such address any more', []);
  const outcome = await deps.senders[channel](ref, { ...message, address }, read);
  switch (outcome.kind) {
    case 'sent':
      return save('sent', null, read.asks);
    case 'refused':
      return save('refused', outcome.reason, []);
    case 'unknown':
      return save('failed', outcome.reason, []);
    case 'again': {
      const waitMs = nextWaitMs(deps.retryTableMs, tries, null, Math.random());
      return waitMs === null
        ? save('failed', outcome.reason, [])
        : save('pending', outcome.reason, [], waitMs);
    }
  }
}

/** The last message of a notice that reached nobody gives back what it was to tell. */
async function settle(
  db: Queryable,
  { notice, channel }: { notice: MessageRow['notice']; channel: NoticeChannel },
): Promise<void> {
  const messages = await listMessages(db, [notice]);
  if (messages.some(({ state }) => state === 'sent' || state === 'pending')) return;
  const own = messages.find((message) => message.channel === channel)!;
  if (own.state === 'withdrawn') return;
  await dropNotice(
    db,
    notice,
    messages.every(({ state }) => state === 'refused'),
  );
}
