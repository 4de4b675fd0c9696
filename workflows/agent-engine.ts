// The life of an agent's run: ask the model, make its calls, tell it what they came to, until it says it is finished or something
// ends the run: a limit, the deadline, somebody. What the run is worth follows from the record of its calls and from what the
// order expects; the model's own word for it counts for nothing.

import { CancellationScope, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AgentActivities, ModelActivities } from '../activities/contract.ts';
import type { AgentCheckpoint } from '../src/domain/agent.ts';
import {
  addUsage,
  type CallReport,
  noUsage,
  type TokenUsage,
  type TurnResult,
} from '../src/domain/agent-turn.ts';
import { type AgentEnd, settleAgent } from '../src/domain/agent-verdict.ts';
import { runWorkflowId } from '../src/domain/ids.ts';
import type { Ledger } from '../src/domain/run.ts';
import type { Problem } from '../src/domain/tool.ts';
import { AccountWatch } from './account-watch.ts';
import { modelOptions, shortActivityOptions } from './activity-options.ts';
import { AgentBooks } from './agent-books.ts';
import { AgentClock } from './agent-clock.ts';
import type { AgentInput } from './agent-input.ts';
import { AgentTallies } from './agent-tallies.ts';
import { makeCall, newCall, newTurn, type TurnStep } from './agent-turn.ts';
import { problemOf, RunCalls } from './run-calls.ts';
import { newLedger } from './run-ledger.ts';

const { prepareAgent } = proxyActivities<AgentActivities>(shortActivityOptions);
const model = proxyActivities<ModelActivities>(modelOptions);

/** A model that is told three times what is wrong with its answer will not get it right. */
const mostMistakenAnswers = 3;

export type AgentRunEnd =
  | { readonly kind: 'ended'; readonly ledger: Ledger }
  | { readonly kind: 'goes_on'; readonly checkpoint: AgentCheckpoint };

export class AgentEngine {
  readonly ledger: Ledger;
  readonly watch: AccountWatch;
  readonly #input: AgentInput;
  readonly #books: AgentBooks;
  readonly #calls: RunCalls;
  readonly #clock: AgentClock;
  readonly #tallies: AgentTallies;
  /** Ended by whatever ends the run, so that a model that does not answer keeps nothing waiting. */
  readonly #asking = new CancellationScope({ cancellable: true });
  #usage: TokenUsage;
  #turn: number;
  #reports: readonly CallReport[];
  #mistake: string | null;
  #mistakenAnswers: number;
  #turnsPerHistory = 1;
  #isCancelled = false;

  constructor(input: AgentInput) {
    const { checkpoint: from } = input;
    this.#input = input;
    this.ledger = {
      ...newLedger(input),
      ...(from && { startedAt: from.startedAt, revision: from.revision }),
    };
    this.watch = new AccountWatch(input.tenant, runWorkflowId(input.tenant, input.run), input.deadlineAt);
    for (const account of from?.declined ?? []) this.watch.noteDecline(account);
    this.#calls = new RunCalls(this.watch);
    this.#books = new AgentBooks(this.ledger, this.#calls, from?.lastSequence);
    this.#tallies = new AgentTallies(from?.tallies ?? []);
    this.#usage = from?.usage ?? noUsage;
    this.#turn = from?.turn ?? 0;
    this.#reports = from?.reports ?? [];
    this.#mistake = from?.mistake ?? null;
    this.#mistakenAnswers = from?.mistakenAnswers ?? 0;
    this.#clock = new AgentClock(this.ledger, input.limits, from?.isOverdueTold ?? false, {
      stop: () => this.#stop(),
      overdue: () => this.#books.beside(this.#books.news.publish('agent.run.overdue', this.#overdue())),
    });
  }

  /** Ends the run with what it has: the calls and the question under way are cancelled, the ledger says so. */
  cancel(): void {
    this.#isCancelled = true;
    this.#stop();
  }

  async run(): Promise<AgentRunEnd> {
    this.#books.open();
    const mistake = await this.#prepare();
    if (mistake) {
      const kind = this.#input.checkpoint ? 'model_failed' : 'not_begun';
      return this.#end({ kind, problem: mistake });
    }
    if (!this.#input.checkpoint) {
      await this.#books.news.publish('agent.run.started', {
        name: this.ledger.name,
        model: this.#input.model,
      });
      await this.#books.save([]);
    }
    // All of them now, not at their first call: what ends at ten in the evening is noticed at ten, not at one.
    await Promise.all(this.#input.accounts.map((account) => this.watch.look(account)));
    this.#clock.start();
    for (let turns = 0; ; turns++) {
      const end = this.#isOver();
      if (end) return this.#end(end);
      if (turns >= this.#turnsPerHistory || workflowInfo().continueAsNewSuggested) {
        await this.#books.settled();
        // Told meanwhile that it is over: then it is.
        if (!this.#isOver()) return { kind: 'goes_on', checkpoint: this.#checkpoint() };
        continue;
      }
      const after = await this.#takeTurn();
      if (after) return this.#end(after);
    }
  }

  async #prepare(): Promise<Problem | null> {
    const { tenant, run, model: name, accounts, tools, limits, expects, wantsAnswer } = this.#input;
    try {
      const prepared = await prepareAgent.executeWithOptions(
        { summary: 'check the order, record the tools' },
        [{ tenant, run, plan: { model: name, accounts, tools, limits, expects, wantsAnswer } }],
      );
      this.#calls.learn(prepared.tools, prepared.labels);
      this.#turnsPerHistory = prepared.turnsPerHistory;
      return null;
    } catch (error) {
      return problemOf(error);
    }
  }

  /** Null: it goes on. */
  #isOver(): AgentEnd | null {
    const { limits } = this.#input;
    const { input, output, cost } = this.#usage;
    if (this.#isCancelled) return { kind: 'cancelled' };
    if (this.#clock.stoppedBy) return { kind: 'out_of_time', by: this.#clock.stoppedBy };
    if (this.#turn >= limits.turns) return spent('turns', limits.turns, this.#turn);
    if (input + output >= limits.tokens) return spent('tokens', limits.tokens, input + output);
    if (limits.money !== null && (cost ?? 0) >= limits.money) return spent('money', limits.money, cost ?? 0);
    return null;
  }

  /** Null: another one follows. */
  async #takeTurn(): Promise<AgentEnd | null> {
    this.#turn += 1;
    const step = newTurn(this.#turn);
    this.ledger.steps.push(step);
    this.#books.show();
    const result = await this.#ask(step);
    this.#mistake = null;
    this.#reports = [];
    if ('problem' in result) {
      const { problem } = result;
      const isStopped = this.#isCancelled || this.#clock.stoppedBy !== null;
      return this.#close(
        step,
        'failed',
        problem,
        isStopped ? this.#isOver() : { kind: 'model_failed', problem },
      );
    }
    if (result.kind === 'over_budget') {
      const { tokens, money } = this.#input.limits;
      const used = this.#usage.input + this.#usage.output;
      const end =
        result.limit === 'tokens'
          ? spent('tokens', tokens, used)
          : spent('money', money ?? 0, this.#usage.cost ?? 0);
      const problem: Problem = {
        code: 'run.budget_spent',
        message: `what the model would have had to read is more than is left of the run's ${result.limit}`,
        facts: {},
      };
      return this.#close(step, 'failed', problem, end);
    }
    this.#usage = addUsage(this.#usage, result.usage);
    Object.assign(step.turn, { usage: result.usage, leftOut: result.leftOut });
    if (result.kind === 'finished') return this.#finish(step, result.mistake);
    await this.#makeCalls(step, result);
    return this.#close(step, 'done', null, null);
  }

  async #ask(step: TurnStep): Promise<TurnResult | { readonly problem: Problem }> {
    const { tenant, run, limits } = this.#input;
    const { input, output, cost } = this.#usage;
    const left = {
      tokens: limits.tokens - input - output,
      money: limits.money === null ? null : limits.money - (cost ?? 0),
    };
    const turn = { tenant, run, turn: this.#turn, reports: this.#reports, mistake: this.#mistake, left };
    try {
      return await this.#asking.run(() =>
        model.modelStep.executeWithOptions({ summary: `${step.id} · ${this.#input.model}` }, [turn]),
      );
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  async #finish(step: TurnStep, mistake: string | null): Promise<AgentEnd | null> {
    if (mistake === null) {
      return this.#close(step, 'done', null, { kind: 'answered' });
    }
    this.#mistake = mistake;
    this.#mistakenAnswers += 1;
    const isLast = this.#mistakenAnswers >= mostMistakenAnswers;
    return this.#close(step, 'done', null, isLast ? { kind: 'answer_mistaken', mistake } : null);
  }

  async #makeCalls(step: TurnStep, { calls }: TurnResult & { kind: 'calls' }): Promise<void> {
    const { tools } = this.#calls;
    const records = calls.map((asked) => newCall(this.#turn, asked, tools));
    step.turn.calls = records;
    Object.assign(step, { tool: [...new Set(calls.map(({ tool }) => tool))].join(', ').slice(0, 200) });
    this.#books.beside(this.#books.save([step]));
    this.#reports = await Promise.all(
      calls.map((asked, index) =>
        makeCall(this.ledger, this.#turn, asked, records[index]!, this.#calls, {
          changed: () => this.#books.show(),
          paused: () => this.#books.showPaused(step),
          ended: () => this.#callEnded(step),
          back: () => this.#books.beside(this.#books.showPaused(step, true)),
          mayWait: (account) => !this.#isCancelled && !this.watch.isDeclined(account) && this.#clock.mayWait,
        }),
      ),
    );
    // Only of tools there are: a name that is none asks nothing of anybody.
    for (const [index, report] of this.#reports.entries()) {
      const isMistaken = calls[index]!.kind === 'mistaken';
      if (tools.some(({ name }) => name === records[index]!.tool))
        this.#tallies.note(records[index]!, report, isMistaken, this.watch, this.#isCancelled);
    }
    if (this.ledger.pausedOn.length > 0) await this.#books.showPaused(step);
  }

  /** The last one's end is told with the turn's. */
  #callEnded(step: TurnStep): void {
    const isLast = step.turn.calls.every((call) => call.finishedAt !== null);
    if (!isLast) this.#books.beside(this.#books.showPaused(step));
  }

  async #close(
    step: TurnStep,
    state: 'done' | 'failed',
    problem: Problem | null,
    end: AgentEnd | null,
  ): Promise<AgentEnd | null> {
    Object.assign(step, { state, problem, finishedAt: Date.now() });
    this.#books.show();
    await this.#books.save([step]);
    return end;
  }

  async #end(end: AgentEnd): Promise<AgentRunEnd> {
    this.#clock.over();
    await this.#books.settled();
    const { expects } = this.#input;
    const isFailed = end.kind === 'out_of_time' && end.by === 'deadline' && this.ledger.onDeadline === 'fail';
    const settled = settleAgent(end, this.#tallies.list(), expects);
    if (isFailed) settled.verdict = 'failed';
    Object.assign(this.ledger, settled, { state: 'ended', endedAt: Date.now(), pausedOn: [] });
    await this.#books.close();
    await this.watch.end();
    return { kind: 'ended', ledger: this.ledger };
  }

  #checkpoint(): AgentCheckpoint {
    return {
      schemaVersion: 1,
      turn: this.#turn,
      usage: this.#usage,
      startedAt: this.ledger.startedAt,
      reports: this.#reports,
      mistake: this.#mistake,
      mistakenAnswers: this.#mistakenAnswers,
      lastSequence: this.#books.news.lastSequence,
      revision: this.ledger.revision,
      declined: this.watch.declined,
      isOverdueTold: this.#clock.isOverdueTold,
      tallies: this.#tallies.list(),
    };
  }

  #stop(): void {
    this.#calls.cancel();
    this.#asking.cancel();
  }

  #overdue() {
    return { pausedOn: this.ledger.pausedOn, deadlineAt: this.ledger.deadlineAt };
  }
}

const spent = (limit: 'turns' | 'tokens' | 'money', most: number, got: number): AgentEnd => ({
  kind: 'budget_spent',
  limit,
  most,
  got,
});
