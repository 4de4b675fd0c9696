// Calls a step's tool, and while its account cannot be used, waits and makes the very same call again (promise 5). What a call
// comes to is a value; nothing here decides what a run makes of it.

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { ToolActivities } from '../activities/contract.ts';
import { type FailureCode, failures } from '../src/domain/failures.ts';
import type { PauseRecord } from '../src/domain/pause.ts';
import type { StepRecord, ToolSpec } from '../src/domain/run.ts';
import type { Problem, ToolCall, ToolResult } from '../src/domain/tool.ts';
import type { AccountWatch } from './account-watch.ts';
import { onceToolOptions, repeatableToolOptions } from './activity-options.ts';

const repeatable = proxyActivities<ToolActivities>(repeatableToolOptions);
const once = proxyActivities<ToolActivities>(onceToolOptions);
/** The server takes 64 bytes. */
const longestFairnessKey = 63;

/** What whoever makes a call wants to know of it meanwhile. */
export interface CallWitness {
  isUnderWay(): void;
  isPaused(): Promise<void>;
  /** The call goes on at once and waits for nothing that is done here. */
  isBack(): void;
  /** False: whatever ended the wait, it was not the account. */
  mayWait(): boolean;
}

export type CallOutcome = Exclude<ToolResult, { status: 'blocked' }> | { readonly status: 'wait_ended' };

export class RunCalls {
  readonly #watch: AccountWatch;
  readonly #scope = new CancellationScope({ cancellable: true });
  #tools: ReadonlyMap<string, ToolSpec>;
  #labels: Readonly<Record<string, string>>;

  constructor(
    watch: AccountWatch,
    tools: readonly ToolSpec[] = [],
    labels: Readonly<Record<string, string>> = {},
  ) {
    this.#watch = watch;
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#labels = labels;
  }

  /** What the run's first activity has found. */
  learn(tools: readonly ToolSpec[], labels: Readonly<Record<string, string>>): void {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#labels = labels;
  }

  get tools(): readonly ToolSpec[] {
    return [...this.#tools.values()];
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#labels;
  }

  marksGaps(tool: string): boolean {
    return this.#tools.get(tool)?.marksGaps === true;
  }

  /** Calls under way end, those to come are not made. */
  cancel(): void {
    this.#scope.cancel();
  }

  async callUntilOver(
    call: ToolCall,
    record: Pick<StepRecord, 'pauses'>,
    witness: CallWitness,
  ): Promise<CallOutcome> {
    const { account } = call;
    for (;;) {
      const known = await this.#watch.look(account);
      const result: ToolResult =
        known.state === 'active' || known.state === 'held'
          ? await this.#execute(call, witness)
          : { status: 'blocked', account, state: known.state, seq: known.seq };
      if (result.status !== 'blocked') return result;

      const pause: PauseRecord = { account, state: result.state, pausedAt: Date.now(), resumedAt: null };
      record.pauses.push(pause);
      await witness.isPaused();
      const mayWait = (): boolean =>
        result.state !== 'disconnected' && !this.#watch.isDisconnected(account) && witness.mayWait();
      if (!(await this.#watch.waitUntilActive(account, result.seq, mayWait))) {
        if (this.#watch.isDisconnected(account)) pause.state = 'disconnected';
        return { status: 'wait_ended' };
      }
      pause.resumedAt = Date.now();
      witness.isBack();
    }
  }

  async #execute(call: ToolCall, witness: CallWitness): Promise<ToolResult> {
    const tools = this.#tools.get(call.tool)?.effect === 'once' ? once : repeatable;
    witness.isUnderWay();
    const summary = `${call.step} · ${this.#labels[call.account] ?? call.account}`;
    // Where the server allows it: a run with many calls at once does not stand before everybody else's.
    const priority = { fairnessKey: call.tenant.slice(0, longestFairnessKey) };
    try {
      return await this.#scope.run(() => tools[call.tool]!.executeWithOptions({ summary, priority }, [call]));
    } catch (error) {
      return { status: 'failed', problem: problemOf(error, tools === once) };
    }
  }
}

/** What a failed activity says, without its causes: the code is the failure's type. */
export function problemOf(error: unknown, isOnce = false): Problem {
  if (isCancellation(error)) return { code: 'run.cancelled', message: 'the run was cancelled', facts: {} };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const code = cause.type && cause.type in failures ? (cause.type as FailureCode) : 'bug';
    return { code, message: cause.message, facts: (cause.details?.[0] ?? {}) as Problem['facts'] };
  }
  return isOnce
    ? {
        code: 'tool.outcome_unknown',
        message: 'its worker went away; whether the write was made is unknown',
        facts: {},
      }
    : { code: 'provider.unavailable', message: 'the call did not come to an end in time', facts: {} };
}
