// Salesforce's query resource, page by page. Read 2026-11-24: REST API guide, "Query" (providers.md section 3.5).
// Knows how a query is asked and how its next page is; what is done with the records is the tools' business.

import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import type { Json } from '../../src/domain/tool.ts';
import type { ResultRow, ToolContext } from './define-tool.ts';
import { readAnswer } from './provider-answer.ts';
import { salesforceErrors } from './salesforce-errors.ts';

const queryPath = '/services/data/v62.0/query';
/** The query travels in the address, and the front end takes 16 KB of it. */
export const longestEncodedQuery = 15_000;

const json: z.ZodType<Json> = z.json();
const answer = z.object({
  totalSize: z.int().nonnegative(),
  done: z.boolean(),
  nextRecordsUrl: z.string().startsWith('/services/data/').optional(),
  records: z.array(z.record(z.string(), json)),
});

export interface QueryPage {
  readonly totalSize: number;
  /** Address of the next page; null on the last. */
  readonly next: string | null;
  /** Keyed by Id, the field every query must ask for. */
  readonly rows: readonly ResultRow[];
}

type Means = Pick<ToolContext<unknown>, 'fetch' | 'signal'>;

/** `next` of an earlier page, or null for the first one. */
export async function readQueryPage(means: Means, soql: string, next: string | null): Promise<QueryPage> {
  const response = await means.fetch(next ?? `${queryPath}?q=${encodeURIComponent(soql)}`, {
    headers: { accept: 'application/json' },
    signal: means.signal,
  });
  const page = await readAnswer(response, {
    schema: answer,
    errors: salesforceErrors,
    signal: means.signal,
  });
  if (!page.done && page.nextRecordsUrl === undefined) {
    throw new Failure(
      'provider.answer_unreadable',
      'Salesforce announced another page and did not say where',
    );
  }
  return {
    totalSize: page.totalSize,
    next: page.done ? null : page.nextRecordsUrl!,
    rows: page.records.map(toRow),
  };
}

/** The cursor lapsed, or was displaced by newer ones of the same user: the query must be asked again. */
export const isCursorGone = (error: unknown): boolean =>
  error instanceof Failure && error.facts.providerCode === 'INVALID_QUERY_LOCATOR';

function toRow(record: Readonly<Record<string, Json>>): ResultRow {
  const value = withoutAttributes(record) as ResultRow['value'];
  if (typeof value.Id !== 'string') {
    throw new Failure('provider.answer_unreadable', 'Salesforce answered a record without its Id');
  }
  return { key: value.Id, value };
}

/** `attributes` is type and address of a record, repeated in every one of them. */
function withoutAttributes(value: Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const fields = Object.entries(value).filter(([name]) => name !== 'attributes');
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutAttributes(field)]));
}
