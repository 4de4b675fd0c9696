// What the control tells of the world's data: who is in it, what a report over it must hold, what a sheet holds now.

import type { ExpectedReport, ReadTab, TenantFacts } from './control-contract.ts';
import type { Spreadsheet } from './google/spreadsheets.ts';
import type { Tenant } from './world/world.ts';

export const tenantFacts = (tenant: Tenant): TenantFacts => ({
  id: tenant.id,
  name: tenant.name,
  users: tenant.people.map(({ user, name, role }) => ({ user, name, role })),
  hubId: tenant.portal.hubId,
  organizationId: tenant.organization.id,
  spreadsheetId: tenant.spreadsheetId,
});

export function expectedReport(tenant: Tenant): ExpectedReport {
  const accountIds = new Set(tenant.organization.records.Account.map(({ Id }) => Id));
  const named = tenant.portal.deals.map((deal) => deal.properties.salesforce_account_id ?? '');
  const matched = named.filter((id) => accountIds.has(id));
  const unmatchedDealIds = tenant.portal.deals
    .filter((deal) => !accountIds.has(deal.properties.salesforce_account_id ?? ''))
    .map(({ id }) => id);
  return {
    tenant: tenant.id,
    deals: named.length,
    rows: named.length,
    matched: matched.length,
    unmatched: unmatchedDealIds.length,
    unmatchedDealIds,
    accounts: new Set(matched).size,
  };
}

export const readTabs = (spreadsheet: Spreadsheet): ReadTab[] =>
  spreadsheet.tabs.map(({ title, sheetId, rows }) => ({
    title,
    sheetId,
    rows: rows.map((cells) => Array.from(cells, (cell) => cell ?? '')),
  }));
