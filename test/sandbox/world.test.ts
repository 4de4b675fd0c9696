// The made-up customers: the same for the same seed, in any size, with the joins a report depends on.

import { expect, it } from 'vitest';
import { toLongId } from '../../src/sandbox/salesforce/ids.ts';
import { makeWorld, worldOptionsSchema } from '../../src/sandbox/world/world.ts';

const world = (tenants: object[], seed = 'firstlight') =>
  makeWorld(worldOptionsSchema.parse({ seed, tenants }));

it('is the same for the same seed and another for another', () => {
  const tenants = [{ id: 'acme', deals: 50, accounts: 20 }];
  const properties = (seed: string) =>
    world(tenants, seed).tenants[0]!.portal.deals.map((deal) => deal.properties);

  expect(properties('one')).toEqual(properties('one'));
  expect(properties('one')).not.toEqual(properties('two'));
});

it('names an existing account in every deal but the unmatched ones, which are spread over the data', () => {
  const [tenant] = world([{ id: 'acme', deals: 1_000, accounts: 300, unmatched: 7 }]).tenants;
  const ids = new Set(tenant!.organization.records.Account.map(({ Id }) => Id));

  const missing = tenant!.portal.deals.filter(
    (deal) => !ids.has(deal.properties.salesforce_account_id ?? ''),
  );

  expect(missing.map(({ id }) => id)).toEqual(tenant!.portal.unmatchedDealIds);
  expect(missing).toHaveLength(7);
});

it('makes 25,000 deals in a moment, with ascending ids of their own', () => {
  const startedAt = performance.now();
  const [tenant] = world([{ id: 'acme', deals: 25_000, accounts: 8_000 }]).tenants;

  const ids = tenant!.portal.deals.map(({ id }) => Number(id));
  expect(ids).toHaveLength(25_000);
  expect(ids.every((id, index) => index === 0 || id > ids[index - 1]!)).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it('gives no two customers the same portal, org, person or spreadsheet', () => {
  const { tenants } = world([{ id: 'acme', people: 200 }, { id: 'globex', people: 200 }, { id: 'initech' }]);

  const users = tenants.flatMap(({ people }) => people.map(({ user }) => user));
  expect(new Set(users).size).toBe(402);
  expect(new Set(tenants.map(({ portal }) => portal.hubId)).size).toBe(3);
  expect(new Set(tenants.map(({ organization }) => organization.id)).size).toBe(3);
  expect(new Set(tenants.map(({ spreadsheetId }) => spreadsheetId)).size).toBe(3);
});

it('adds the checksum of the case to a 15-character Salesforce id', () => {
  // A pair that descriptions of the two forms quote.
  expect(toLongId('001A0000006Vm9r')).toBe('001A0000006Vm9rIAC');
  expect(toLongId('001A0000006Vm9rIAC')).toBe('001A0000006Vm9rIAC');
});
