// Reads the accounts a list of ids names, in batches. An id the provider answered without is proven unmatched, and so is
// what cannot be an account's id at all; neither is a gap. Source: providers.md section 3.5.

import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { defineTool, type ToolContext } from './define-tool.ts';
import { digestOf } from './input-digest.ts';
import { canonicalRecordId } from './record-id.ts';
import { rowsOfStep } from './row-source.ts';
import { isCursorGone, type QueryPage, readQueryPage } from './salesforce-query-pages.ts';

const input = z.strictObject({
  ids: z
    .union([
      z.array(z.string()).max(5_000),
      rowsOfStep.extend({ field: z.string().min(1).describe('Field of those rows that holds the id.') }),
    ])
    .describe('Account ids, or the rows of a step that name them.'),
  fields: z
    .array(z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*){0,4}$/, 'is not a field name'))
    .min(1)
    .max(60)
    .describe('Account fields to read; Id is always among them.'),
  // 200 ids are 6 KB of address.
  batchSize: z.int().min(1).max(200).default(200),
});

const place = z.object({
  /** Of ids, fields and batch size: a checkpoint counts batches, so it must be about the same ones. */
  digest: z.string(),
  batches: z.number(),
  unmatched: z.number(),
  pages: z.number(),
});
type Place = z.output<typeof place>;

type Context = ToolContext<z.output<typeof input>>;

export const salesforceAccountsByIds = defineTool({
  name: 'salesforce.accounts_by_ids',
  provider: 'salesforce',
  scopes: ['api'],
  effect: 'read',
  description:
    'Reads the Salesforce accounts with the given ids, or with the ids that the rows of another step hold. Ids without an account are counted, not failed. The row key is the account id.',
  input,
  async run(context) {
    const { askable, impossible } = await collectIds(context);
    const { fields, batchSize } = context.input;
    let at = await openPlace(context, digestOf([askable, fields, batchSize]));
    while (at.batches * batchSize < askable.length) {
      const first = at.batches * batchSize;
      at = await readBatch(context, at, askable.slice(first, first + batchSize));
    }
    return {
      status: 'ok',
      receipt: {
        rows: await context.step.countRows(),
        announced: askable.length + impossible,
        unmatched: at.unmatched + impossible,
        pages: at.pages,
        lastPageSeen: true,
        facts: { batches: at.batches, notAnAccountId: impossible },
      },
    };
  },
});

/** Distinct ids in an order that every execution finds again; those that cannot name an account are counted apart. */
async function collectIds({ input: { ids }, step }: Context) {
  const askable = new Set<string>();
  const impossible = new Set<string>();
  const add = (raw: unknown): void => {
    const id = typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim() : '';
    if (id === '') return;
    const canonical = canonicalRecordId(id);
    // Every account's id begins so, in every org.
    if (canonical?.startsWith('001')) askable.add(canonical);
    else impossible.add(id);
  };
  if (Array.isArray(ids)) ids.forEach(add);
  else {
    for await (const slice of step.readRowsOf(ids.rowsOf)) {
      for (const row of slice) add(row.value[ids.field]);
    }
  }
  return { askable: [...askable].sort(), impossible: impossible.size };
}

async function openPlace({ step }: Context, digest: string): Promise<Place> {
  const start = { digest, batches: 0, unmatched: 0, pages: 0 };
  const saved = await step.loadCheckpoint();
  if (saved === null) return start;
  const at = place.parse(saved);
  if (at.digest === digest) return at;
  await step.clear();
  return start;
}

async function readBatch(context: Context, at: Place, batch: readonly string[]): Promise<Place> {
  const pages = await readAllPages(context, soqlFor(batch, context.input.fields));
  const wanted = new Set(batch);
  const rows = pages
    .flatMap((page) => page.rows)
    .map((row) => ({ ...row, key: canonicalRecordId(row.key) ?? row.key }))
    .filter((row) => wanted.delete(row.key));
  const next = {
    ...at,
    batches: at.batches + 1,
    unmatched: at.unmatched + wanted.size,
    pages: at.pages + pages.length,
  };
  await context.step.savePage({ rows, checkpoint: next });
  context.heartbeat();
  return next;
}

async function readAllPages(context: Context, soql: string, restartsLeft = 3): Promise<QueryPage[]> {
  const pages = [await readQueryPage(context, soql, null)];
  try {
    for (let next = pages[0]!.next; next !== null; next = pages.at(-1)!.next) {
      pages.push(await readQueryPage(context, soql, next));
    }
  } catch (error) {
    if (!isCursorGone(error) || restartsLeft === 0) throw error;
    return readAllPages(context, soql, restartsLeft - 1);
  }
  const announced = pages[0]!.totalSize;
  const got = pages.reduce((sum, page) => sum + page.rows.length, 0);
  // Absent is only what a whole answer is without.
  if (got !== announced) {
    throw new Failure(
      'provider.answer_unreadable',
      `Salesforce announced ${announced} accounts for a batch of ids and gave ${got}`,
    );
  }
  return pages;
}

function soqlFor(ids: readonly string[], fields: readonly string[]): string {
  const named = new Map([...fields, 'Id'].map((field) => [field.toLowerCase(), field]));
  // Ids are letters and digits and fields were matched against a pattern, so nothing here can break out of the query.
  return `SELECT ${[...named.values()].join(', ')} FROM Account WHERE Id IN (${ids.map((id) => `'${id}'`).join(', ')})`;
}
