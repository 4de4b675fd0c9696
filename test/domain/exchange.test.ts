// Pure, no server.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterLostAnswer, backoffMs } from '../../src/domain/exchange.ts';

it('repeats a lost exchange only where a refresh token may be presented twice', () => {
  expect(afterLostAnswer('reusable')).toBe('exchange_again');
  expect(afterLostAnswer('previous-still-valid')).toBe('exchange_again');
  expect(afterLostAnswer('none')).toBe('exchange_again');
  expect(afterLostAnswer('single-use')).toBe('wait_then_probe');
});

it('backs off within the life that is left, never to nothing and never beyond a fifth of it', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 100 }),
      fc.integer({ min: 2_000, max: 86_400_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (failures, lifetimeMs, random) => {
        const delayMs = backoffMs(failures, lifetimeMs, random);
        expect(delayMs).toBeGreaterThan(0);
        expect(delayMs).toBeLessThanOrEqual(Math.max(1_000, 0.2 * lifetimeMs) + 1);
      },
    ),
  );
});

it('grows from try to try until its longest', () => {
  const delays = [0, 1, 2, 3].map((failures) => backoffMs(failures, 1_800_000, 0.5));
  expect(delays).toEqual([90_000, 180_000, 270_000, 270_000]);
});

it('is no more patient with a token of half a day than with one of half an hour', () => {
  for (const failures of [0, 3, 100]) {
    expect(backoffMs(failures, 43_200_000, 0.7)).toBe(backoffMs(failures, 1_800_000, 0.7));
  }
});
