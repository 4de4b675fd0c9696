// What a receipt says of a call is true of all its executions: when the first one began and which token versions they
// used. Kept with the tool's own checkpoint, because a worker that died remembers nothing else.

import { z } from 'zod';
import type { Json } from '../../src/domain/tool.ts';
import type { StepStore } from './define-tool.ts';

export type TokenRange = readonly [first: number, last: number] | null;

export interface Evidence {
  readonly startedAt: number;
  readonly tokenVersions: TokenRange;
}

const kept = z.object({
  place: z.json(),
  startedAt: z.number(),
  tokenVersions: z.tuple([z.number(), z.number()]).nullable(),
});

/** The same store to the tool, which sees its own checkpoint only. */
export async function keepEvidence(
  step: StepStore,
  now: Evidence,
  tokenVersions: () => TokenRange,
): Promise<{ readonly step: StepStore; read(): Evidence }> {
  const saved = await step.loadCheckpoint();
  const before = saved === null ? null : kept.parse(saved);
  const read = (): Evidence => ({
    startedAt: before?.startedAt ?? now.startedAt,
    tokenVersions: span(before?.tokenVersions ?? null, tokenVersions()),
  });
  let place: Json | null = before === null ? null : (before.place as Json);

  return {
    read,
    step: {
      ...step,
      loadCheckpoint: async () => place,
      async savePage(page) {
        await step.savePage({ rows: page.rows, checkpoint: { place: page.checkpoint, ...read() } });
        place = page.checkpoint;
      },
      async clear() {
        await step.clear();
        place = null;
      },
    },
  };
}

function span(one: TokenRange, other: TokenRange): TokenRange {
  if (one === null || other === null) return one ?? other;
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}
