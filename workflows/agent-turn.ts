// One turn of an agent's run: the calls its model asked for, each an activity of its own, side by side. A call whose account is
// dead waits, and is made again, the very same, when the account is back; the model hears of none of that.

import type { AskedCall, CallRecord, CallReport, TurnRecord } from '../src/domain/agent-turn.ts';
import { callIdOf, turnIdOf } from '../src/domain/call-ref.ts';
import type { AccountId } from '../src/domain/ids.ts';
import type { Ledger, StepRecord, ToolSpec } from '../src/domain/run.ts';
import type { CallWitness, RunCalls } from './run-calls.ts';

export type TurnStep = StepRecord & { turn: TurnRecord };

export function newTurn(number: number): TurnStep {
  return {
    id: turnIdOf(number),
    account: '' as AccountId,
    tool: 'model',
    required: true,
    needs: number > 1 ? [turnIdOf(number - 1)] : [],
    state: 'running',
    receipt: null,
    problem: null,
    startedAt: Date.now(),
    finishedAt: null,
    pauses: [],
    turn: { number, usage: { input: 0, output: 0, cost: null }, calls: [], leftOut: 0 },
  };
}

export function newCall(turn: number, asked: AskedCall, tools: readonly ToolSpec[]): CallRecord {
  const isMistaken = asked.kind === 'mistaken';
  return {
    id: callIdOf({ turn, call: asked.call }),
    tool: asked.tool,
    account: asked.kind === 'built_in' ? null : asked.account,
    effect: tools.find(({ name }) => name === asked.tool)?.effect ?? 'read',
    inputDigest: asked.inputDigest,
    state: isMistaken ? 'failed' : 'waiting',
    receipt: null,
    problem: isMistaken ? asked.problem : null,
    startedAt: Date.now(),
    finishedAt: isMistaken ? Date.now() : null,
    pauses: [],
  };
}

/** What the calls of a turn tell whoever runs them. */
export interface TurnWitness {
  changed(): void;
  paused(): Promise<void>;
  back(): void;
  /** A call is over, one way or another. */
  ended(): void;
  mayWait(account: AccountId): boolean;
}

export async function makeCall(
  { tenant, run }: Pick<Ledger, 'tenant' | 'run'>,
  turn: number,
  asked: AskedCall,
  record: CallRecord,
  calls: RunCalls,
  witness: TurnWitness,
): Promise<CallReport> {
  const ref = { turn, call: asked.call };
  if (asked.kind === 'mistaken') return { ...ref, status: 'failed', problem: asked.problem };
  if (asked.kind === 'built_in') {
    Object.assign(record, { state: 'done', finishedAt: Date.now() });
    return { ...ref, status: 'built_in' };
  }
  const { account, tool } = asked;
  const result = await calls.callUntilOver(
    { tenant, run, step: record.id, tool, account, input: null, writtenBy: ref },
    record,
    witnessOf(record, account, witness),
  );
  record.finishedAt = Date.now();
  if (result.status === 'wait_ended') {
    record.state = 'unavailable';
    witness.ended();
    return { ...ref, status: 'unavailable' };
  }
  if (result.status === 'failed') {
    Object.assign(record, { state: 'failed', problem: result.problem });
    witness.ended();
    return { ...ref, status: 'failed', problem: result.problem };
  }
  Object.assign(record, { state: 'done', receipt: result.receipt });
  witness.ended();
  return { ...ref, status: result.status, receipt: result.receipt };
}

const witnessOf = (record: CallRecord, account: AccountId, witness: TurnWitness): CallWitness => ({
  isUnderWay() {
    record.state = 'running';
    witness.changed();
  },
  isPaused() {
    record.state = 'paused';
    return witness.paused();
  },
  isBack() {
    record.state = 'waiting';
    witness.back();
  },
  mayWait: () => witness.mayWait(account),
});
