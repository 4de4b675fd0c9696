// One kind of thing that is removed when it is over for long enough. A job is asked again until it finds nothing, each time in a
// statement or a short transaction of its own, and it takes only rows that nobody holds: so it may be cut off anywhere, and any
// number of workers may do the same.

import type { TenantId } from '../../domain/ids.ts';
import type { Pool } from '../db.ts';

export interface SweepOrder {
  /** Null: the operator's own. */
  readonly tenant: TenantId | null;
  /** What was over before this instant goes. */
  readonly before: number;
  /** At most so many rows in one go. */
  readonly limit: number;
  readonly now: number;
}

export interface SweepJob {
  /** As the log names it. */
  readonly name: string;
  /** Removes some, in the order of their age, and answers how many; 0: there is nothing left to remove. */
  remove(pool: Pool, order: SweepOrder): Promise<number>;
}

/** What is kept for a time of its own, unless the tenant wants it gone sooner. */
export const soonerOf = ({ before, now }: SweepOrder, keptMs: number): Date =>
  new Date(Math.max(before, now - keptMs));
