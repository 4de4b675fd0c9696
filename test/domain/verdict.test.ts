// Pure, no server. Promise 1: a run is complete only if the evidence says so.
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/ids.ts';
import type { StepRecord } from '../../src/domain/run.ts';
import type { Receipt } from '../../src/domain/tool.ts';
import { gapsOf, verdictOf } from '../../src/domain/verdict.ts';

const receipt = (over: Partial<Receipt> = {}): Receipt => ({
  rows: 10,
  announced: 10,
  unmatched: 0,
  pages: 1,
  lastPageSeen: true,
  tokenVersions: [1, 2],
  startedAt: 0,
  finishedAt: 1,
  facts: {},
  ...over,
});

const step = (over: Partial<StepRecord> = {}): StepRecord => ({
  id: 'deals',
  account: 'acct_1' as AccountId,
  tool: 'hubspot.search_deals',
  required: true,
  needs: [],
  state: 'done',
  receipt: receipt(),
  problem: null,
  startedAt: 0,
  finishedAt: 1,
  pauses: [],
  ...over,
});

const verdict = (...steps: StepRecord[]) => verdictOf(steps, gapsOf(steps), null);

describe('the verdict', () => {
  it('is complete when every required step holds what was announced', () => {
    expect(verdict(step(), step({ id: 'more' }))).toBe('complete');
  });

  it('is not complete when fewer rows were fetched than announced, and the gap has both numbers', () => {
    const short = step({ receipt: receipt({ rows: 9 }) });
    expect(verdict(short)).toBe('incomplete');
    expect(gapsOf([short])[0]).toMatchObject({ code: 'count_mismatch', expected: 10, got: 9 });
  });

  it('is not complete when the last page was not seen, even if the counts agree', () => {
    expect(verdict(step({ receipt: receipt({ lastPageSeen: false }) }))).toBe('incomplete');
  });

  it('is not complete when a done step has no receipt', () => {
    expect(verdict(step({ receipt: null }))).toBe('incomplete');
  });

  it('counts what was proven absent as accounted for', () => {
    expect(verdict(step({ receipt: receipt({ rows: 7, unmatched: 3 }) }))).toBe('complete');
  });

  it('accepts a step that announces no number when its last page was seen', () => {
    expect(verdict(step({ receipt: receipt({ announced: null, rows: 3 }) }))).toBe('complete');
  });

  it.each(['waiting', 'running', 'paused', 'skipped', 'failed'] as const)(
    'is not complete with a step that is %s',
    (state) => {
      expect(verdict(step(), step({ id: 'other', state, receipt: null }))).toBe('incomplete');
    },
  );

  it('is failed when nothing required came to anything', () => {
    expect(
      verdict(step({ state: 'failed', receipt: null }), step({ id: 'b', state: 'skipped', receipt: null })),
    ).toBe('failed');
  });

  it('leaves steps that are not required out of account', () => {
    expect(verdict(step(), step({ id: 'extra', required: false, state: 'failed', receipt: null }))).toBe(
      'complete',
    );
  });

  it('is never complete with a step that was written without another, required or not', () => {
    const sheet = step({ id: 'sheet', without: ['extra'] });
    expect(verdict(step(), sheet)).toBe('incomplete');
    expect(gapsOf([sheet])).toMatchObject([{ step: 'sheet', code: 'delivered_with_gaps', got: 10 }]);
  });

  it('is failed when the deadline found it waiting and it was to fail then; never when all was done', () => {
    const waiting = [step(), step({ id: 'other', state: 'paused', receipt: null })];
    expect(verdictOf(waiting, gapsOf(waiting), 'failed_deadline')).toBe('failed');
    expect(verdictOf([step()], [], 'failed_deadline')).toBe('complete');
  });

  it('is cancelled when the run was, whatever it holds', () => {
    expect(verdictOf([step()], [], 'cancelled')).toBe('cancelled');
  });
});
