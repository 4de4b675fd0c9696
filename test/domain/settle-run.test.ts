// A run that was ended from outside: what its ledger comes to. Pure.
import { describe, expect, it } from 'vitest';
import type { AccountId, RunId, TenantId } from '../../src/domain/ids.ts';
import type { LateFill, Ledger, StepRecord, StepState } from '../../src/domain/run.ts';
import { settleLateFill, settleRun } from '../../src/domain/settle-run.ts';

const step = (id: string, state: StepState): StepRecord => ({
  id,
  account: 'acct_1' as AccountId,
  tool: 'http.request',
  required: true,
  needs: [],
  state,
  receipt:
    state === 'done'
      ? ({ rows: 2, announced: 2, unmatched: 0, lastPageSeen: true } as StepRecord['receipt'])
      : null,
  problem: null,
  startedAt: 1,
  finishedAt: null,
  pauses: [],
});
const ledgerOf = (...states: StepState[]): Ledger => ({
  tenant: 'acme' as TenantId,
  run: 'run_1' as RunId,
  kind: 'steps',
  name: 'a night',
  revision: 7,
  state: 'paused',
  verdict: null,
  steps: states.map((state, index) => step(`s${index}`, state)),
  gaps: [],
  pausedOn: ['acct_1' as AccountId],
  startedAt: 1,
  endedAt: null,
  deadlineAt: null,
  onDeadline: 'keep_waiting',
});
const terminated = { how: 'was terminated (wrong sheet)', byHand: true };
const failed = { how: 'ended as failed', byHand: false };

describe('a run whose workflow was ended from outside', () => {
  it('is cancelled where somebody meant it, and says of each step that is owed why', () => {
    const settled = settleRun(ledgerOf('done', 'paused', 'running', 'waiting'), terminated, 9);
    expect(settled).toMatchObject({
      state: 'ended',
      verdict: 'cancelled',
      revision: 8,
      pausedOn: [],
      endedAt: 9,
    });
    expect(settled.steps.map(({ state }) => state)).toEqual(['done', 'paused', 'skipped', 'skipped']);
    expect(settled.gaps.map((gap) => [gap.step, gap.code])).toEqual([
      ['s1', 'cancelled'],
      ['s2', 'cancelled'],
      ['s3', 'cancelled'],
    ]);
    for (const { detail } of settled.gaps) expect(detail).toContain('was terminated (wrong sheet)');
  });

  it('has failed where nobody meant it, also with something done', () => {
    expect(settleRun(ledgerOf('done', 'running'), failed, 9).verdict).toBe('failed');
  });

  it('is complete on its evidence alone, when all was done and only the end was not said', () => {
    expect(settleRun(ledgerOf('done', 'done'), failed, 9)).toMatchObject({ verdict: 'complete', gaps: [] });
  });

  it('leaves the ledger it was given as it was', () => {
    const ledger = ledgerOf('running');
    settleRun(ledger, terminated, 9);
    expect(ledger).toEqual(ledgerOf('running'));
  });
});

it('a late fill that was terminated is given up, and the verdict stays', () => {
  const lateFill: LateFill = { state: 'waiting', waitsFor: [], untilAt: 99, endedAt: null, reason: null };
  const ledger = { ...ledgerOf('done'), state: 'ended' as const, verdict: 'incomplete' as const, lateFill };
  expect(settleLateFill(ledger, terminated, 9)).toMatchObject({
    verdict: 'incomplete',
    revision: 8,
    lateFill: { state: 'given_up', endedAt: 9, reason: 'its workflow was terminated (wrong sheet)' },
  });
});
