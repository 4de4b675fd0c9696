// Reads every deal a filter covers, through HubSpot's CRM search. Read 2026-11-24: public API spec collection, CRM/Deals,
// and https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm (providers.md section 2.5).
// Pages by key, never by offset: each page asks for ids above the last one held. So the 10,000-row wall of a search is
// never met, and a deal that vanishes in the middle of the night cannot push another one out of sight.

import { z } from 'zod';
import { Failure } from '../../src/domain/failures.ts';
import { defineTool, type ReceiptDraft, type ResultRow, type ToolContext } from './define-tool.ts';
import { hubspotErrors } from './hubspot-errors.ts';
import { readAnswer } from './provider-answer.ts';

const searchPath = '/crm/v3/objects/deals/search';

const value = z.union([z.string(), z.number(), z.boolean()]);
const filter = z
  .strictObject({
    propertyName: z.string().min(1).max(100),
    operator: z.enum([
      'EQ',
      'NEQ',
      'LT',
      'LTE',
      'GT',
      'GTE',
      'BETWEEN',
      'IN',
      'NOT_IN',
      'HAS_PROPERTY',
      'NOT_HAS_PROPERTY',
      'CONTAINS_TOKEN',
      'NOT_CONTAINS_TOKEN',
    ]),
    value: value.optional(),
    values: z.array(value).max(100).optional(),
    highValue: value.optional(),
  })
  .describe('A filter of HubSpot’s CRM search; all filters must hold.');

const input = z.strictObject({
  properties: z.array(z.string().min(1).max(100)).max(100).default([]).describe('Deal properties to read.'),
  // HubSpot takes six filters a group by its strictest page; the sixth is ours.
  filters: z.array(filter).max(5).default([]),
  pageSize: z.int().min(1).max(200).default(200),
});

const answer = z.object({
  total: z.int().nonnegative(),
  results: z.array(
    z.object({
      id: z.string().regex(/^\d+$/),
      properties: z.record(z.string(), z.string().nullable()),
    }),
  ),
});

const place = z.object({
  lastId: z.string().nullable(),
  /** The total of the very first page; null before it. */
  announced: z.number().nullable(),
  /** What the next page must announce if nothing changes at the provider. */
  expectedNext: z.number().nullable(),
  pages: z.number(),
  /** Pages that announced another number than their predecessor left: the data moved while it was read. */
  drifts: z.number(),
  isDone: z.boolean(),
  recounted: z.number().nullable(),
});
type Place = z.output<typeof place>;

const start: Place = {
  lastId: null,
  announced: null,
  expectedNext: null,
  pages: 0,
  drifts: 0,
  isDone: false,
  recounted: null,
};

type Context = ToolContext<z.output<typeof input>>;

export const hubspotSearchDeals = defineTool({
  name: 'hubspot.search_deals',
  provider: 'hubspot',
  scopes: ['crm.objects.deals.read'],
  effect: 'read',
  description:
    'Reads all deals that match the filters, however many there are, with the properties asked for. The row key is the deal id.',
  input,
  async run(context) {
    const saved = await context.step.loadCheckpoint();
    let at = saved === null ? start : place.parse(saved);
    while (!at.isDone) at = await readPage(context, at);

    const rows = await context.step.countRows();
    if (rows !== at.announced && at.recounted === null) at = await recount(context, at);
    const receipt = receiptOf(at, rows);
    return rows === 0 && receipt.announced === 0 ? { status: 'empty', receipt } : { status: 'ok', receipt };
  },
});

async function readPage(context: Context, at: Place): Promise<Place> {
  const found = await search(context, at.lastId, context.input.pageSize);
  const rows = found.results.map(
    ({ id, properties }): ResultRow => ({ key: id, value: { ...properties, id } }),
  );
  const lastId = rows.at(-1)?.key ?? at.lastId;
  if (rows.length > 0 && at.lastId !== null && BigInt(lastId!) <= BigInt(at.lastId)) {
    throw new Failure(
      'provider.answer_unreadable',
      'HubSpot answered deals out of the order that was asked for; they cannot be paged by id',
    );
  }
  const next: Place = {
    ...at,
    lastId,
    announced: at.announced ?? found.total,
    expectedNext: found.total - rows.length,
    pages: at.pages + 1,
    drifts: at.drifts + (at.expectedNext !== null && at.expectedNext !== found.total ? 1 : 0),
    // Less than announced on the page does not end it: HubSpot may serve smaller pages than asked for.
    isDone: rows.length === 0 || rows.length >= found.total,
  };
  await context.step.savePage({ rows, checkpoint: next });
  context.heartbeat();
  return next;
}

/** Once, when the counts differ: the data may have changed since the first page announced its total. */
async function recount(context: Context, at: Place): Promise<Place> {
  const { total } = await search(context, null, 1);
  const next = { ...at, recounted: total, pages: at.pages + 1 };
  await context.step.savePage({ rows: [], checkpoint: next });
  return next;
}

async function search({ input: wish, fetch, signal }: Context, after: string | null, limit: number) {
  const filters = [
    ...wish.filters,
    ...(after === null ? [] : [{ propertyName: 'hs_object_id', operator: 'GT', value: after }]),
  ];
  const response = await fetch(searchPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      filterGroups: filters.length > 0 ? [{ filters }] : [],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      properties: wish.properties,
      limit,
    }),
    signal,
  });
  return readAnswer(response, { schema: answer, errors: hubspotErrors, signal });
}

function receiptOf(at: Place, rows: number): ReceiptDraft {
  // Nothing moved the count if it is what the first page said; else the recount is the later word.
  const announced = rows === at.announced ? at.announced : at.recounted;
  return {
    rows,
    announced,
    unmatched: 0,
    pages: at.pages,
    lastPageSeen: true,
    facts: { announcedFirst: at.announced, recounted: at.recounted, drifts: at.drifts },
  };
}
