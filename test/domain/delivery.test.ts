// When a delivery is tried again. Pure.
import { describe, expect, it } from 'vitest';
import { nextWaitMs } from '../../src/domain/delivery.ts';
import { DAY } from '../../src/domain/time.ts';

const table = [5_000, 30_000, 120_000];

describe('the wait after a failed try', () => {
  it('is the table’s, stretched by up to a fifth', () => {
    expect(nextWaitMs(table, 1, null, 0)).toBe(5_000);
    expect(nextWaitMs(table, 2, null, 0.5)).toBe(33_000);
    expect(nextWaitMs(table, 3, null, 0.999)).toBeLessThanOrEqual(144_000);
  });

  it('is none after the last try, whatever the receiver asks', () => {
    expect(nextWaitMs(table, 4, null, 0)).toBeNull();
    expect(nextWaitMs(table, 4, 1_000, 0)).toBeNull();
    expect(nextWaitMs([], 1, null, 0)).toBeNull();
  });

  it('is what the receiver asked for, up to a day', () => {
    expect(nextWaitMs(table, 1, 90_000, 0.9)).toBe(90_000);
    expect(nextWaitMs(table, 3, 1_000, 0)).toBe(1_000);
    expect(nextWaitMs(table, 1, 30 * DAY, 0)).toBe(DAY);
  });
});
