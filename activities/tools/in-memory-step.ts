// A step for a call outside of any run: its rows are the answer, and end with it. Never for a run, which could not resume.

import { Failure } from '../../src/domain/failures.ts';
import type { Json } from '../../src/domain/tool.ts';
import type { ResultRow, StepStore } from './define-tool.ts';

/** An answer of this size is still one a program would want in one piece. */
const defaultMostRows = 10_000;

export interface InMemoryStep extends StepStore {
  /** In order of their keys, as a durable step gives them. */
  rows(): readonly ResultRow[];
}

export function createInMemoryStep(mostRows = defaultMostRows): InMemoryStep {
  const held = new Map<string, ResultRow>();
  let checkpoint: Json | null = null;

  return {
    loadCheckpoint: async () => checkpoint,
    async savePage(page) {
      for (const row of page.rows) held.set(row.key, row);
      if (held.size > mostRows) {
        throw new Failure(
          'tool.refused',
          `The result has more than ${mostRows} rows, the most a direct call holds. Ask for fewer with a filter, or start a run: POST /v1/runs keeps results of any size.`,
          { facts: { mostRows } },
        );
      }
      checkpoint = page.checkpoint;
    },
    countRows: async () => held.size,
    // biome-ignore lint/correctness/useYield: it has nothing to give, and says so when asked
    async *readRowsOf(step) {
      throw new Failure(
        'tool.input_invalid',
        `A direct call has no other steps, so {"rowsOf": "${step}"} means nothing here. Give the values in the input, or start a run with both steps: POST /v1/runs.`,
      );
    },
    async clear() {
      held.clear();
      checkpoint = null;
    },
    rows: () => [...held.values()].sort((one, other) => (one.key < other.key ? -1 : 1)),
  };
}
