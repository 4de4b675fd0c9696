// What an agent's run is worth, from its calls alone. No server.
import { describe, expect, it } from 'vitest';
import type { AgentExpectation } from '../../src/domain/agent.ts';
import type { CallTally } from '../../src/domain/agent-turn.ts';
import { gapsOfCalls, settleAgent } from '../../src/domain/agent-verdict.ts';
import type { AccountId } from '../../src/domain/ids.ts';

const account = 'acct_1' as AccountId;
let at = 0;
const tally = (outcome: CallTally['outcome'], more: Partial<CallTally> = {}): CallTally => {
  at += 1;
  return {
    id: `t${at}.1`,
    tool: 'crm.read',
    account,
    effect: 'read',
    inputDigest: `digest-${at}`,
    outcome,
    proven: outcome === 'proven' ? 1 : 0,
    rows: 10,
    announced: 10,
    at,
    detail: 'it said no',
    why: null,
    ...more,
  };
};
const codes = (tallies: readonly CallTally[], expects: readonly AgentExpectation[] = []) =>
  gapsOfCalls(tallies, expects).map(({ step, code }) => `${step} ${code}`);

describe('the gaps of an agent’s calls', () => {
  it('are none where all calls ended well', () => {
    expect(codes([tally('proven'), tally('proven', { effect: 'keyed' })])).toEqual([]);
  });

  it('are made good by a later read of the same tool on the same account, and by no earlier or other one', () => {
    const failed = tally('failed');
    expect(codes([failed, tally('proven')])).toEqual([]);
    expect(codes([failed, tally('proven', { account: 'acct_2' as AccountId })])).toHaveLength(1);
    expect(codes([failed, tally('proven', { tool: 'crm.other' })])).toHaveLength(1);
    expect(codes([failed, tally('proven', { at: 0 })])).toEqual([`${failed.id} step_failed`]);
    expect(codes([tally('mistaken', { account: null, effect: 'keyed' }), tally('proven')])).toEqual([]);
  });

  it('stay where a write was refused, whatever is written later', () => {
    const write = { tool: 'crm.write', effect: 'keyed' as const };
    expect(codes([tally('failed', write), tally('proven', write)])).toHaveLength(1);
    // One that was never sent is no write.
    expect(codes([tally('mistaken', write), tally('proven', write)])).toEqual([]);
  });

  it('stay where fewer rows are held than were announced, and where a wait was ended', () => {
    expect(codes([tally('unproven', { rows: 3 }), tally('proven')])).toEqual([`t${at - 1}.1 count_mismatch`]);
    const ended = [
      tally('unavailable', { why: 'waiting_for_account' }),
      tally('unavailable', { why: 'declined' }),
      tally('unavailable', { why: 'disconnected' }),
      tally('cancelled'),
      tally('proven'),
    ];
    expect(codes(ended, [{ tool: 'crm.read', calls: 1 }]).map((text) => text.split(' ')[1])).toEqual([
      'waiting_for_account',
      'declined',
      'step_failed',
      'cancelled',
    ]);
  });

  it('are decided by what the order expects of a tool, where it says so', () => {
    const write = { tool: 'crm.write', effect: 'keyed' as const };
    const calls = [tally('failed', write), tally('proven', { ...write, rows: 40 })];
    const expects = (rows: AgentExpectation['rows']) => [{ tool: 'crm.write', calls: 1, rows: rows! }];
    expect(codes(calls, expects({ exactly: 40 }))).toEqual([]);
    expect(codes(calls, expects({ atLeast: 41 }))).toEqual(['expected crm.write expectation_unmet']);
    expect(codes([...calls, tally('proven', { rows: 40 })], expects({ sameAs: 'crm.read' }))).toEqual([]);
    expect(codes([...calls, tally('proven', { rows: 39 })], expects({ sameAs: 'crm.read' }))).toHaveLength(1);
    expect(codes([], [{ tool: 'crm.read', calls: 2 }])).toEqual(['expected crm.read expectation_unmet']);
    expect(
      codes([tally('proven')], [{ tool: 'crm.read', account: 'acct_9' as AccountId, calls: 1 }]),
    ).toHaveLength(1);
  });
});

describe('the verdict of an agent’s run', () => {
  const verdict = (end: Parameters<typeof settleAgent>[0], tallies: readonly CallTally[] = []) =>
    settleAgent(end, tallies, []).verdict;

  it('is the record’s, not the model’s', () => {
    expect(verdict({ kind: 'answered' }, [tally('proven')])).toBe('complete');
    expect(verdict({ kind: 'answered' }, [tally('failed')])).toBe('incomplete');
    expect(verdict({ kind: 'budget_spent', limit: 'turns', most: 5, got: 5 }, [tally('proven')])).toBe(
      'incomplete',
    );
    expect(verdict({ kind: 'budget_spent', limit: 'turns', most: 5, got: 5 })).toBe('failed');
    expect(verdict({ kind: 'cancelled' }, [tally('proven')])).toBe('cancelled');
    expect(verdict({ kind: 'answer_mistaken', mistake: 'x' })).toBe('failed');
  });
});
