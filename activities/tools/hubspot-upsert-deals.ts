// Writes deals by a unique property: a deal that has the row's key there is changed, else one is made. Repeating it makes no
// second deal. Read 2026-11-24: public API spec collection, CRM/Deals, "batch upsert"; "Multi-status errors" (providers.md
// sections 2.5 and 6). A 207 is not success: its `errors` are rows that were not written. Never confirms by search, whose
// index lags.

import { z } from 'zod';
import type { Json } from '../../src/domain/tool.ts';
import { defineTool, type ResultRow, type ToolContext } from './define-tool.ts';
import { hubspotErrors } from './hubspot-errors.ts';
import { readAnswer } from './provider-answer.ts';
import { rowSource } from './row-source.ts';
import { fieldMapping, mapFields, type RowAnswer, upsertAll } from './upsert-progress.ts';

const path = '/crm/v3/objects/deals/batch/upsert';
const propertyName = /^[a-z][a-z0-9_]{0,99}$/;

const input = z.strictObject({
  idProperty: z
    .string()
    .regex(propertyName, 'must be the internal name of a property')
    .refine((name) => name !== 'hs_object_id', 'must be a property of your own that has unique values')
    .describe('A deal property with unique values; it holds the row key.'),
  rows: rowSource,
  properties: fieldMapping(propertyName, 'must be the internal name of a property').describe(
    'Deal property → field of the row.',
  ),
  batchSize: z.int().min(1).max(100).default(100),
});

const answer = z.object({
  results: z.array(
    z.object({
      id: z.string().min(1),
      new: z.boolean().optional(),
      objectWriteTraceId: z.string().optional(),
      properties: z.record(z.string(), z.string().nullable()),
    }),
  ),
  errors: z
    .array(
      z.object({
        category: z.string().optional(),
        context: z.record(z.string(), z.array(z.string())).optional(),
      }),
    )
    .optional(),
});

type Context = ToolContext<z.output<typeof input>>;

export const hubspotUpsertDeals = defineTool({
  name: 'hubspot.upsert_deals',
  provider: 'hubspot',
  scopes: ['crm.objects.deals.write'],
  effect: 'keyed',
  description:
    'Creates or updates deals, found by a unique property that holds the row key. Counts the rows HubSpot confirmed.',
  input,
  run: (context) =>
    upsertAll(context, {
      source: context.input.rows,
      batchSize: context.input.batchSize,
      send: (rows) => sendBatch(context, rows),
    }),
});

async function sendBatch(
  { input: wish, fetch, signal }: Context,
  rows: readonly ResultRow[],
): Promise<readonly RowAnswer[]> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      inputs: rows.map((row) => ({
        idProperty: wish.idProperty,
        id: row.key,
        // Its own for each input: without it one bad row refuses the whole batch.
        objectWriteTraceId: row.key,
        properties: Object.fromEntries(
          mapFields(row, wish.properties).map(([name, value]) => [name, textOf(value)]),
        ),
      })),
    }),
    signal,
  });
  const body = await readAnswer(response, { schema: answer, errors: hubspotErrors, signal });

  const confirmed = new Map(
    body.results.map((result) => [result.objectWriteTraceId ?? result.properties[wish.idProperty], result]),
  );
  const reasons = new Map(
    body.errors?.flatMap(({ category, context }) =>
      (context?.objectWriteTraceId ?? []).map((key) => [key, category ?? 'unnamed'] as const),
    ),
  );
  return rows.map(({ key }) => {
    const result = confirmed.get(key);
    // Neither confirmed nor named among the errors: it was not written as far as anybody can prove.
    return result
      ? { key, id: result.id, isNew: result.new ?? false }
      : { key, refusedAs: reasons.get(key) ?? 'unconfirmed' };
  });
}

/** Every property is a string; an empty one clears it. */
const textOf = (value: Json): string => {
  if (value === null) return '';
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
};
