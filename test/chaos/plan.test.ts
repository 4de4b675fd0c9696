// The plan of a night with faults: the same seed has the same night again.
import { expect, it } from 'vitest';
import { faultKinds, planNight } from '../../chaos/plan.ts';

it('plans the same night for the same seed, another for another', () => {
  expect(planNight('7', 4, 3)).toEqual(planNight('7', 4, 3));
  expect(planNight('7', 4, 3)).not.toEqual(planNight('8', 4, 3));
  expect(planNight('7', 4, 3)).not.toEqual(planNight('7', 5, 3));
});

it('has every kind of fault within two nights, in the order of time, inside the time a report takes', () => {
  for (let seed = 0; seed < 200; seed++) {
    const nights = [planNight(String(seed), 1, 3), planNight(String(seed), 2, 3)];
    expect(new Set(nights.flat().map((fault) => fault.kind))).toEqual(new Set(faultKinds));
    for (const plan of nights) {
      expect(plan.map((fault) => fault.atMs)).toEqual(plan.map((fault) => fault.atMs).sort((a, b) => a - b));
      for (const fault of plan) {
        expect(fault.atMs).toBeGreaterThanOrEqual(800);
        expect(fault.atMs).toBeLessThanOrEqual(15_000);
        if (fault.tenant !== null) expect([0, 1, 2]).toContain(fault.tenant);
      }
    }
  }
});
