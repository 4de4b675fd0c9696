// CRM search over deals. Read 2026-11-24: public API spec collection, CRM/Deals; changelog of 2024-08 (5 groups, 6 filters
// a group: the stricter of several statements); 200 a page, 10,000 rows in all, then 400. Filters in a group are ANDed,
// groups are ORed. It works on the index, not on the deals: a write shows up late.

import { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import { answerJson } from '../http/answer.ts';
import type { Knobs } from '../knobs.ts';
import { dealAnswer } from './deal-answer.ts';
import { apiError } from './errors.ts';
import { type Deal, type DealProperties, indexedProperties, type Portal } from './portal.ts';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const filterSchema = z.object({
  propertyName: z.string(),
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
  value: text.optional(),
  values: z.array(text).optional(),
  highValue: text.optional(),
});
type Filter = z.output<typeof filterSchema>;

const searchSchema = z.object({
  filterGroups: z
    .array(z.object({ filters: z.array(filterSchema).max(6) }))
    .max(5)
    .default([]),
  sorts: z
    .array(
      z.union([
        z.string().transform((name) => ({
          propertyName: name.replace(/^-/, ''),
          direction: name.startsWith('-') ? 'DESCENDING' : 'ASCENDING',
        })),
        z.object({
          propertyName: z.string(),
          direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING'),
        }),
      ]),
    )
    .max(1, 'only one sort is supported')
    .default([]),
  query: z.string().max(3000).optional(),
  properties: z.array(z.string()).default([]),
  limit: z.coerce.number().int().min(0).max(200, 'limit must be at most 200').default(10),
  after: z.coerce.number().int('after must be a number').min(0).default(0),
});

const numeric = new Set(['amount', 'hs_object_id', 'hubspot_owner_id']);
const temporal = new Set(['closedate', 'createdate', 'hs_lastmodifieddate']);

export function searchDeals(portal: Portal, body: unknown, knobs: Knobs): Answer {
  const parsed = searchSchema.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('; ');
    return apiError(400, 'VALIDATION_ERROR', `Invalid input JSON: ${problems}`);
  }
  const search = parsed.data;
  const limit = Math.min(search.limit, knobs.pageLimit ?? search.limit);
  if (search.after + limit > knobs.searchWall) {
    return apiError(
      400,
      'VALIDATION_ERROR',
      `There was a problem with the request. Search returns at most ${knobs.searchWall} results for one query; ask for fewer with a filter.`,
    );
  }

  const found: Array<{ deal: Deal; shown: DealProperties }> = [];
  for (const deal of portal.deals) {
    const shown = indexedProperties(deal);
    if (shown && matches(search, shown)) found.push({ deal, shown });
  }
  const [sort] = search.sorts;
  // Deals are kept in the order of their ids: the usual walk by id needs no sorting.
  if (sort && !(sort.propertyName === 'hs_object_id' && sort.direction === 'ASCENDING')) {
    const sign = sort.direction === 'ASCENDING' ? 1 : -1;
    found.sort(
      (one, other) =>
        sign * compare(sort.propertyName, one.shown[sort.propertyName], other.shown[sort.propertyName]),
    );
  }
  const page = found.slice(search.after, search.after + limit);
  const nextOffset = search.after + page.length;
  return answerJson(200, {
    total: found.length,
    results: page.map(({ deal, shown }) => dealAnswer(deal, shown, search.properties)),
    ...(nextOffset < found.length && page.length > 0
      ? { paging: { next: { after: String(nextOffset) } } }
      : {}),
  });
}

function matches(search: z.output<typeof searchSchema>, shown: DealProperties): boolean {
  if (search.query && !shown.dealname?.toLowerCase().includes(search.query.toLowerCase())) return false;
  if (search.filterGroups.length === 0) return true;
  return search.filterGroups.some(({ filters }) => filters.every((filter) => passes(filter, shown)));
}

function passes(filter: Filter, shown: DealProperties): boolean {
  const { propertyName: name, operator, value = '', values = [], highValue = '' } = filter;
  const actual = shown[name] ?? null;
  if (operator === 'HAS_PROPERTY') return actual !== null && actual !== '';
  if (operator === 'NOT_HAS_PROPERTY') return actual === null || actual === '';
  // A deal without the property matches the negations and nothing else.
  if (actual === null)
    return operator === 'NEQ' || operator === 'NOT_IN' || operator === 'NOT_CONTAINS_TOKEN';
  const against = (other: string): number => compare(name, actual, other);
  switch (operator) {
    case 'EQ':
      return against(value) === 0;
    case 'NEQ':
      return against(value) !== 0;
    case 'LT':
      return against(value) < 0;
    case 'LTE':
      return against(value) <= 0;
    case 'GT':
      return against(value) > 0;
    case 'GTE':
      return against(value) >= 0;
    case 'BETWEEN':
      return against(value) >= 0 && against(highValue) <= 0;
    case 'IN':
      return values.some((candidate) => against(candidate) === 0);
    case 'NOT_IN':
      return values.every((candidate) => against(candidate) !== 0);
    case 'CONTAINS_TOKEN':
      return hasToken(actual, value);
    case 'NOT_CONTAINS_TOKEN':
      return !hasToken(actual, value);
  }
}

/** Numbers as numbers, instants as instants (ISO or epoch milliseconds), all else as text without regard to case. */
function compare(property: string, one: string | null | undefined, other: string | null | undefined): number {
  const [left, right] = [one ?? '', other ?? ''];
  if (numeric.has(property)) return Number(left) - Number(right);
  if (temporal.has(property)) return instantOf(left) - instantOf(right);
  return left.toLowerCase() < right.toLowerCase() ? -1 : left.toLowerCase() > right.toLowerCase() ? 1 : 0;
}

const instantOf = (value: string): number => (/^-?\d+$/.test(value) ? Number(value) : Date.parse(value));

function hasToken(actual: string, wanted: string): boolean {
  const pattern = wanted
    .toLowerCase()
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*');
  return actual
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((token) => new RegExp(`^${pattern}$`, 'u').test(token));
}
