// The sandbox is the referee: it must not share a line with what it judges. Its README must not fall behind it.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { controlInputs } from '../../src/sandbox/control-contract.ts';
import { habitSchema } from '../../src/sandbox/faults.ts';
import { knobsSchema } from '../../src/sandbox/knobs.ts';

const root = resolve(import.meta.dirname, '../../src/sandbox');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);
const readme = readFileSync(join(root, 'README.md'), 'utf8');

it('imports nothing of the product', () => {
  const imports = sources.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/from '([^']+)'/g)].map(([, specifier = '']) => ({
      path,
      specifier,
      target: resolve(root, path, '..', specifier),
    })),
  );

  expect(imports.length).toBeGreaterThan(100);
  expect(
    imports.filter(({ specifier, target }) => specifier.startsWith('.') && !target.startsWith(`${root}/`)),
  ).toEqual([]);
  expect(
    [...new Set(imports.map(({ specifier }) => specifier))].filter((one) => !/^(?:\.|node:)/.test(one)),
  ).toEqual(['zod']);
});

it('names every knob, every habit and every control in its README', () => {
  const names = [
    ...Object.keys(knobsSchema.shape),
    ...habitSchema.options.map(({ shape }) => shape.kind.value),
    ...Object.keys(controlInputs),
  ];

  expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
});
