// What the keyed writes of many rows share: batches in a stable order, a place after each, and a count that only the
// provider's confirmations go into. A row it refused is counted and named, and is missing from the confirmed ones, so the
// receipt's two numbers differ and nobody takes a batch that was answered for a batch that was done.

import { z } from 'zod';
import type { Json } from '../../src/domain/tool.ts';
import type { ResultRow, ToolContext, ToolOutcome } from './define-tool.ts';
import { digestOf } from './input-digest.ts';
import { type RowSource, readSlices } from './row-source.ts';

/** One row of a batch as the provider answered it. */
export type RowAnswer =
  | { readonly key: string; readonly id: string; readonly isNew: boolean }
  | { readonly key: string; readonly refusedAs: string };

/** Kept in the history with the receipt, so few. */
const mostNamedRefusals = 5;

const place = z.object({
  digest: z.string(),
  batches: z.number(),
  asked: z.number(),
  created: z.number(),
  refused: z.number(),
  refusals: z.array(z.string()),
});
type Place = z.output<typeof place>;

export interface UpsertPlan {
  readonly source: RowSource;
  readonly batchSize: number;
  /** Sends one batch; answers for every row of it, or throws. */
  send(rows: readonly ResultRow[]): Promise<readonly RowAnswer[]>;
}

export async function upsertAll(
  context: Pick<ToolContext<unknown>, 'step' | 'input' | 'heartbeat'>,
  plan: UpsertPlan,
): Promise<ToolOutcome> {
  const { step } = context;
  let at = await openPlace(context);
  let batch = 0;
  for await (const rows of readSlices(step, plan.source, plan.batchSize)) {
    if (batch++ < at.batches) continue;
    const answers = await plan.send(rows);
    at = advance(at, rows.length, answers);
    await step.savePage({ rows: confirmedRows(answers), checkpoint: at });
    context.heartbeat();
  }
  const rows = await step.countRows();
  const receipt = {
    rows,
    announced: at.asked,
    unmatched: 0,
    pages: at.batches,
    lastPageSeen: true,
    facts: {
      created: at.created,
      updated: rows - at.created,
      refused: at.refused,
      refusals: at.refusals.join('; ') || null,
    },
  };
  // No rows to write is an end that nobody but us has seen: nothing was asked, so nothing is proven empty.
  return { status: 'ok', receipt };
}

async function openPlace({ step, input }: Pick<ToolContext<unknown>, 'step' | 'input'>): Promise<Place> {
  const digest = digestOf(input);
  const saved = await step.loadCheckpoint();
  const at = saved === null ? null : place.parse(saved);
  if (at?.digest === digest) return at;
  if (at) await step.clear();
  return { digest, batches: 0, asked: 0, created: 0, refused: 0, refusals: [] };
}

function advance(at: Place, asked: number, answers: readonly RowAnswer[]): Place {
  const refused = answers.filter((answer) => 'refusedAs' in answer);
  return {
    ...at,
    batches: at.batches + 1,
    asked: at.asked + asked,
    created: at.created + answers.filter((answer) => 'id' in answer && answer.isNew).length,
    refused: at.refused + refused.length,
    refusals: [...at.refusals, ...refused.map(({ key, refusedAs }) => `${key}: ${refusedAs}`)].slice(
      0,
      mostNamedRefusals,
    ),
  };
}

const confirmedRows = (answers: readonly RowAnswer[]): ResultRow[] =>
  answers.flatMap((answer) =>
    'id' in answer ? [{ key: answer.key, value: { id: answer.id, isNew: answer.isNew } }] : [],
  );

/** Fields of the provider, each with the field of the row that it is taken from. */
export const fieldMapping = (name: RegExp, message: string) =>
  z
    .record(z.string().regex(name, message), z.string().min(1).max(200))
    .refine((fields) => Object.keys(fields).length > 0, 'must name at least one field')
    .refine((fields) => Object.keys(fields).length <= 100, 'must not name more than 100 fields');

/** What a row has for each field; a field the row lacks is left as it is at the provider. */
export function mapFields(
  row: ResultRow,
  fields: Readonly<Record<string, string>>,
): Array<readonly [field: string, value: Json]> {
  return Object.entries(fields).flatMap(([field, from]) => {
    const value = row.value[from];
    return value === undefined ? [] : [[field, value] as const];
  });
}
