// From the calls of an agent's run to its gaps. What the model says of its work counts for nothing here (promise 1).
//
// A call that did not end well is a gap until the same call (same tool, account and input) does. That is all there is for a
// call that waited for its account until the wait was ended, for one that does not hold what the provider announced, and for
// a write that was refused: another write that succeeds says nothing of the rows of the first. A read that failed, and a call
// that was never made because it was malformed, are made good by a later call of the same tool on the same account as well: a
// model that asked wrongly and then rightly has what it wanted. Where the order says what it expects of a tool, that decides
// about the tool's failures instead.

import type { AgentExpectation } from './agent.ts';
import type { CallTally } from './agent-turn.ts';
import type { AccountId } from './ids.ts';
import type { Gap, Verdict } from './run.ts';
import type { Problem } from './tool.ts';

/** What ended the run. */
export type AgentEnd =
  /** The model says it is finished, and its answer is of the form that was ordered. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'answer_mistaken'; readonly mistake: string }
  | {
      readonly kind: 'budget_spent';
      readonly limit: 'turns' | 'tokens' | 'money';
      readonly most: number;
      readonly got: number;
    }
  | { readonly kind: 'out_of_time'; readonly by: 'minutes' | 'deadline' }
  /** It cannot be asked any more: the request is refused, or too large. */
  | { readonly kind: 'model_failed'; readonly problem: Problem }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not_begun'; readonly problem: Problem };

export function settleAgent(
  end: AgentEnd,
  tallies: readonly CallTally[],
  expects: readonly AgentExpectation[],
): { readonly gaps: Gap[]; verdict: Verdict } {
  const gaps = [...gapsOfCalls(tallies, expects), ...gapOfEnd(end)];
  return { gaps, verdict: verdictOfAgent(end, tallies, gaps) };
}

function verdictOfAgent(end: AgentEnd, tallies: readonly CallTally[], gaps: readonly Gap[]): Verdict {
  if (end.kind === 'cancelled') return 'cancelled';
  if (gaps.length === 0) return 'complete';
  const hasSomething = end.kind === 'answered' || tallies.some(({ proven }) => proven > 0);
  return hasSomething && end.kind !== 'not_begun' ? 'incomplete' : 'failed';
}

function gapOfEnd(end: AgentEnd): Gap[] {
  const about = { step: 'answer', account: nobody, expected: null, got: null };
  const unfinished = 'before the model had finished';
  switch (end.kind) {
    case 'answered':
      return [];
    case 'budget_spent': {
      const detail = `the limit of ${end.most} ${end.limit} was reached ${unfinished}`;
      return [{ ...about, code: 'budget_spent', detail, expected: end.most, got: end.got }];
    }
    case 'out_of_time': {
      const what = end.by === 'minutes' ? 'the time limit was reached' : 'the deadline came';
      return [{ ...about, code: 'budget_spent', detail: `${what} ${unfinished}` }];
    }
    case 'answer_mistaken':
      return [
        { ...about, code: 'no_answer', detail: `the model's answer is not what was ordered: ${end.mistake}` },
      ];
    case 'cancelled':
      return [{ ...about, code: 'cancelled', detail: `the run was cancelled ${unfinished}` }];
    case 'model_failed':
    case 'not_begun':
      return [{ ...about, code: 'no_answer', detail: end.problem.message }];
  }
}

const nobody = '' as AccountId;

export function gapsOfCalls(
  tallies: readonly CallTally[],
  expects: readonly AgentExpectation[],
): readonly Gap[] {
  return [
    ...tallies.filter((tally) => !isMadeGood(tally, tallies, expects)).map(gapOf),
    ...expects.flatMap((expectation) => unmet(expectation, tallies)),
  ];
}

function isMadeGood(
  tally: CallTally,
  all: readonly CallTally[],
  expects: readonly AgentExpectation[],
): boolean {
  if (tally.outcome === 'proven') return true;
  if (tally.outcome !== 'failed' && tally.outcome !== 'mistaken') return false;
  if (expects.some((one) => covers(one, tally))) return true;
  const isWrite = tally.effect !== 'read' && tally.outcome === 'failed';
  return (
    !isWrite &&
    all.some(
      (other) =>
        other.outcome === 'proven' &&
        other.at > tally.at &&
        other.tool === tally.tool &&
        // A call that named no account was meant for one of them.
        (tally.account === null || other.account === tally.account),
    )
  );
}

const covers = ({ tool, account }: AgentExpectation, tally: CallTally): boolean =>
  tool === tally.tool && (account === undefined || tally.account === null || account === tally.account);

function gapOf(tally: CallTally): Gap {
  const about = { step: tally.id, account: tally.account ?? nobody };
  const numbers = { expected: tally.announced, got: tally.rows };
  switch (tally.outcome) {
    case 'unproven':
      return {
        ...about,
        ...numbers,
        code: 'count_mismatch',
        detail: `the provider announced ${tally.announced ?? 'no number'}, ${tally.tool} holds ${tally.rows}`,
      };
    case 'cancelled':
      return {
        ...about,
        code: 'cancelled',
        detail: `${tally.tool} was cancelled`,
        expected: null,
        got: null,
      };
    case 'unavailable':
      return { ...about, ...ended(tally), expected: null, got: null };
    default:
      return {
        ...about,
        code: 'step_failed',
        detail: `${tally.tool}: ${tally.detail ?? 'it failed'}`,
        expected: null,
        got: null,
      };
  }
}

function ended({ why, tool, account }: CallTally): Pick<Gap, 'code' | 'detail'> {
  switch (why) {
    case 'declined':
      return { code: 'declined', detail: `${tool}: the person asked to reauthorize declined` };
    case 'disconnected':
      return { code: 'step_failed', detail: `${tool}: its account was disconnected` };
    default:
      return {
        code: 'waiting_for_account',
        detail: `${tool} waited for account ${account} to be usable again when the wait was ended`,
      };
  }
}

function unmet(expectation: AgentExpectation, tallies: readonly CallTally[]): Gap[] {
  const { tool, account, calls, rows } = expectation;
  const proven = provenOf(tallies, tool, account);
  const made = proven.reduce((sum, tally) => sum + tally.proven, 0);
  const about = { step: `expected ${tool}`, account: account ?? nobody, code: 'expectation_unmet' } as const;
  if (made < calls) {
    const detail = `the order expects ${calls} call${calls === 1 ? '' : 's'} of ${tool} that end well; there ${made === 1 ? 'was' : 'were'} ${made}`;
    return [{ ...about, detail, expected: calls, got: made }];
  }
  if (!rows) return [];
  const got = rowsOf(proven);
  const wanted: (readonly [number, boolean, string])[] = [];
  if (rows.exactly !== undefined) wanted.push([rows.exactly, got === rows.exactly, `${rows.exactly}`]);
  if (rows.atLeast !== undefined)
    wanted.push([rows.atLeast, got >= rows.atLeast, `at least ${rows.atLeast}`]);
  if (rows.sameAs !== undefined) {
    const other = rowsOf(provenOf(tallies, rows.sameAs));
    wanted.push([other, got === other, `the ${other} of ${rows.sameAs}`]);
  }
  return wanted
    .filter(([, holds]) => !holds)
    .map(([expected, , words]) => ({
      ...about,
      detail: `the order expects ${words} rows of ${tool}; it has ${got}`,
      expected,
      got,
    }));
}

const provenOf = (tallies: readonly CallTally[], tool: string, account?: AccountId): CallTally[] =>
  tallies.filter(
    (tally) =>
      tally.outcome === 'proven' &&
      tally.tool === tool &&
      (account === undefined || tally.account === account),
  );

const rowsOf = (tallies: readonly CallTally[]): number => tallies.reduce((sum, { rows }) => sum + rows, 0);
