// Pure, no server.
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/ids.ts';
import { findPlanMistakes, rowsOfIn, withImpliedNeeds } from '../../src/domain/plan.ts';
import type { StepPlan } from '../../src/domain/run.ts';

const step = (id: string, over: Partial<StepPlan> = {}): StepPlan => ({
  id,
  account: 'acct_1' as AccountId,
  tool: 'hubspot.search_deals',
  input: {},
  needs: [],
  required: true,
  ...over,
});

describe('a plan of steps', () => {
  it('is sound when every need is a step and nothing waits in a circle', () => {
    expect(
      findPlanMistakes([step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['a', 'b'] })]),
    ).toEqual([]);
  });

  it('names the whole circle of steps that wait for each other', () => {
    const mistakes = findPlanMistakes([
      step('a', { needs: ['c'] }),
      step('b', { needs: ['a'] }),
      step('c', { needs: ['b'] }),
    ]);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain('a → c → b → a');
  });

  it('sees a circle that is made by the rows steps take from each other', () => {
    const mistakes = findPlanMistakes([
      step('a', { input: { rows: { rowsOf: 'b' } } }),
      step('b', { needs: ['a'] }),
    ]);
    expect(mistakes[0]).toContain('circle');
  });

  it('says every mistake at once', () => {
    const mistakes = findPlanMistakes([step('a'), step('a'), step('b c', { needs: ['nowhere'] })]);
    expect(mistakes.join('\n')).toMatch(/used twice/);
    expect(mistakes.join('\n')).toMatch(/must be letters/);
    expect(mistakes.join('\n')).toMatch(/needs "nowhere", which is not a step/);
  });

  it('refuses a plan without steps and one with too many', () => {
    expect(findPlanMistakes([])[0]).toContain('no steps');
    expect(findPlanMistakes(Array.from({ length: 101 }, (_, i) => step(`s${i}`)))[0]).toContain(
      'the most is 100',
    );
  });

  it('lets a step wait for the steps whose rows it takes', () => {
    const taker = step('b', { input: { rows: { rowsOf: 'a' }, join: [{ rowsOf: 'c' }] }, needs: ['a'] });
    expect(rowsOfIn(taker.input)).toEqual(['a', 'c']);
    expect(withImpliedNeeds(taker).needs).toEqual(['a', 'c']);
  });
});
