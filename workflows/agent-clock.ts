// What time does to an agent's run: its own limit, and the deadline of the order. At the deadline the waits for accounts end, and
// the model has a little longer to bring to an end what there is; or the run fails at once; or somebody is told and it goes on.

import { condition } from '@temporalio/workflow';
import type { AgentLimits } from '../src/domain/agent.ts';
import type { Ledger } from '../src/domain/run.ts';
import { MINUTE } from '../src/domain/time.ts';

/** For the last turns, when what was waited for did not come. */
const lastWordsMs = 10 * MINUTE;

export interface ClockNews {
  /** The run is over, now. */
  stop(): void;
  /** The deadline has passed, and it goes on. */
  overdue(): void;
}

export class AgentClock {
  readonly #ledger: Pick<Ledger, 'startedAt' | 'deadlineAt' | 'onDeadline'>;
  readonly #minutes: number;
  readonly #news: ClockNews;
  #isPastDeadline = false;
  #isOver = false;
  isOverdueTold: boolean;
  stoppedBy: 'minutes' | 'deadline' | null = null;

  constructor(ledger: Ledger, limits: AgentLimits, isOverdueTold: boolean, news: ClockNews) {
    this.#ledger = ledger;
    this.#minutes = limits.minutes;
    this.#news = news;
    this.isOverdueTold = isOverdueTold;
  }

  /** Whether an account may be waited for still. */
  get mayWait(): boolean {
    const isEnded = this.#isPastDeadline && this.#ledger.onDeadline !== 'keep_waiting';
    return this.stoppedBy === null && !isEnded;
  }

  start(): void {
    const { startedAt, deadlineAt, onDeadline } = this.#ledger;
    this.#at(startedAt + this.#minutes * MINUTE, 'time limit of the run', () => this.#stop('minutes'));
    if (deadlineAt === null) return;
    this.#at(deadlineAt, 'deadline of the run', () => this.#passDeadline());
    if (onDeadline === 'deliver_with_gaps')
      this.#at(deadlineAt + lastWordsMs, 'end of the last words', () => this.#stop('deadline'));
  }

  over(): void {
    this.#isOver = true;
  }

  #passDeadline(): void {
    this.#isPastDeadline = true;
    if (this.#ledger.onDeadline === 'fail') this.#stop('deadline');
    if (this.#ledger.onDeadline !== 'keep_waiting' || this.isOverdueTold) return;
    this.isOverdueTold = true;
    this.#news.overdue();
  }

  #stop(by: 'minutes' | 'deadline'): void {
    this.stoppedBy ??= by;
    this.#news.stop();
  }

  #at(instant: number, summary: string, act: () => void): void {
    void condition(() => this.#isOver, Math.max(1, instant - Date.now()), { summary }).then((isBefore) => {
      if (!isBefore && !this.#isOver) act();
    });
  }
}
