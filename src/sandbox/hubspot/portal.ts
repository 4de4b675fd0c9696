// One customer's HubSpot portal and its deals. Ids are numeric and ascend; every property is a string, null when empty.
// Search works on an index that may lag behind a write, so a deal remembers what the index still shows.

import type { Organization } from '../salesforce/organization.ts';
import { makeDealName } from '../world/names.ts';
import { createRandom, pick } from '../world/random.ts';

export type DealProperties = Readonly<Record<string, string | null>>;

export interface Deal {
  readonly id: string;
  properties: DealProperties;
  readonly createdAt: number;
  updatedAt: number;
  /** What search shows until `indexedAt`: the properties before the last write, null for a deal that was not there. */
  indexed: { readonly before: DealProperties | null; readonly indexedAt: number } | null;
}

export interface Portal {
  readonly hubId: number;
  readonly name: string;
  /** In ascending order of id. */
  readonly deals: Deal[];
  findDeal(id: string): Deal | null;
  addDeal(properties: Record<string, string | null>, indexedAt: number): Deal;
  changeDeal(deal: Deal, properties: Record<string, string | null>, indexedAt: number): void;
  readonly unmatchedDealIds: readonly string[];
}

// The sandbox's data was "last touched" on the eve of the night it plays.
const EVE_AT = Date.UTC(2026, 10, 23, 18);
const MINUTE_MS = 60_000;

export const dealStages = [
  'appointmentscheduled',
  'qualifiedtobuy',
  'presentationscheduled',
  'contractsent',
  'closedwon',
];

export function makePortal(options: {
  readonly seed: string;
  readonly tenantIndex: number;
  readonly name: string;
  readonly deals: number;
  readonly unmatched: number;
  readonly organization: Organization;
}): Portal {
  const random = createRandom(`${options.seed}/hubspot`);
  const accounts = options.organization.records.Account;
  const unmatchedAt = new Set(
    Array.from({ length: options.unmatched }, (_, index) =>
      Math.floor(((index + 0.5) * options.deals) / options.unmatched),
    ),
  );
  let lastId = 10_000_000_000 + options.tenantIndex * 100_000_000;
  const nextId = (): string => {
    lastId += 7;
    return String(lastId);
  };
  const deals: Deal[] = [];
  const byId = new Map<string, Deal>();
  const unmatchedDealIds: string[] = [];

  const insert = (
    properties: Record<string, string | null>,
    createdAt: number,
    indexed: Deal['indexed'],
  ): Deal => {
    const id = nextId();
    const stamp = new Date(createdAt).toISOString();
    const deal: Deal = {
      id,
      properties: { ...properties, hs_object_id: id, createdate: stamp, hs_lastmodifieddate: stamp },
      createdAt,
      updatedAt: createdAt,
      indexed,
    };
    deals.push(deal);
    byId.set(id, deal);
    return deal;
  };

  for (let index = 0; index < options.deals; index += 1) {
    const account = pick(random, accounts);
    const matched = !unmatchedAt.has(index);
    const deal = insert(
      {
        dealname: makeDealName(random, String(account.Name)),
        amount: (Math.round(random() * 9_000_000) / 100).toFixed(2),
        dealstage: pick(random, dealStages),
        pipeline: 'default',
        closedate: new Date(EVE_AT + Math.floor(random() * 90) * 24 * 60 * MINUTE_MS).toISOString(),
        hubspot_owner_id: String(700_000 + options.tenantIndex * 100 + Math.floor(random() * 9)),
        salesforce_account_id: matched ? String(account.Id) : options.organization.missingAccountId(index),
      },
      EVE_AT - (options.deals - index) * MINUTE_MS,
      null,
    );
    if (!matched) unmatchedDealIds.push(deal.id);
  }

  return {
    hubId: 40_000_000 + options.tenantIndex,
    name: options.name,
    deals,
    unmatchedDealIds,
    findDeal: (id) => byId.get(id) ?? null,
    addDeal: (properties, indexedAt) => insert(properties, Date.now(), { before: null, indexedAt }),
    changeDeal(deal, properties, indexedAt) {
      deal.indexed = { before: deal.properties, indexedAt };
      deal.updatedAt = Date.now();
      deal.properties = {
        ...deal.properties,
        ...properties,
        hs_lastmodifieddate: new Date(deal.updatedAt).toISOString(),
      };
    },
  };
}

/** What search sees of a deal now; null if it does not know the deal yet. */
export function indexedProperties(deal: Deal): DealProperties | null {
  return deal.indexed && Date.now() < deal.indexed.indexedAt ? deal.indexed.before : deal.properties;
}
