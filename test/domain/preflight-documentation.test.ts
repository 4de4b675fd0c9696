// docs/preflight.md has every reason there is. No server.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('has a row for every reason there is, and for no other', () => {
  const declared = /export type ForecastCode =([^;]*);/.exec(read('src/domain/forecast-facts.ts'))![1]!;
  const codes = [...declared.matchAll(/'([a-z_]+)'/g)].map((match) => match[1]);
  const documented = [...read('docs/preflight.md').matchAll(/^\| `([a-z_]+)` \| .* \| .* \| .* \|$/gm)].map(
    (match) => match[1],
  );
  expect(codes.length).toBeGreaterThan(10);
  expect(documented.toSorted()).toEqual(codes.toSorted());
});
