// What an agent's run remembers of calls that are over: one line per tool, account and input, however often it was made. Small,
// because it is carried along for as long as the run lasts.

import type { CallRecord, CallReport, CallTally } from '../src/domain/agent-turn.ts';
import { isProvenReceipt } from '../src/domain/verdict.ts';
import type { AccountWatch } from './account-watch.ts';

/** So that no turn has as many calls. */
const callsApart = 1_000;

export class AgentTallies {
  readonly #tallies: Map<string, CallTally>;

  constructor(tallies: readonly CallTally[]) {
    this.#tallies = new Map(tallies.map((tally) => [keyOf(tally), tally]));
  }

  list(): readonly CallTally[] {
    return [...this.#tallies.values()];
  }

  note(
    record: CallRecord,
    report: CallReport,
    isMistaken: boolean,
    watch: Pick<AccountWatch, 'isDeclined' | 'isDisconnected'>,
    isCancelled: boolean,
  ): void {
    const isEnded = report.status === 'unavailable';
    const outcome = isEnded && isCancelled ? 'cancelled' : isMistaken ? 'mistaken' : outcomeOf(report);
    const why = isEnded ? endOf(record, watch) : null;
    const at = report.turn * callsApart + report.call;
    const { id, tool, account, effect, inputDigest, receipt, problem } = record;
    const known = this.#tallies.get(keyOf(record));
    const isProven = outcome === 'proven';
    const tally: CallTally = {
      id,
      tool,
      account,
      effect,
      inputDigest,
      outcome,
      proven: (known?.proven ?? 0) + (isProven ? 1 : 0),
      rows: receipt?.rows ?? 0,
      announced: receipt?.announced ?? null,
      at,
      detail: problem?.message.slice(0, 300) ?? null,
      why,
    };
    this.#tallies.set(keyOf(record), tally);
  }
}

const keyOf = ({ tool, account, inputDigest }: Pick<CallTally, 'tool' | 'account' | 'inputDigest'>): string =>
  `${tool} ${account ?? ''} ${inputDigest}`;

/** What ended the wait for its account. */
function endOf(
  { account }: CallRecord,
  watch: Pick<AccountWatch, 'isDeclined' | 'isDisconnected'>,
): CallTally['why'] {
  if (account !== null && watch.isDisconnected(account)) return 'disconnected';
  return account !== null && watch.isDeclined(account) ? 'declined' : 'waiting_for_account';
}

/** How a call's end counts. */
function outcomeOf(report: CallReport): CallTally['outcome'] {
  switch (report.status) {
    case 'ok':
    case 'empty':
      return isProvenReceipt(report.receipt) ? 'proven' : 'unproven';
    case 'failed':
      if (report.problem.code === 'run.cancelled') return 'cancelled';
      return report.problem.code === 'tool.count_mismatch' ? 'unproven' : 'failed';
    case 'unavailable':
      return 'unavailable';
    case 'built_in':
      return 'proven';
  }
}
