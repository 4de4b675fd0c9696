// A dead account's event says which runs wait for it (the workflow knows its watchers) and until when (only the database
// knows). Looked up as the event is written, so that what is stored, listed and delivered is one and the same.

import type { EventDraft } from '../domain/events.ts';
import type { RunId, TenantId } from '../domain/ids.ts';
import type { Queryable } from '../store/db.ts';
import { listDeadlines } from '../store/runs.ts';

/** The same event, with `runDeadlines` where it names runs that have one; the soonest first. */
export async function withRunDeadlines(db: Queryable, event: EventDraft): Promise<EventDraft> {
  const runs = runsOf(event.data.affectedRuns);
  if (event.tenant === null || runs.length === 0) return event;
  const runDeadlines = (await listDeadlines(db, event.tenant as TenantId, runs)).map((run) => ({
    run: run.id,
    name: run.name,
    deadlineAt: run.deadline_at,
    onDeadline: run.on_deadline,
  }));
  return { ...event, data: { ...event.data, runDeadlines } };
}

/** Watchers are workflow ids: `run:{tenant}:{run}`, and others that have no deadline. */
export function runsOf(watchers: unknown): RunId[] {
  if (!Array.isArray(watchers)) return [];
  return watchers.flatMap((watcher) => {
    const [kind, , run] = String(watcher).split(':');
    return kind === 'run' && run ? [run as RunId] : [];
  });
}
