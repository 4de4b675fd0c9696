// What comes next for one person: write to them now, ask another contact, wait, or nothing. Pure: what is asked of them, the
// time and the settings go in. One notice carries everything there is to say; the person is not written to again for a while,
// nor in their quiet hours, unless a run's deadline would pass meanwhile.

import type { ContactId } from '../domain/ids.ts';
import type { QuietHours } from '../domain/notice.ts';
import { describeInstant } from '../domain/time.ts';
import { endOfQuiet } from './quiet-hours.ts';

export interface NoticeTimings {
  /** How long others may join before the first is told. */
  readonly gatherMs: number;
  /** Between two notices to one person. */
  readonly betweenMs: number;
  /** Another contact is asked this long after the first notice at the soonest. */
  readonly escalateAfterMs: number;
}

export interface Ask {
  readonly id: number;
  /** The account, or the operator's provider app. */
  readonly about: string;
  readonly startsAt: number;
  readonly createdAt: number;
  readonly deadlineAt: number | null;
  /** A notice carries it, sent or not. */
  readonly isCarried: boolean;
  readonly toldAt: number | null;
  readonly unreachableAt: number | null;
  readonly endedAt: number | null;
  readonly isClosed: boolean;
  /** Who is asked when this person does not act; null where there is nobody, or they were asked already. */
  readonly escalation: ContactId | null;
}

export type NoticePlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'wait'; readonly untilAt: number; readonly why: string }
  | { readonly kind: 'escalate'; readonly ask: number; readonly to: ContactId }
  | { readonly kind: 'write'; readonly asks: readonly number[]; readonly closings: readonly number[] };

export function planNotice(
  asks: readonly Ask[],
  person: {
    readonly quietHours: QuietHours | null;
    readonly timeZone: string;
    readonly lastToldAt: number | null;
  },
  timings: NoticeTimings,
  now: number,
): NoticePlan {
  const escalations = asks.flatMap((ask) => {
    const at = escalateAt(ask, timings.escalateAfterMs);
    return at === null ? [] : [{ at, ask: ask.id, to: ask.escalation! }];
  });
  const due = escalations.find(({ at }) => at <= now);
  if (due) return { kind: 'escalate', ask: due.ask, to: due.to };

  const news = asks.filter((ask) => isUntold(ask) || isUnclosed(ask, asks));
  const writeAt = writesAt(news, person, timings, now);
  if (writeAt !== null && writeAt <= now) {
    // Whoever has not gathered long enough comes along all the same, if people may hear of it by now.
    const told = news.filter((ask) => isUnclosed(ask, asks) || ask.startsAt <= now);
    return {
      kind: 'write',
      asks: told.filter(isUntold).map(({ id }) => id),
      closings: told.filter((ask) => !isUntold(ask)).map(({ id }) => id),
    };
  }
  const untilAt = Math.min(...escalations.map(({ at }) => at), writeAt ?? Number.POSITIVE_INFINITY);
  if (untilAt === Number.POSITIVE_INFINITY) return { kind: 'nothing' };
  const what = untilAt === writeAt ? `writes ${news.length} piece(s) of news` : 'asks another contact';
  return { kind: 'wait', untilAt, why: `${what} ${describeInstant(untilAt)}` };
}

const isUntold = (ask: Ask): boolean => ask.endedAt === null && !ask.isCarried && ask.unreachableAt === null;

/** Said to be needed, over since, and not said so yet. An account that needs the person again is not over. */
const isUnclosed = (ask: Ask, all: readonly Ask[]): boolean =>
  ask.endedAt !== null &&
  ask.toldAt !== null &&
  !ask.isClosed &&
  !all.some((other) => other.endedAt === null && other.about === ask.about);

function writesAt(
  news: readonly Ask[],
  { quietHours, timeZone, lastToldAt }: Parameters<typeof planNotice>[1],
  { gatherMs, betweenMs }: NoticeTimings,
  now: number,
): number | null {
  if (news.length === 0) return null;
  // What was due before now is judged by the clock of now: it may have become night since.
  const mayWriteAt = Math.max(now, lastToldAt === null ? 0 : lastToldAt + betweenMs);
  const times = news.map((ask) => {
    const readyAt =
      ask.endedAt === null ? Math.max(ask.startsAt, ask.createdAt + gatherMs) : ask.endedAt + gatherMs;
    const earliestAt = Math.max(readyAt, mayWriteAt);
    const politeAt = endOfQuiet(earliestAt, quietHours, timeZone);
    const cannotWait =
      ask.endedAt === null &&
      ask.deadlineAt !== null &&
      ask.deadlineAt > earliestAt &&
      ask.deadlineAt < politeAt;
    return cannotWait ? earliestAt : politeAt;
  });
  return Math.min(...times);
}

/** Halfway from the first notice to the deadline; at once where the person cannot be reached; null: not at all. */
function escalateAt(ask: Ask, afterMs: number): number | null {
  if (ask.endedAt !== null || ask.escalation === null) return null;
  if (ask.unreachableAt !== null) return ask.unreachableAt;
  if (ask.toldAt === null || ask.deadlineAt === null) return null;
  const at = ask.toldAt + Math.max(afterMs, (ask.deadlineAt - ask.toldAt) / 2);
  return at < ask.deadlineAt ? at : null;
}
