// The late fill of a run that was delivered with gaps: waits, for a week at most, for the accounts to come back, makes the
// calls that were missing from their checkpoints, and completes what was delivered. One per run, and a workflow of its own:
// no later run waits for it or is touched by it. Its end is on record, whichever it is.

import {
  CancellationScope,
  condition,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { RunActivities } from '../activities/contract.ts';
import { type AccountId, lateFillWorkflowId } from '../src/domain/ids.ts';
import { listOwed, markOf, type OwedStep } from '../src/domain/late-fill.ts';
import type { Gap, LateFill, Ledger, StepRecord } from '../src/domain/run.ts';
import { HOUR } from '../src/domain/time.ts';
import type { Json, ToolCall } from '../src/domain/tool.ts';
import { gapsOf } from '../src/domain/verdict.ts';
import { AccountWatch } from './account-watch.ts';
import { shortActivityOptions } from './activity-options.ts';
import type { LateFillInput } from './late-fill-input.ts';
import { accountChanged, cancelRun, decline, runLedger, runStatus } from './messages.ts';
import { RunCalls } from './run-calls.ts';
import { describeRun } from './run-details.ts';
import { RunNews } from './run-news.ts';
import { pausedOnKey, runStateKey, tenantKey, verdictKey } from './search-attributes.ts';

const runs = proxyActivities<RunActivities>(shortActivityOptions);

/** A change is told by signal; asked again only in case one was lost, and a week is long. */
const askAgainMs = HOUR;

export async function lateFillWorkflow(input: LateFillInput): Promise<Ledger> {
  const fill = new RunLateFill(input);
  setHandler(accountChanged, (change) => fill.watch.note(change), {
    description: 'An account this report lacks changed',
  });
  setHandler(decline, ({ account }) => fill.watch.noteDecline(account), {
    description: 'The person will not reauthorize this account. Whoever changes their mind is not too late.',
  });
  setHandler(cancelRun, () => fill.giveUp('it was cancelled'), { description: 'Wait no longer' });
  setHandler(runLedger, () => fill.ledger);
  setHandler(runStatus, () => fill.status);
  CancellationScope.current().cancelRequested.catch(() => fill.giveUp('it was cancelled'));
  return CancellationScope.nonCancellable(() => fill.run());
}

class RunLateFill {
  readonly ledger: Ledger;
  readonly watch: AccountWatch;
  readonly #late: LateFill;
  readonly #owed: readonly OwedStep[];
  readonly #calls: RunCalls;
  readonly #news: RunNews;
  /** Steps whose late call is over, one way or another. */
  readonly #over = new Set<string>();
  readonly #filled = new Set<string>();
  /** Steps that nobody was asked to wait for: told to the run. */
  readonly #declined: ReadonlySet<string>;
  readonly #problems: string[] = [];
  #givenUp: string | null = null;

  constructor(input: LateFillInput) {
    const { ledger, plan, tools, labels, lastSequence } = input;
    this.ledger = ledger;
    this.#late = ledger.lateFill!;
    this.#declined = new Set(ledger.gaps.filter((gap) => gap.code === 'declined').map((gap) => gap.step));
    const watcher = lateFillWorkflowId(ledger.tenant, ledger.run);
    this.watch = new AccountWatch(ledger.tenant, watcher, this.#late.untilAt, askAgainMs);
    this.#calls = new RunCalls(this.watch, tools, labels);
    this.#news = new RunNews(ledger, lastSequence);
    this.#owed = listOwed(plan, ledger.steps, (tool) => this.#calls.marksGaps(tool));
  }

  get status() {
    const { state, verdict } = this.ledger;
    return { state, verdict, pausedOn: this.#waitsFor() };
  }

  giveUp(reason: string): void {
    this.#givenUp ??= reason;
    this.#calls.cancel();
  }

  async run(): Promise<Ledger> {
    upsertSearchAttributes([
      { key: tenantKey, value: this.ledger.tenant },
      { key: runStateKey, value: 'paused' },
      { key: pausedOnKey, value: [...this.#late.waitsFor] },
    ]);
    this.#show();
    let isSettled = false;
    void condition(() => isSettled, Math.max(1, this.#late.untilAt - Date.now()), {
      summary: 'the end of waiting',
    }).then((isBefore) => {
      if (!isBefore) this.giveUp('nobody brought the accounts back in time');
    });
    await Promise.all(this.#owed.map((step) => this.#fillWhenReady(step)));
    isSettled = true;
    await this.#end();
    return this.ledger;
  }

  async #fillWhenReady(owed: OwedStep): Promise<void> {
    const record = this.#record(owed.plan.id);
    const awaited = this.#owed.map(({ plan }) => plan.id).filter((id) => owed.plan.needs.includes(id));
    await condition(() => this.#givenUp !== null || awaited.every((id) => this.#over.has(id)));
    const isReady = owed.plan.needs.every(
      (need) => this.#record(need).state === 'done' && !this.#isOpen(need),
    );
    if (this.#givenUp === null && isReady) await this.#fill(owed, record);
    this.#over.add(owed.plan.id);
  }

  /** Owed, and not filled yet. */
  #isOpen(id: string): boolean {
    return this.#owed.some(({ plan }) => plan.id === id) && !this.#filled.has(id);
  }

  async #fill(owed: OwedStep, record: StepRecord): Promise<void> {
    const result = await this.#calls.callUntilOver(this.#callOf(owed), record, {
      isUnderWay: () => this.#show(),
      isPaused: async () => this.#show(),
      isBack: () => this.#show(),
      mayWait: () => this.#givenUp === null,
    });
    if (result.status === 'wait_ended') {
      if (this.watch.isDisconnected(owed.plan.account))
        this.#problems.push(`${owed.plan.id}: its account was disconnected`);
      return;
    }
    if (result.status === 'failed') {
      this.#problems.push(`${owed.plan.id}: ${result.problem.message}`);
      // What was delivered with gaps stands as it was; a step that never came to its end has come to this one.
      if (record.state !== 'done') Object.assign(record, { state: 'failed', problem: result.problem });
    } else {
      if (record.receipt) record.receiptWithGaps = record.receipt;
      Object.assign(record, { state: 'done', receipt: result.receipt, finishedAt: Date.now() });
      delete record.without;
      this.#filled.add(owed.plan.id);
    }
    await this.#save();
  }

  #callOf(owed: OwedStep): ToolCall {
    const { tenant, run } = this.ledger;
    const { id, tool, account, input } = owed.plan;
    if (owed.kind === 'open') return { tenant, run, step: id, tool, account, input };
    const lateInput = {
      ...(input as { readonly [name: string]: Json }),
      mark: markOf(this.ledger, id),
      late: { delivered: owed.delivered },
    };
    return { tenant, run, step: owed.lateId, tool, account, input: lateInput };
  }

  async #end(): Promise<void> {
    const { ledger } = this;
    ledger.gaps = gapsOf(ledger.steps).map((gap) => this.#explain(gap));
    const isWhole = ledger.gaps.length === 0;
    const isFilled = isWhole || (this.#givenUp === null && this.#problems.length === 0);
    this.#late.state = isFilled ? 'filled' : 'given_up';
    this.#late.endedAt = Date.now();
    this.#late.reason = isFilled ? null : (this.#givenUp ?? this.#problems.join('; '));
    if (isWhole) ledger.verdict = 'complete_late';
    upsertSearchAttributes([
      { key: runStateKey, value: 'ended' },
      { key: verdictKey, value: ledger.verdict! },
      { key: pausedOnKey, value: [] },
    ]);
    this.#show();
    await this.#save();
    const { verdict } = ledger;
    const gaps = ledger.gaps.map((gap) => ({ ...gap }));
    await (isFilled
      ? this.#news.publish('agent.run.filled_late', { verdict, gaps, steps: [...this.#filled] })
      : this.#news.publish('agent.run.not_filled', { verdict, gaps, reason: this.#late.reason }));
    await this.watch.end();
  }

  #explain(gap: Gap): Gap {
    if (gap.code !== 'waiting_for_account') return gap;
    return this.watch.isDeclined(gap.account) || this.#declined.has(gap.step)
      ? { ...gap, code: 'declined', detail: 'the person asked to reauthorize declined' }
      : { ...gap, detail: `${gap.detail} when nobody waited for it any more` };
  }

  #waitsFor(): AccountId[] {
    return this.#late.state === 'waiting' ? [...this.#late.waitsFor] : [];
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
