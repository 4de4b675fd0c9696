// The books of an agent's run: its ledger shown and saved as it grows, its pauses, its events.

import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { AgentActivities } from '../activities/contract.ts';
import type { Ledger } from '../src/domain/run.ts';
import { shortActivityOptions } from './activity-options.ts';
import type { TurnStep } from './agent-turn.ts';
import type { RunCalls } from './run-calls.ts';
import { describeRun } from './run-details.ts';
import { RunNews } from './run-news.ts';
import { pausedOnKey, runStateKey, tenantKey, verdictKey } from './search-attributes.ts';

const agentRuns = proxyActivities<AgentActivities>(shortActivityOptions);

export class AgentBooks {
  readonly news: RunNews;
  readonly #ledger: Ledger;
  readonly #calls: RunCalls;
  /** One save after the other, because each is laid over the one before. */
  #saved: Promise<void> = Promise.resolve();

  constructor(ledger: Ledger, calls: RunCalls, lastSequence?: number) {
    this.#ledger = ledger;
    this.#calls = calls;
    this.news = new RunNews(ledger, lastSequence);
  }

  open(): void {
    upsertSearchAttributes([
      { key: tenantKey, value: this.#ledger.tenant },
      { key: runStateKey, value: 'running' },
    ]);
  }

  /** When all that is beside is done. */
  settled(): Promise<void> {
    return this.#saved;
  }

  /** The verdict is in the ledger. */
  async close(): Promise<void> {
    const { verdict, gaps } = this.#ledger;
    upsertSearchAttributes([
      { key: runStateKey, value: 'ended' },
      { key: verdictKey, value: verdict! },
      { key: pausedOnKey, value: [] },
    ]);
    this.show();
    await this.save([]);
    await this.news.publish(verdict === 'failed' ? 'agent.run.failed' : 'agent.run.completed', {
      verdict,
      gaps: gaps.map((gap) => ({ ...gap })),
    });
  }

  async showPaused(step: TurnStep, isBack = false): Promise<void> {
    const before = this.#ledger.pausedOn;
    const paused = step.turn.calls.filter((call) => call.state === 'paused');
    this.#ledger.pausedOn = [...new Set(paused.map((call) => call.account!))].sort();
    const isProgressing = step.turn.calls.some((call) => call.state === 'running');
    this.#ledger.state = paused.length > 0 && !isProgressing ? 'paused' : 'running';
    step.state = this.#ledger.state;
    upsertSearchAttributes([
      { key: runStateKey, value: this.#ledger.state },
      { key: pausedOnKey, value: this.#ledger.pausedOn },
    ]);
    this.show();
    const { pausedOn } = this.#ledger;
    const isMore = pausedOn.some((account) => !before.includes(account));
    // A wait that was ended is no account that came back.
    const isLess = isBack && before.some((account) => !pausedOn.includes(account));
    await Promise.all([
      this.save([step]),
      isMore ? this.news.publish('agent.run.paused', { pausedOn }) : null,
      isLess ? this.news.publish('agent.run.resumed', { pausedOn }) : null,
    ]);
  }

  /** Saves and events that nothing waits for but the end of the run. */
  beside(work: Promise<void>): void {
    this.#saved = Promise.all([this.#saved, work]).then(() => undefined);
  }

  show(): void {
    setCurrentDetails(describeRun(this.#ledger, this.#calls.labels));
  }

  save(steps: readonly TurnStep[]): Promise<void> {
    const { tenant, run } = this.#ledger;
    this.#saved = this.#saved.then(async () => {
      this.#ledger.revision += 1;
      const head = { ...this.#ledger, steps: [] };
      await agentRuns.saveAgentRun.executeWithOptions({ summary: 'save the ledger' }, [
        { tenant, run, head, steps: [...steps] },
      ]);
    });
    return this.#saved;
  }
}
