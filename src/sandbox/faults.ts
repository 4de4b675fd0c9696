// Bad habits for the next N requests: a fault is taken by the first request it covers, and used up after `times`.
// "Commit" is the moment the provider changes its state; every habit says on which side of it things go wrong, because
// that is what a client cannot see.

import { z } from 'zod';
import type { Holds } from './holds.ts';
import { type Answer, answerJson, type Reply, unavailablePage } from './http/answer.ts';
import type { SandboxRequest } from './http/request.ts';
import { covers, type Scope, scopeSchema } from './knobs.ts';
import type { Pace } from './pace.ts';

export const habitSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unavailable') }),
  z.strictObject({ kind: z.literal('server_error'), status: z.int().min(500).max(599) }),
  z.strictObject({
    kind: z.literal('rate_limited'),
    /** In the provider's seconds; null sends no `Retry-After`. */
    retryAfterSeconds: z.number().nonnegative().nullable(),
  }),
  z.strictObject({ kind: z.literal('drop_before_commit') }),
  z.strictObject({ kind: z.literal('drop_after_commit') }),
  z.strictObject({ kind: z.literal('hold_before_commit') }),
  z.strictObject({ kind: z.literal('hold_after_commit') }),
  z.strictObject({ kind: z.literal('answer_late'), lateMs: z.number().nonnegative() }),
  z.strictObject({ kind: z.literal('answer_after_client_left') }),
  z.strictObject({ kind: z.literal('answer_garbled') }),
]);
export type Habit = z.output<typeof habitSchema>;

export const faultSchema = scopeSchema.extend({
  on: z.enum(['token', 'data']),
  /** Of the request, exactly; absent: any. */
  path: z.string().optional(),
  habit: habitSchema,
  /** null: until cleared. */
  times: z.int().positive().nullable().default(1),
});
export type Fault = z.output<typeof faultSchema>;
export type NewFault = z.input<typeof faultSchema>;

export class FaultBoard {
  #faults: Array<{ fault: Fault; left: number }> = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults = [];
  }

  take(on: Fault['on'], target: Scope, path: string): Habit | null {
    const found = this.#faults.find(
      ({ fault }) =>
        fault.on === on && (fault.path === undefined || fault.path === path) && covers(fault, target),
    );
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.#faults = this.#faults.filter((entry) => entry !== found);
    return found.fault.habit;
  }
}

export interface Misbehavior {
  readonly habit: Habit | null;
  readonly request: SandboxRequest;
  readonly pace: Pace;
  readonly holds: Holds;
  readonly held: { readonly on: Fault['on']; readonly provider: string; readonly grant: string | null };
  /** Changes the provider's state and says what the answer would be. */
  commit(): Answer | Promise<Answer>;
  rateLimited(retryAfter: number | null): Answer;
  serverError?(status: number): Answer;
}

export async function actOut(misbehavior: Misbehavior): Promise<Reply> {
  const { habit, commit, pace, holds, request, held } = misbehavior;
  switch (habit?.kind) {
    case undefined:
      return commit();
    case 'unavailable':
      return unavailablePage();
    case 'server_error':
      return (
        misbehavior.serverError?.(habit.status) ?? answerJson(habit.status, { error: 'internal_failure' })
      );
    case 'rate_limited':
      return misbehavior.rateLimited(pace.retryAfter(habit.retryAfterSeconds));
    case 'drop_before_commit':
      return 'drop';
    case 'drop_after_commit':
      await commit();
      return 'drop';
    case 'hold_before_commit':
      await holds.hold(held);
      return commit();
    case 'hold_after_commit': {
      const answer = await commit();
      await holds.hold(held);
      return answer;
    }
    case 'answer_late': {
      const answer = await commit();
      await pace.wait(habit.lateMs);
      return answer;
    }
    case 'answer_garbled': {
      const answer = await commit();
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
    }
    case 'answer_after_client_left': {
      const answer = await commit();
      await holds.untilGone(request);
      return answer;
    }
  }
}
