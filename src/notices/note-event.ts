// What an event means for people: who is asked now, and who need not act any more. Written down per person, before anybody's
// workflow is woken; can be repeated, and an older event changes nothing that a newer one has said. Who must act comes from
// the diagnosis: the account's person, the customer's administrator, or the operator alone.

import type { Actor } from '../domain/diagnosis.ts';
import type { EventDraft } from '../domain/events.ts';
import type { AccountId, AccountRef, ContactId } from '../domain/ids.ts';
import { operator, type PersonRef } from '../domain/notice.ts';
import { runsOf } from '../events/run-deadlines.ts';
import { type AskedContacts, findAskedContacts } from '../store/contacts.ts';
import type { Queryable } from '../store/db.ts';
import { type AskRole, addRunToAsks, endAsks, letGo, putAsk } from '../store/notice-asks.ts';

/** Everybody it concerns, to be woken. */
export async function noteEvent(db: Queryable, event: EventDraft): Promise<PersonRef[]> {
  const { tenant, account } = event;
  if (tenant === null) return noteAppEvent(db, event);
  const of = (contacts: readonly ContactId[]): PersonRef[] =>
    contacts.map((contact) => ({ tenant, contact }));
  switch (event.type) {
    case 'agent.auth.expiring':
      // Over before it was told: there is no request to answer.
      if (event.data.reauthRequest === undefined) return [];
      return of(await noteRequest(db, event, { tenant, account: account! }));
    case 'agent.auth.reauth_required':
      return of(await noteRequest(db, event, { tenant, account: account! }));
    case 'agent.auth.reauth_withdrawn':
    case 'agent.auth.reauthorized':
    case 'agent.auth.disconnected':
      return of(
        await endAsks(db, { tenant, account: account! }, { reason: event.type, sequence: event.sequence }),
      );
    case 'agent.run.paused':
      return of(await addRunToAsks(db, tenant, event.data.pausedOn as readonly AccountId[], event.run!));
    default:
      return [];
  }
}

async function noteRequest(db: Queryable, event: EventDraft, ref: AccountRef): Promise<ContactId[]> {
  const { reauthRequest, noticesStartAt, actor, affectedRuns, neededByAt } = event.data;
  const subject = String(reauthRequest);
  const asked = await findAskedContacts(db, ref);
  const chosen = asked && chooseContact(asked, actor as Actor);
  const others = await endAsks(db, ref, {
    reason: letGo,
    sequence: event.sequence,
    except: { subject, contact: chosen?.contact ?? null },
  });
  if (!chosen) return others;
  await putAsk(db, {
    tenant: ref.tenant,
    ...chosen,
    subject,
    account: ref.account,
    event: event.id,
    sequence: event.sequence,
    runs: runsOf(affectedRuns),
    startsAt: Number(noticesStartAt),
    neededBy: typeof neededByAt === 'number' ? neededByAt : null,
  });
  return [...new Set([...others, chosen.contact])];
}

function chooseContact(
  { person, admin }: AskedContacts,
  actor: Actor,
): { readonly contact: ContactId; readonly role: AskRole } | null {
  switch (actor) {
    case 'person':
      return { contact: person, role: 'person' };
    case 'customer_admin':
      return admin ? { contact: admin, role: 'admin' } : { contact: person, role: 'person' };
    // The operator is told of the provider app, once, and not of every account; nobody is told of what passes.
    case 'operator':
    case 'nobody':
      return null;
  }
}

async function noteAppEvent(db: Queryable, event: EventDraft): Promise<PersonRef[]> {
  const app = String(event.data.providerApp);
  switch (event.type) {
    case 'agent.provider.app_failing':
      await putAsk(db, {
        ...operator,
        subject: `app:${app}:${event.sequence}`,
        account: null,
        role: 'operator',
        event: event.id,
        sequence: event.sequence,
        runs: [],
        startsAt: 0,
        neededBy: null,
      });
      return [operator];
    case 'agent.provider.app_recovered':
      await endAsks(db, { app }, { reason: event.type, sequence: event.sequence });
      return [operator];
    default:
      return [];
  }
}
