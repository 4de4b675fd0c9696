// Who may wait in a worker when its places run out. No server.
import { expect, it } from 'vitest';
import { createPlaces } from '../../src/permits/places.ts';

const taken = (places: ReturnType<typeof createPlaces>, tenant: string, count: number): (() => void)[] =>
  Array.from({ length: count }, () => places.take(tenant)).filter((leave) => leave !== null);

it('gives one tenant all of them while nobody else waits', () => {
  expect(taken(createPlaces(10), 'a', 30)).toHaveLength(10);
});

it('gives a second tenant its share though all are taken, and the first no more than that', () => {
  const places = createPlaces(10);
  const first = taken(places, 'a', 10);
  expect(taken(places, 'b', 30)).toHaveLength(5);
  for (const leave of first.slice(0, 6)) leave();
  expect(taken(places, 'a', 30)).toHaveLength(1);
});

it('gives everybody one, however many there are', () => {
  const places = createPlaces(3);
  expect(['a', 'b', 'c', 'd', 'e'].map((tenant) => taken(places, tenant, 5).length)).toEqual([3, 1, 1, 1, 1]);
});
