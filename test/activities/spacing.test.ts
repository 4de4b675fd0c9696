// How what leaves a worker is spaced out; no server, no waiting: the sleeps that were asked for are written down.
import { expect, it } from 'vitest';
import { createSpacing } from '../../activities/spacing.ts';

function stage() {
  const slept: number[] = [];
  const spacing = createSpacing(async (lengthMs) => slept.push(Math.round(lengthMs / 1_000)));
  return { slept, spacing };
}
/** So long that what the test itself takes makes no difference. */
const every = 100_000;

it('gives each of many that come together a moment of its own, the first at once', async () => {
  const { slept, spacing } = stage();

  await Promise.all(Array.from({ length: 5 }, () => spacing('hubspot', every)));

  expect(slept).toEqual([100, 200, 300, 400]);
});

it('keeps each lane’s moments apart from the others’', async () => {
  const { slept, spacing } = stage();

  await Promise.all([spacing('hubspot', every), spacing('google', every), spacing('google', every)]);

  expect(slept).toEqual([100]);
});

it('saves nothing up while nobody comes', async () => {
  const { slept, spacing } = stage();
  await spacing('hubspot', 1);
  await new Promise((resolve) => setTimeout(resolve, 20));

  await Promise.all([spacing('hubspot', every), spacing('hubspot', every)]);

  expect(slept).toEqual([100]);
});
