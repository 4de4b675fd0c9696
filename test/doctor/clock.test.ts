// What the doctor takes for a wrong clock: pure, no server.
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/doctor/clock.ts';

const of = (aheadMs: number, tookMs = 10) => judge({ whose: 'the database', aheadMs, tookMs });

describe('the difference of two clocks', () => {
  it.each([0, 900, -900, 4_000])('of %i ms is none', (aheadMs) => {
    expect(of(aheadMs)).toEqual([]);
  });

  it('of seconds is a warning, of a minute and more is trouble', () => {
    expect(of(8_000)).toMatchObject([{ health: 'warning' }]);
    expect(of(-70_000)).toMatchObject([{ health: 'broken' }]);
  });

  it('is told from where this machine stands', () => {
    expect(of(3_600_000)[0]!.says).toBe("This machine's clock is 1 h behind that of the database.");
    expect(of(-3_600_000)[0]!.says).toBe("This machine's clock is 1 h ahead of that of the database.");
  });

  it('is not blamed for an answer that took that long', () => {
    expect(of(20_000, 18_000)).toEqual([]);
  });
});
