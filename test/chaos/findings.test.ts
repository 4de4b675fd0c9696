// The verdict over the nights: each promise, broken alone, is named and turns the exit status.
import { expect, it } from 'vitest';
import { type Findings, findBroken } from '../../chaos/findings.ts';

const good: Findings = {
  nights: 1,
  seed: '1',
  faults: {},
  rowsExpected: 1_800,
  rowsDelivered: 1_800,
  duplicateWrites: 0,
  unprovenRows: 0,
  rowsWithoutAccount: 0,
  doubleSpends: 0,
  grantsLost: 2,
  grantsLostExplained: 2,
  tokensFoundOutside: 0,
  probes: 2,
  grantsRevoked: 1,
  reauthorized: 3,
  peopleStuck: 1,
  unplannedExits: 0,
  runsIncomplete: 0,
  exchanges: 60,
  searched: { rows: 1, events: 1, logBytes: 1 },
};

it('finds nothing broken where every row came once, and a lost rotation was named', () => {
  expect(findBroken(good)).toEqual([]);
});

it.each<[Partial<Findings>, string]>([
  [{ rowsDelivered: 1_799 }, '1799 rows delivered of 1800'],
  [{ rowsDelivered: 1_801 }, '1801 rows delivered of 1800'],
  [{ duplicateWrites: 1 }, 'duplicateWrites: 1'],
  [{ unprovenRows: 40 }, 'unprovenRows: 40'],
  [{ rowsWithoutAccount: 3 }, 'rowsWithoutAccount: 3'],
  [{ doubleSpends: 1 }, 'doubleSpends: 1'],
  [{ tokensFoundOutside: 1 }, 'tokensFoundOutside: 1'],
  [{ runsIncomplete: 1 }, 'runsIncomplete: 1'],
  [{ grantsLost: 3 }, '1 grants lost without an explanation'],
])('names what broke: %j', (change, name) => {
  expect(findBroken({ ...good, ...change })).toEqual([name]);
});
