// A deal as HubSpot's APIs show it: all properties are strings, an empty one is null, one nobody defined is left out.

import type { Deal, DealProperties } from './portal.ts';

const alwaysShown = ['createdate', 'hs_lastmodifieddate', 'hs_object_id'];
const shownUnasked = ['amount', 'closedate', 'dealname', 'dealstage', 'pipeline'];
export const knownProperties: ReadonlySet<string> = new Set([
  ...alwaysShown,
  ...shownUnasked,
  'hubspot_owner_id',
  'salesforce_account_id',
  'external_key',
]);
/** Each value of these belongs to one deal. */
export const uniqueProperties: ReadonlySet<string> = new Set(['hs_object_id', 'external_key']);

export function dealAnswer(
  deal: Deal,
  shown: DealProperties,
  wanted: readonly string[],
): Record<string, unknown> {
  const names = [...(wanted.length > 0 ? wanted : shownUnasked), ...alwaysShown];
  const properties: Record<string, string | null> = {};
  for (const name of names) {
    if (knownProperties.has(name) || name in shown) properties[name] = shown[name] ?? null;
  }
  return {
    id: deal.id,
    properties,
    createdAt: new Date(deal.createdAt).toISOString(),
    updatedAt: new Date(deal.updatedAt).toISOString(),
    archived: false,
  };
}
