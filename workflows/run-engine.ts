// The engine every run stands on: steps as a graph, each waiting only for what it needs; a dead account pauses the steps
// that use it and nothing else; when it is back, the same call goes on from its checkpoint (promise 5). At the deadline the
// waits end, and what can be delivered with its gaps marked is delivered.

import {
  condition,
  patched,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { RunActivities } from '../activities/contract.ts';
import { type AccountId, runWorkflowId } from '../src/domain/ids.ts';
import { inputWithGaps, isWithout } from '../src/domain/late-fill.ts';
import type { RunUse } from '../src/domain/own-run.ts';
import type { Gap, Ledger, StepPlan, StepRecord } from '../src/domain/run.ts';
import type { Json, Problem, ToolCall } from '../src/domain/tool.ts';
import { gapsOf, verdictOf } from '../src/domain/verdict.ts';
import { AccountWatch } from './account-watch.ts';
import { shortActivityOptions } from './activity-options.ts';
import { planLateFill, startLateFill } from './late-fill-start.ts';
import { problemOf, RunCalls } from './run-calls.ts';
import { waitForDeadline } from './run-deadline.ts';
import { describeRun } from './run-details.ts';
import { explainGap, gapOfRun, type RunEnding } from './run-gaps.ts';
import type { RunInput } from './run-input.ts';
import { isOver, newLedger, newRecord } from './run-ledger.ts';
import { RunNews, tellEnd, tellOverdue } from './run-news.ts';
import { pausedOnKey, runStateKey, tenantKey, verdictKey } from './search-attributes.ts';

const runs = proxyActivities<RunActivities>(shortActivityOptions);

export class RunEngine {
  readonly ledger: Ledger;
  readonly #watch: AccountWatch;
  readonly #news: RunNews;
  readonly #calls: RunCalls;
  #plan: StepPlan[] = [];
  /** Saves and events that nothing waits for but the end of the run. */
  readonly #beside: Promise<void>[] = [];
  /** Steps that the run's own code has added, until they are over. */
  readonly #added: Promise<unknown>[] = [];
  #givenUp: string | null = null;
  #isCancelled = false;
  #isPastDeadline = false;

  constructor(input: RunInput) {
    this.ledger = newLedger(input);
    this.#watch = new AccountWatch(input.tenant, runWorkflowId(input.tenant, input.run), input.deadlineAt);
    this.#news = new RunNews(this.ledger);
    this.#calls = new RunCalls(this.#watch);
  }

  get watch(): AccountWatch {
    return this.#watch;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Ends the run with what it has: calls under way are cancelled, waits are over, the ledger says so. */
  cancel(): void {
    this.#isCancelled = true;
    this.#calls.cancel();
  }

  /** Runs the plan to its end and settles the verdict. */
  async run(steps: readonly StepPlan[]): Promise<Ledger> {
    this.#plan = [...steps];
    this.ledger.steps = steps.map(newRecord);
    const ref = { tenant: this.ledger.tenant, run: this.ledger.run };
    return this.#runThrough({
      accounts: steps.map((step) => step.account),
      started: { steps: steps.length },
      prepare: () =>
        runs.prepareRun.executeWithOptions({ summary: 'check the plan, record the tools' }, [
          { ...ref, steps },
        ]),
      work: async () => void (await Promise.all(steps.map((step) => this.#runWhenReady(step)))),
    });
  }

  /** The same for a run whose code adds its steps as it goes (`addStep`); what is under way when it returns is waited for. */
  async runCode(uses: readonly RunUse[], work: () => Promise<void>): Promise<Ledger> {
    const ref = { tenant: this.ledger.tenant, run: this.ledger.run };
    return this.#runThrough({
      accounts: uses.map((use) => use.account),
      started: {},
      prepare: () =>
        runs.prepareUses.executeWithOptions({ summary: 'check what it will use, record the tools' }, [
          { ...ref, uses },
        ]),
      work: async () => {
        await work();
        for (let seen = -1; seen !== this.#added.length; await Promise.all(this.#added)) {
          seen = this.#added.length;
        }
      },
    });
  }

  /** Its record when it is over, and what its tool answered where that is one small thing. */
  async addStep(plan: StepPlan): Promise<{ readonly record: StepRecord; readonly value: Json }> {
    // Nobody waits for the code of a run that is cancelled.
    if (this.#isCancelled || this.ledger.state === 'ended') return new Promise(() => {});
    this.#plan.push(plan);
    this.ledger.steps.push(newRecord(plan));
    const over = this.#runWhenReady(plan);
    this.#added.push(over);
    return { record: this.#record(plan.id), value: await over };
  }

  /** The run's own code says that it cannot reach what it is for: waits end, calls under way go on to their end. */
  giveUp(reason: string): void {
    this.#givenUp = reason;
  }

  async #runThrough(run: {
    readonly accounts: readonly AccountId[];
    readonly started: { readonly [key: string]: Json };
    prepare(): ReturnType<RunActivities['prepareRun']>;
    work(): Promise<void>;
  }): Promise<Ledger> {
    upsertSearchAttributes([
      { key: tenantKey, value: this.ledger.tenant },
      { key: runStateKey, value: 'running' },
    ]);
    const mistake = await this.#prepare(run.prepare);
    if (mistake) {
      for (const step of this.ledger.steps) Object.assign(step, { state: 'failed', problem: mistake });
      if (this.ledger.steps.length === 0) this.#givenUp = mistake.message;
      return this.#end();
    }
    await this.#news.publish('agent.run.started', { name: this.ledger.name, ...run.started });
    await this.#save();
    // All of them now, not at their first call: what ends at ten in the evening is noticed at ten, not at one.
    await Promise.all([...new Set(run.accounts)].map((account) => this.#watch.look(account)));
    const deadline = this.#waitForDeadline();
    await run.work();
    deadline.stop();
    return this.#end();
  }

  async #prepare(prepare: () => ReturnType<RunActivities['prepareRun']>): Promise<Problem | null> {
    try {
      const prepared = await prepare();
      this.#calls.learn(prepared.tools, prepared.labels);
      return null;
    } catch (error) {
      return problemOf(error);
    }
  }

  async #runWhenReady(plan: StepPlan): Promise<Json> {
    const record = this.#record(plan.id);
    await condition(() => this.#isCancelled || plan.needs.every((need) => isOver(this.#record(need))));
    const without = plan.needs.filter((need) => this.#record(need).state !== 'done');
    if (this.#isCancelled || (without.length > 0 && !this.#goesOnWithout(plan))) {
      record.state = 'skipped';
      return null;
    }
    if (without.length > 0) record.without = without;
    record.startedAt = Date.now();
    const value = await this.#call(plan, record);
    record.finishedAt = Date.now();
    // The last step that went on beside a waiting one: now nothing does.
    if (this.ledger.pausedOn.length > 0 && patched('paused-after-a-step')) this.#noteState();
    await this.#save();
    return value;
  }

  /** Only what says itself what it lacks, and only where gaps are what was asked for rather than nothing. */
  #goesOnWithout(plan: StepPlan): boolean {
    return this.ledger.onDeadline === 'deliver_with_gaps' && this.#calls.marksGaps(plan.tool);
  }

  async #call(plan: StepPlan, record: StepRecord): Promise<Json> {
    const call: ToolCall = {
      tenant: this.ledger.tenant,
      run: this.ledger.run,
      step: plan.id,
      tool: plan.tool,
      account: plan.account,
      input: isWithout(record)
        ? inputWithGaps(this.ledger, plan, this.#gapsIn(record.without!), this.#calls.labels)
        : plan.input,
    };
    const result = await this.#calls.callUntilOver(call, record, {
      isUnderWay: () => {
        record.state = 'running';
        this.#show();
      },
      isPaused: () => {
        record.state = 'paused';
        return this.#showPaused();
      },
      isBack: () => {
        record.state = 'waiting';
        this.#beside.push(this.#showPaused());
      },
      mayWait: () =>
        !this.#isCancelled &&
        this.#givenUp === null &&
        !this.#watch.isDeclined(plan.account) &&
        !(this.#isPastDeadline && this.ledger.onDeadline !== 'keep_waiting'),
    });
    if (result.status === 'wait_ended') {
      await this.#showPaused();
      return null;
    }
    if (result.status === 'failed') Object.assign(record, { state: 'failed', problem: result.problem });
    else Object.assign(record, { state: 'done', receipt: result.receipt });
    this.#show();
    return result.status === 'ok' ? result.value : null;
  }

  #noteState(): void {
    const isProgressing = this.ledger.steps.some((step) => step.state === 'running');
    this.ledger.state = this.ledger.pausedOn.length > 0 && !isProgressing ? 'paused' : 'running';
    upsertSearchAttributes([
      { key: runStateKey, value: this.ledger.state },
      { key: pausedOnKey, value: this.ledger.pausedOn },
    ]);
    this.#show();
  }

  async #showPaused(): Promise<void> {
    const before = this.ledger.pausedOn;
    const paused = this.ledger.steps.filter((step) => step.state === 'paused');
    this.ledger.pausedOn = [...new Set(paused.map((step) => step.account))].sort();
    this.#noteState();
    const isMore = this.ledger.pausedOn.some((account) => !before.includes(account));
    const isLess = before.some((account) => !this.ledger.pausedOn.includes(account));
    await Promise.all([
      this.#save(),
      isMore ? this.#news.publish('agent.run.paused', { pausedOn: this.ledger.pausedOn }) : null,
      isLess ? this.#news.publish('agent.run.resumed', { pausedOn: this.ledger.pausedOn }) : null,
    ]);
  }

  #waitForDeadline(): { stop(): void } {
    return waitForDeadline(this.ledger, (isTold) => {
      this.#isPastDeadline = true;
      if (isTold) this.#beside.push(tellOverdue(this.ledger, this.#news));
    });
  }

  async #end(): Promise<Ledger> {
    await Promise.all(this.#beside);
    this.ledger.gaps = this.#gaps();
    const isFailed =
      this.#isPastDeadline &&
      this.ledger.onDeadline === 'fail' &&
      this.ledger.gaps.some((gap) => gap.code === 'waiting_for_account');
    const endedBy = this.#isCancelled ? 'cancelled' : isFailed ? 'failed_deadline' : null;
    this.ledger.verdict = verdictOf(this.ledger.steps, this.ledger.gaps, endedBy);
    this.ledger.state = 'ended';
    this.ledger.endedAt = Date.now();
    this.ledger.pausedOn = [];
    const isFinal = this.#isCancelled || this.#givenUp !== null;
    const lateFill = isFinal ? null : planLateFill(this.ledger, this.#plan, this.#calls);
    if (lateFill) this.ledger.lateFill = lateFill;
    upsertSearchAttributes([
      { key: runStateKey, value: 'ended' },
      { key: verdictKey, value: this.ledger.verdict },
      { key: pausedOnKey, value: [] },
    ]);
    this.#show();
    await this.#save();
    await tellEnd(this.ledger, this.#news, isFailed);
    if (lateFill) await startLateFill(this.ledger, this.#plan, this.#calls, this.#news);
    await this.#watch.end();
    return this.ledger;
  }

  #gaps(): Gap[] {
    const gaps = gapsOf(this.ledger.steps).map((gap) => explainGap(gap, this.#ending));
    return this.#givenUp === null ? gaps : [...gaps, gapOfRun(this.#givenUp)];
  }

  /** Of these steps, whether the run requires them or not. */
  #gapsIn(ids: readonly string[]): Gap[] {
    const steps = ids.map((id) => ({ ...this.#record(id), required: true }));
    return gapsOf(steps).map((gap) => explainGap(gap, this.#ending));
  }

  get #ending(): RunEnding {
    return { watch: this.#watch, isCancelled: this.#isCancelled, isGivenUp: this.#givenUp !== null };
  }

  #record(id: string): StepRecord {
    return this.ledger.steps.find((step) => step.id === id)!;
  }

  #show(): void {
    setCurrentDetails(describeRun(this.ledger, this.#calls.labels));
  }

  async #save(): Promise<void> {
    this.ledger.revision += 1;
    await runs.saveRun.executeWithOptions({ summary: 'save the ledger' }, [this.ledger]);
  }
}
