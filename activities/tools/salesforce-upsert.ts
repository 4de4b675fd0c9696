// Writes records by an external id: a record that has the row's key there is changed, else one is made. Repeating it makes no
// second record. Read 2026-11-24: REST API guide, "Upsert Multiple Records with Fewer Round-Trips" (providers.md sections 3.5
// and 6). A 200 is not success: each row of the answer says for itself whether it was written.

import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { defineTool, type ResultRow, type ToolContext } from './define-tool.ts';
import { readAnswer } from './provider-answer.ts';
import { rowSource } from './row-source.ts';
import { salesforceErrors } from './salesforce-errors.ts';
import { fieldMapping, mapFields, type RowAnswer, upsertAll } from './upsert-progress.ts';

const path = '/services/data/v62.0/composite/sobjects';
const name = /^[A-Za-z]\w{0,79}$/;

const input = z.strictObject({
  object: z.string().regex(name, 'must be the API name of an object, e.g. Account'),
  externalIdField: z
    .string()
    .regex(name, 'must be the API name of a field')
    .refine(
      (field) => field.toLowerCase() !== 'id',
      'must be an External Id field; Salesforce refuses Id here',
    )
    .describe('An External Id field that is marked unique; it holds the row key.'),
  rows: rowSource,
  fields: fieldMapping(name, 'must be the API name of a field').describe(
    'Field of the object → field of the row.',
  ),
  batchSize: z.int().min(1).max(200).default(200),
});

const answer = z.array(
  z.discriminatedUnion('success', [
    z.object({ success: z.literal(true), id: z.string().min(1), created: z.boolean().optional() }),
    z.object({ success: z.literal(false), errors: z.array(z.object({ statusCode: z.string() })) }),
  ]),
);

type Context = ToolContext<z.output<typeof input>>;

export const salesforceUpsert = defineTool({
  name: 'salesforce.upsert',
  provider: 'salesforce',
  scopes: ['api'],
  effect: 'keyed',
  description:
    'Creates or updates records of one object, found by an external id field that holds the row key. Counts the rows Salesforce confirmed.',
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
  const response = await fetch(`${path}/${wish.object}/${wish.externalIdField}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      allOrNone: false,
      records: rows.map((row) => ({
        attributes: { type: wish.object },
        ...Object.fromEntries(mapFields(row, wish.fields)),
        [wish.externalIdField]: row.key,
      })),
    }),
    signal,
  });
  const body = await readAnswer(response, { schema: answer, errors: salesforceErrors, signal });
  // Rows are told apart by their order alone.
  if (body.length !== rows.length) {
    throw new Failure(
      'provider.answer_unreadable',
      `Salesforce was sent ${rows.length} records and answered for ${body.length}`,
    );
  }
  return body.map((result, index) => {
    const { key } = rows[index]!;
    return result.success
      ? { key, id: result.id, isNew: result.created ?? false }
      : { key, refusedAs: codeOf(result.errors) };
  });
}

const codeOf = (errors: readonly { readonly statusCode: string }[]): string =>
  errors[0]?.statusCode.slice(0, 80) ?? 'unnamed';
