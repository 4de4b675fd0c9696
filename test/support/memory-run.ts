// The result store of one run, in memory: what it is given outlives the execution that gave it, as PostgreSQL's rows do,
// and comes back as JSON would bring it.

import type { ResultRow, StepStore } from '../../activities/tools/define-tool.ts';
import { createInMemoryStep, type InMemoryStep } from '../../activities/tools/in-memory-step.ts';

export interface MemoryRun {
  openStep: (id: string) => StepStore;
  rowsOf(id: string): readonly ResultRow[];
  put(id: string, rows: readonly ResultRow[]): Promise<void>;
}

export function createMemoryRun(): MemoryRun {
  const steps = new Map<string, InMemoryStep>();
  const stepOf = (id: string): InMemoryStep => {
    const known = steps.get(id) ?? createInMemoryStep(1_000_000);
    steps.set(id, known);
    return known;
  };
  return {
    openStep(id) {
      const step = stepOf(id);
      return {
        ...step,
        savePage: (page) => step.savePage(JSON.parse(JSON.stringify(page))),
        async *readRowsOf(other, sliceSize = 500) {
          const rows = stepOf(other).rows();
          for (let start = 0; start < rows.length; start += sliceSize)
            yield rows.slice(start, start + sliceSize);
        },
      };
    },
    rowsOf: (id) => stepOf(id).rows(),
    put: (id, rows) => stepOf(id).savePage({ rows, checkpoint: null }),
  };
}
