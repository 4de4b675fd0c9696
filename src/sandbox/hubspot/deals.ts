// Deals without search: list, read, create, change. Read 2026-11-24: public API spec collection, CRM/Deals. The list is
// read from the store, not from the index, has no total, and pages by the id of the next deal, at most 100 at once.

import { z } from 'zod';
import type { DataCall, DataRoute } from '../data-call.ts';
import { type Answer, answerJson } from '../http/answer.ts';
import { readJsonObject } from '../http/request.ts';
import type { SandboxState } from '../state.ts';
import { dealAnswer } from './deal-answer.ts';
import { searchDeals } from './deals-search.ts';
import { upsertDeals } from './deals-upsert.ts';
import { apiError } from './errors.ts';

// v3 writes `objects/deals`, the dated versions `objects/<date>/0-3`; each takes either name of the type.
const objects = '/crm/(?:v3/objects|objects/(?:v3|2026-03|2026-09))/(?:deals|0-3)';
const READ = ['crm.objects.deals.read'];
const WRITE = ['crm.objects.deals.write'];
const DEFAULT_PAGE = 10;
const LARGEST_PAGE = 100;

const writeSchema = z.object({ properties: z.record(z.string(), z.string().nullable()) });

export function dealRoutes(state: SandboxState): readonly DataRoute[] {
  const indexedAt = (call: DataCall): number => Date.now() + state.pace.realMs(call.knobs.searchLagSeconds);
  const write = (call: DataCall, act: (properties: Record<string, string | null>) => Answer): Answer => {
    const parsed = writeSchema.safeParse(readJsonObject(call.request));
    return parsed.success
      ? act(parsed.data.properties)
      : apiError(400, 'VALIDATION_ERROR', 'Invalid input JSON: properties must be an object of strings');
  };
  return [
    {
      method: 'POST',
      pattern: new RegExp(`^${objects}/search$`),
      effect: 'read',
      scopes: READ,
      handle: (call) => searchDeals(call.tenant.portal, readJsonObject(call.request) ?? {}, call.knobs),
    },
    {
      method: 'POST',
      pattern: new RegExp(`^${objects}/batch/upsert$`),
      effect: 'write',
      scopes: WRITE,
      handle: (call) => upsertDeals(call, indexedAt(call)),
    },
    { method: 'GET', pattern: new RegExp(`^${objects}$`), effect: 'read', scopes: READ, handle: listDeals },
    {
      method: 'POST',
      pattern: new RegExp(`^${objects}$`),
      effect: 'write',
      scopes: WRITE,
      handle: (call) =>
        write(call, (properties) => {
          const deal = call.tenant.portal.addDeal(properties, indexedAt(call));
          return answerJson(201, dealAnswer(deal, deal.properties, Object.keys(properties)));
        }),
    },
    {
      method: 'GET',
      pattern: new RegExp(`^${objects}/(?<deal>\\d+)$`),
      effect: 'read',
      scopes: READ,
      handle: (call) => {
        const deal = call.tenant.portal.findDeal(call.parameters.deal!);
        return deal ? answerJson(200, dealAnswer(deal, deal.properties, wantedProperties(call))) : notFound();
      },
    },
    {
      method: 'PATCH',
      pattern: new RegExp(`^${objects}/(?<deal>\\d+)$`),
      effect: 'write',
      scopes: WRITE,
      handle: (call) =>
        write(call, (properties) => {
          const deal = call.tenant.portal.findDeal(call.parameters.deal!);
          if (!deal) return notFound();
          call.tenant.portal.changeDeal(deal, properties, indexedAt(call));
          return answerJson(200, dealAnswer(deal, deal.properties, Object.keys(properties)));
        }),
    },
  ];
}

function listDeals(call: DataCall): Answer {
  const { query } = call.request;
  const asked = Number(query.get('limit') ?? DEFAULT_PAGE);
  if (!Number.isInteger(asked) || asked < 1 || asked > LARGEST_PAGE) {
    return apiError(400, 'VALIDATION_ERROR', `limit must be a whole number from 1 to ${LARGEST_PAGE}`);
  }
  const limit = Math.min(asked, call.knobs.pageLimit ?? asked);
  const after = Number(query.get('after') ?? 0);
  if (!Number.isFinite(after)) return apiError(400, 'VALIDATION_ERROR', 'after is not a paging cursor');
  const { deals } = call.tenant.portal;
  const start = deals.findIndex((deal) => Number(deal.id) >= after);
  const page = start < 0 ? [] : deals.slice(start, start + limit);
  const next = start < 0 ? undefined : deals[start + page.length];
  const answer: Record<string, unknown> = {
    results: page.map((deal) => dealAnswer(deal, deal.properties, wantedProperties(call))),
  };
  if (next) {
    query.set('after', next.id);
    answer.paging = { next: { after: next.id, link: `https://api.hubapi.com${call.request.path}?${query}` } };
  }
  return answerJson(200, answer);
}

const wantedProperties = (call: DataCall): string[] =>
  call.request.query.getAll('properties').flatMap((names) => names.split(',').filter(Boolean));

const notFound = (): Answer =>
  apiError(404, 'OBJECT_NOT_FOUND', 'Object not found. objectId are usually numeric.');
