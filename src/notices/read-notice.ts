// What a notice has to say at this moment: what it asks and is still open, what it says is over. Read anew for every try, so
// that what was withdrawn meanwhile is not said, and with links made just now.

import type { PlannedRun } from '../domain/expiring.ts';
import type { NoticeId, ReauthRequestId } from '../domain/ids.ts';
import type { PersonRef } from '../domain/notice.ts';
import type { Queryable } from '../store/db.ts';
import { type EventRow, findEvent } from '../store/events.ts';
import { type AskRow, listAsksOfNotice } from '../store/notice-asks.ts';
import { findRun } from '../store/runs.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';
import { type AskedItem, type ComposedNotice, composeNotice } from './compose-notice.ts';
import type { Person } from './person-book.ts';

export interface ReadableNotice extends ComposedNotice {
  /** What it asks. */
  readonly asks: readonly number[];
  /** The notice that something of this one belongs to, for a reply that stands beneath it. */
  readonly inReplyTo: NoticeId | null;
}

export type ReadNotice = (notice: NoticeId, ref: PersonRef, person: Person) => Promise<ReadableNotice | null>;

export interface ReadDeps {
  readonly pool: Queryable;
  readonly links: Pick<ReauthLinks, 'urlFor'>;
  readonly nameOfProvider: (id: string) => string;
}

/** Null: nothing of it matters any more. */
export function createNoticeReader(deps: ReadDeps): ReadNotice {
  return async (notice, { tenant }, person) => {
    const rows = await listAsksOfNotice(deps.pool, notice);
    const open = rows.filter((row) => row.notice === notice && row.ended_at === null);
    const over = rows.filter((row) => row.closing_notice === notice && row.ended_at !== null);
    if (open.length + over.length === 0) return null;
    const asked = await Promise.all(open.map((row) => askedItemOf(deps, tenant, row)));
    const closed = await Promise.all(
      over.map(async (row) => ({
        title: titleOf(deps, await eventOf(deps, tenant, row)),
        reason: row.end_reason!,
      })),
    );
    return {
      ...composeNotice({ ...person, asked, closed }),
      asks: open.map(({ id }) => id),
      inReplyTo: over[0]?.notice ?? null,
    };
  };
}

const eventOf = async ({ pool }: ReadDeps, tenant: PersonRef['tenant'], row: AskRow): Promise<EventRow> =>
  (await findEvent(pool, tenant, row.event))!;

/** "Sales portal (HubSpot)"; of a provider app, the provider's name. */
function titleOf({ nameOfProvider }: ReadDeps, { account, data }: EventRow): string {
  return account === null
    ? String(data.provider)
    : `${data.label} (${nameOfProvider(String(data.provider))})`;
}

async function askedItemOf(deps: ReadDeps, tenant: PersonRef['tenant'], row: AskRow): Promise<AskedItem> {
  const event = await eventOf(deps, tenant, row);
  const { diagnosis, reauthRequest, linkExpiresAt, plannedRuns } = event.data;
  const runs = tenant === null ? [] : await Promise.all(row.runs.map((id) => findRun(deps.pool, tenant, id)));
  return {
    title: titleOf(deps, event),
    summary: String((diagnosis as { readonly summary: string }).summary),
    role: row.role,
    runs: runs
      .flatMap((run) =>
        run && run.state !== 'ended' ? [{ name: run.name, deadlineAt: run.deadline_at }] : [],
      )
      .sort(
        (one, other) =>
          (one.deadlineAt ?? Number.POSITIVE_INFINITY) - (other.deadlineAt ?? Number.POSITIVE_INFINITY),
      ),
    planned: ((plannedRuns ?? []) as unknown as readonly PlannedRun[]).filter(
      ({ deadlineAt }) => deadlineAt > Date.now(),
    ),
    worksStill: event.type === 'agent.auth.expiring',
    link:
      typeof reauthRequest === 'string'
        ? { url: deps.links.urlFor(reauthRequest as ReauthRequestId), expiresAt: Number(linkExpiresAt) }
        : null,
  };
}
