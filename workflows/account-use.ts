// How much attention an account needs: watched by a run now, needed in a while, or idle. What is announced begins a refresh
// period before it is needed, so that the first minute of the night is not a herd (design section 3, "How much").

import type { PlannedRun } from '../src/domain/expiring.ts';
import type { RefreshSchedule } from '../src/domain/refresh-schedule.ts';
import { slotBefore } from '../src/domain/refresh-schedule.ts';
import type { AnnouncedUse, ExpectedUse } from './messages.ts';

export class AccountUse {
  #announced: AnnouncedUse[];

  constructor(announced: readonly AnnouncedUse[]) {
    this.#announced = [...announced];
  }

  /** False when it was announced before: the first word counts, because the account's slot follows from it. */
  announce(use: ExpectedUse, now: number): boolean {
    const isKnown = this.#announced.some(
      ({ from, until, run }) => from === use.from && until === use.until && run?.name === use.run?.name,
    );
    if (!isKnown) this.#announced.push({ ...use, announcedAt: now });
    return !isKnown;
  }

  /** Runs ahead or under way, and from when on people may be told of what they need. */
  planned(now: number): { readonly runs: readonly PlannedRun[]; readonly noticesStartAt: number } {
    const uses = this.carry(now);
    return {
      runs: uses.flatMap(({ run, from, until }) =>
        run ? [{ name: run.name, startsAt: from, deadlineAt: until }] : [],
      ),
      noticesStartAt: Math.max(0, ...uses.map(({ run }) => run?.noticesStartAt ?? 0)),
    };
  }

  carry(now: number): readonly AnnouncedUse[] {
    this.#announced = this.#announced.filter((use) => use.until > now);
    return this.#announced;
  }

  /** When the account is to be refreshed because its use is announced; null while none is near. */
  dueAt(schedule: RefreshSchedule, now: number): number | null {
    const near = this.carry(now).filter((use) => beginOf(use, schedule) <= now);
    if (near.length === 0) return null;
    return Math.min(...near.map((use) => dueFor(use, schedule)));
  }

  /** When the next announced use comes near; null when none is ahead. */
  nearAt(schedule: RefreshSchedule, now: number): number | null {
    const ahead = this.carry(now)
      .map((use) => beginOf(use, schedule))
      .filter((at) => at > now);
    return ahead.length === 0 ? null : Math.min(...ahead);
  }
}

/** A period ahead, or at the announcement where that came later. */
const beginOf = ({ announcedAt, from }: AnnouncedUse, { grid }: RefreshSchedule): number =>
  Math.max(announcedAt ?? from, from - (grid?.periodMs ?? 0));

function dueFor(use: AnnouncedUse, schedule: RefreshSchedule): number {
  const beginAt = beginOf(use, schedule);
  if (schedule.at > beginAt) return schedule.at;
  return schedule.grid ? slotBefore(schedule.grid, beginAt, use.from) : beginAt;
}
