// Where a tool takes rows from: another step of the run, or the input itself. Rows of a step come in slices, so that no
// tool needs a whole night's result in memory.

import { z } from 'zod';
import type { ResultRow, StepStore } from './define-tool.ts';

/** Inputs are kept in Temporal's history; what is larger belongs into a step of its own. */
const mostInlineRows = 500;

export const rowsOfStep = z.strictObject({
  rowsOf: z.string().min(1).describe('Id of the step of this run that has the rows.'),
});

const inlineRow = z.strictObject({
  key: z.string().min(1).max(500),
  value: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const rowSource = z.union([
  rowsOfStep,
  z
    .array(inlineRow)
    .max(mostInlineRows)
    .refine((rows) => new Set(rows.map((row) => row.key)).size === rows.length, 'two rows have the same key'),
]);

export type RowSource = z.output<typeof rowSource>;

/** Slices of exactly `sliceSize` rows but for the last, in key order, the same at every execution of a call. */
export async function* readSlices(
  step: StepStore,
  source: RowSource,
  sliceSize: number,
): AsyncGenerator<readonly ResultRow[]> {
  if (!Array.isArray(source)) {
    yield* step.readRowsOf(source.rowsOf, sliceSize);
    return;
  }
  const sorted = [...source].sort((one, other) => (one.key < other.key ? -1 : 1));
  for (let start = 0; start < sorted.length; start += sliceSize) {
    yield sorted.slice(start, start + sliceSize);
  }
}
