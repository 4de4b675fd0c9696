// `npm run chaos`, the short form: three nights with faults on purpose, and the figures they must come to.
import { expect, it } from 'vitest';
import type { Findings } from '../../chaos/findings.ts';
import { faultKinds, planNight } from '../../chaos/plan.ts';
import { npmRun } from '../support/npm-run.ts';

const nights = 3;
const seed = '1';
/** Two minutes on a machine of its own. */
const overloadedMachineMs = 600_000;

it(
  'loses, doubles and leaves unproven no row in three nights with faults on purpose',
  async () => {
    const { figures: findings } = await npmRun<Findings>('chaos', [
      '--nights',
      String(nights),
      '--seed',
      seed,
    ]);
    expect(findings).toMatchObject({
      nights,
      rowsExpected: 5_400,
      rowsDelivered: 5_400,
      duplicateWrites: 0,
      unprovenRows: 0,
      rowsWithoutAccount: 0,
      doubleSpends: 0,
      tokensFoundOutside: 0,
      runsIncomplete: 0,
    });
    expect(findings.grantsLostExplained).toBe(findings.grantsLost);
    // The nights were what they claim to be: every kind of fault happened, somebody was asked, and there was much to search.
    const planned = [1, 2, 3].flatMap((night) => planNight(seed, night, 3));
    for (const kind of faultKinds) {
      expect(findings.faults[kind], kind).toBe(planned.filter((fault) => fault.kind === kind).length);
      expect(findings.faults[kind], kind).toBeGreaterThan(0);
    }
    expect(findings.reauthorized).toBeGreaterThan(0);
    expect(findings.searched.rows).toBeGreaterThan(1_000);
    expect(findings.searched.events).toBeGreaterThan(1_000);
    expect(findings.searched.logBytes).toBeGreaterThan(10_000);
  },
  overloadedMachineMs,
);
