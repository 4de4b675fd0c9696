// `npm run bench -- --short`: what it counts must be exact on any machine; what depends on the machine's speed must be there
// and have the right order of size.
import { expect, it } from 'vitest';
import type { BenchFigures } from '../../bench/figures.ts';
import { npmRun } from '../support/npm-run.ts';

it('costs one exchange a boundary, no error, and few events, and spreads a herd', async () => {
  const {
    figures: { loadAverage, herdBusiestSeconds, ...figures },
  } = await npmRun<BenchFigures>('bench', ['--short']);
  expect(Number.isFinite(loadAverage.before) && Number.isFinite(loadAverage.after)).toBe(true);
  expect(herdBusiestSeconds).toHaveLength(5);
  // As JSON, what is not finite is null.
  for (const [name, value] of Object.entries(figures)) expect(Number.isFinite(value), name).toBe(true);

  expect(figures.exchangesPerBoundary).toBe(1);
  expect(figures.callerErrorsAtBoundary).toBe(0);
  expect(figures.historyEventsPerRefresh).toBeGreaterThan(0);
  expect(figures.historyEventsPerRefresh).toBeLessThanOrEqual(11);
  expect(figures.herdPeakOverMeanSimulated).toBeLessThanOrEqual(1.2);

  // Together in one second, the herd would peak at sixteen times its mean.
  expect(figures.herdPeakOverMeanAnnounced).toBeLessThan(6);
  expect(figures.herdPeakOverMeanMeasured).toBeLessThan(6);
  // Callers have patience for 30 s, which an overloaded machine can use up.
  expect(figures.herdCallersNotFresh).toBeLessThanOrEqual(figures.herdAccounts / 10);
  expect(figures.resolveOverSelect).toBeLessThan(10);
  expect(figures.toolCallOverheadMsP50).toBeLessThan(2_000);
  expect(figures.noticeMsP50).toBeGreaterThan(0);
  expect(figures.noticeMsP50).toBeLessThan(10_000);
  expect(figures.resumeMsP50).toBeGreaterThan(0);
  expect(figures.resumeMsP50).toBeLessThan(10_000);
  expect(figures.exchangesPerSecond).toBeGreaterThan(0);
});
