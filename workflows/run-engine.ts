// The engine every run stands on: steps as a graph, each waiting only for what it needs; a dead account pauses the steps
// that use it and nothing else; when it is back, the same call runs again and goes on from its checkpoint (promise 5).

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { RunActivities, ToolActivities } from '../activities/contract.ts';
import { type FailureCode, failures } from '../src/domain/failures.ts';
import { type AccountId, runWorkflowId } from '../src/domain/ids.ts';
import type { Gap, Ledger, StepPlan, StepRecord, ToolSpec } from '../src/domain/run.ts';
import type { Problem, ToolCall, ToolResult } from '../src/domain/tool.ts';
import { gapsOf, verdictOf } from '../src/domain/verdict.ts';
import { AccountWatch } from './account-watch.ts';
import { onceToolOptions, repeatableToolOptions, shortActivityOptions } from './activity-options.ts';
import { describeRun } from './run-details.ts';
import type { RunInput } from './run-input.ts';
import { RunNews } from './run-news.ts';
import { pausedOnKey, runStateKey, tenantKey, verdictKey } from './search-attributes.ts';

const runs = proxyActivities<RunActivities>(shortActivityOptions);
const repeatable = proxyActivities<ToolActivities>(repeatableToolOptions);
const once = proxyActivities<ToolActivities>(onceToolOptions);

export class RunEngine {
  readonly ledger: Ledger;
  readonly #watch: AccountWatch;
  readonly #news: RunNews;
  #tools = new Map<string, ToolSpec>();
  #labels: Readonly<Record<string, string>> = {};
  readonly #calls = new CancellationScope({ cancellable: true });
  /** Saves and events that nothing waits for but the end of the run. */
  readonly #beside: Promise<void>[] = [];
  #isCancelled = false;
  #isPastDeadline = false;

  constructor(input: RunInput) {
    this.ledger = {
      tenant: input.tenant,
      run: input.run,
      kind: input.kind,
      name: input.name,
      revision: 0,
      state: 'running',
      verdict: null,
      steps: [],
      gaps: [],
      pausedOn: [],
      startedAt: Date.now(),
      endedAt: null,
      deadlineAt: input.deadlineAt,
      onDeadline: input.onDeadline,
    };
    this.#watch = new AccountWatch(input.tenant, runWorkflowId(input.tenant, input.run), input.deadlineAt);
    this.#news = new RunNews(this.ledger);
  }

  get watch(): AccountWatch {
    return this.#watch;
  }

  /** Ends the run with what it has: calls under way are cancelled, waits are over, the ledger says so. */
  cancel(): void {
    this.#isCancelled = true;
    this.#calls.cancel();
  }

  /** Runs the plan to its end and settles the verdict. */
  async run(steps: readonly StepPlan[]): Promise<Ledger> {
    this.ledger.steps = steps.map(newRecord);
    upsertSearchAttributes([
      { key: tenantKey, value: this.ledger.tenant },
      { key: runStateKey, value: 'running' },
    ]);
    const mistake = await this.#prepare(steps);
    if (mistake) {
      for (const step of this.ledger.steps) Object.assign(step, { state: 'failed', problem: mistake });
      return this.#end();
    }
    await this.#news.publish('agent.run.started', { name: this.ledger.name, steps: steps.length });
    await this.#save();
    // All of them now, not at their first call: what ends at ten in the evening is noticed at ten, not at one.
    await Promise.all(
      [...new Set(steps.map((step) => step.account))].map((account) => this.#watch.look(account)),
    );
    const deadline = this.#waitForDeadline();
    await Promise.all(steps.map((step) => this.#runWhenReady(step)));
    deadline.stop();
    return this.#end();
  }

  async #prepare(steps: readonly StepPlan[]): Promise<Problem | null> {
    try {
      const prepared = await runs.prepareRun.executeWithOptions(
        { summary: 'check the plan, record the tools' },
        [{ tenant: this.ledger.tenant, run: this.ledger.run, steps }],
      );
      this.#tools = new Map(prepared.tools.map((tool) => [tool.name, tool]));
      this.#labels = prepared.labels;
      return null;
    } catch (error) {
      return problemOf(error);
    }
  }

  async #runWhenReady(plan: StepPlan): Promise<void> {
    const record = this.#record(plan.id);
    await condition(() => this.#isCancelled || plan.needs.every((need) => isOver(this.#record(need))));
    const isReady = plan.needs.every((need) => this.#record(need).state === 'done');
    if (this.#isCancelled || !isReady) {
      record.state = 'skipped';
      return;
    }
    record.startedAt = Date.now();
    await this.#call(plan, record);
    record.finishedAt = Date.now();
    await this.#save();
  }

  /** One step: call, and while its account cannot be used, wait and make the very same call again. */
  async #call(plan: StepPlan, record: StepRecord): Promise<void> {
    const call: ToolCall = {
      tenant: this.ledger.tenant,
      run: this.ledger.run,
      step: plan.id,
      tool: plan.tool,
      account: plan.account,
      input: plan.input,
    };
    for (;;) {
      const known = await this.#watch.look(plan.account);
      const result: ToolResult =
        known.state === 'active' || known.state === 'held'
          ? await this.#execute(call, record)
          : { status: 'blocked', account: plan.account, state: known.state, seq: known.seq };

      if (result.status !== 'blocked') return this.#close(record, result);
      if (!(await this.#pause(plan.account, record, result))) return;
    }
  }

  async #execute(call: ToolCall, record: StepRecord): Promise<ToolResult> {
    const tools = this.#tools.get(call.tool)?.effect === 'once' ? once : repeatable;
    record.state = 'running';
    this.#show();
    const summary = `${call.step} · ${this.#labels[call.account] ?? call.account}`;
    try {
      return await this.#calls.run(() => tools[call.tool]!.executeWithOptions({ summary }, [call]));
    } catch (error) {
      return { status: 'failed', problem: problemOf(error, tools === once) };
    }
  }

  #close(record: StepRecord, result: Exclude<ToolResult, { status: 'blocked' }>): void {
    if (result.status === 'failed') {
      Object.assign(record, { state: 'failed', problem: result.problem });
    } else {
      Object.assign(record, { state: 'done', receipt: result.receipt });
    }
    this.#show();
  }

  /** False when the wait was ended by something other than the account: deadline, decline, cancellation. */
  async #pause(
    account: AccountId,
    record: StepRecord,
    blocked: ToolResult & { status: 'blocked' },
  ): Promise<boolean> {
    const pause = { account, state: blocked.state, pausedAt: Date.now(), resumedAt: null as number | null };
    record.state = 'paused';
    record.pauses.push(pause);
    await this.#showPaused();
    const mayWait = (): boolean =>
      !this.#isCancelled &&
      !this.#watch.isDeclined(account) &&
      blocked.state !== 'disconnected' &&
      !(this.#isPastDeadline && this.ledger.onDeadline !== 'keep_waiting');
    const isBack = await this.#watch.waitUntilActive(account, blocked.seq, mayWait);
    if (isBack) {
      pause.resumedAt = Date.now();
      record.state = 'waiting';
      // The call goes on at once; saving and telling that it does happens beside it.
      this.#beside.push(this.#showPaused());
    } else {
      await this.#showPaused();
    }
    return isBack;
  }

  async #showPaused(): Promise<void> {
    const before = this.ledger.pausedOn;
    const paused = this.ledger.steps.filter((step) => step.state === 'paused');
    this.ledger.pausedOn = [...new Set(paused.map((step) => step.account))].sort();
    const isProgressing = this.ledger.steps.some((step) => step.state === 'running');
    this.ledger.state = paused.length > 0 && !isProgressing ? 'paused' : 'running';
    upsertSearchAttributes([
      { key: runStateKey, value: this.ledger.state },
      { key: pausedOnKey, value: this.ledger.pausedOn },
    ]);
    this.#show();
    const isMore = this.ledger.pausedOn.some((account) => !before.includes(account));
    const isLess = before.some((account) => !this.ledger.pausedOn.includes(account));
    await Promise.all([
      this.#save(),
      isMore ? this.#news.publish('agent.run.paused', { pausedOn: this.ledger.pausedOn }) : null,
      isLess ? this.#news.publish('agent.run.resumed', { pausedOn: this.ledger.pausedOn }) : null,
    ]);
  }

  #waitForDeadline(): { stop(): void } {
    let isStopped = false;
    const { deadlineAt } = this.ledger;
    if (deadlineAt !== null) {
      void condition(() => isStopped, Math.max(1, deadlineAt - Date.now()), {
        summary: 'deadline of the run',
      }).then((isOverBefore) => {
        if (!isOverBefore) this.#isPastDeadline = true;
      });
    }
    return {
      stop() {
        isStopped = true;
      },
    };
  }

  async #end(): Promise<Ledger> {
    await Promise.all(this.#beside);
    this.ledger.gaps = [...gapsOf(this.ledger.steps).map((gap) => this.#explain(gap))];
    this.ledger.verdict = verdictOf(this.ledger.steps, this.ledger.gaps, this.#isCancelled);
    this.ledger.state = 'ended';
    this.ledger.endedAt = Date.now();
    this.ledger.pausedOn = [];
    upsertSearchAttributes([
      { key: runStateKey, value: 'ended' },
      { key: verdictKey, value: this.ledger.verdict },
      { key: pausedOnKey, value: [] },
    ]);
    this.#show();
    await this.#save();
    await this.#news.publish(this.ledger.verdict === 'failed' ? 'agent.run.failed' : 'agent.run.completed', {
      verdict: this.ledger.verdict,
      gaps: this.ledger.gaps.map((gap) => ({ ...gap })),
    });
    await this.#watch.end();
    return this.ledger;
  }

  /** A step that still waits says what ended its wait. */
  #explain(gap: Gap): Gap {
    if (gap.code !== 'waiting_for_account') return gap;
    if (this.#isCancelled)
      return { ...gap, code: 'cancelled', detail: 'the run was cancelled while it waited' };
    if (this.#watch.isDeclined(gap.account)) {
      return { ...gap, code: 'declined', detail: 'the person asked to reauthorize declined' };
    }
    return { ...gap, detail: `${gap.detail} when the deadline came` };
  }

  #record(id: string): StepRecord {
    return this.ledger.steps.find((step) => step.id === id)!;
  }

  #show(): void {
    setCurrentDetails(describeRun(this.ledger, this.#labels));
  }

  async #save(): Promise<void> {
    this.ledger.revision += 1;
    await runs.saveRun.executeWithOptions({ summary: 'save the ledger' }, [this.ledger]);
  }
}

function newRecord({ id, account, tool, required, needs }: StepPlan): StepRecord {
  return {
    id,
    account,
    tool,
    required,
    needs,
    state: 'waiting',
    receipt: null,
    problem: null,
    startedAt: null,
    finishedAt: null,
    pauses: [],
  };
}

/** Ended one way or another, a paused step whose wait is over included: it will not run again. */
const isOver = (step: StepRecord): boolean =>
  step.state === 'done' ||
  step.state === 'failed' ||
  step.state === 'skipped' ||
  (step.state === 'paused' && step.finishedAt !== null);

/** What a failed activity says, without its causes: the code is the failure's type. */
function problemOf(error: unknown, isOnce = false): Problem {
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
