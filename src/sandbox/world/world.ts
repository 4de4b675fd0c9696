// The customers the sandbox knows, made from a seed: each has people, a HubSpot portal with deals, a Salesforce org with
// accounts and a Google spreadsheet. Every deal names an account by its Salesforce id; `unmatched` of them name one that
// does not exist.

import { z } from 'zod';
import { createSpreadsheetStore, type SpreadsheetStore } from '../google/spreadsheets.ts';
import { makePortal, type Portal } from '../hubspot/portal.ts';
import { makeOrganization, type Organization } from '../salesforce/organization.ts';
import { makeWorkspace, type Workspace } from '../slack/workspace.ts';
import { makePeople, type Person } from './people.ts';

export const tenantOptionsSchema = z.strictObject({
  /** Lower-case letters, digits and dashes: it becomes the domain of the people's addresses. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  name: z.string().optional(),
  deals: z.int().nonnegative().default(250),
  accounts: z.int().positive().default(120),
  unmatched: z.int().nonnegative().default(3),
  /** Of the Slack workspace; every fourth one is archived. */
  channels: z.int().nonnegative().default(16),
  people: z.int().positive().default(2),
  /** So many of them, the first ones. */
  admins: z.int().positive().default(1),
});
export const worldOptionsSchema = z.strictObject({
  seed: z.string().default('firstlight'),
  tenants: z
    .array(tenantOptionsSchema)
    .min(1)
    .default([tenantOptionsSchema.parse({ id: 'acme' })]),
});
export type WorldOptions = z.output<typeof worldOptionsSchema>;

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly people: readonly Person[];
  readonly portal: Portal;
  readonly organization: Organization;
  readonly workspace: Workspace;
  /** The one that is there from the start. */
  readonly spreadsheetId: string;
}

export interface World {
  readonly tenants: readonly Tenant[];
  readonly spreadsheets: SpreadsheetStore;
  findTenant(id: string): Tenant | null;
  findPerson(user: string): Person | null;
}

export function makeWorld(options: WorldOptions): World {
  const spreadsheets = createSpreadsheetStore();
  const tenants = options.tenants.map((wish, index): Tenant => {
    const seed = `${options.seed}/${wish.id}`;
    const name = wish.name ?? `${wish.id[0]!.toUpperCase()}${wish.id.slice(1)} (sandbox)`;
    const people = makePeople(wish.id, index, wish);
    const organization = makeOrganization({
      seed,
      tenantIndex: index,
      name,
      accounts: wish.accounts,
      people,
    });
    const portal = makePortal({
      seed,
      tenantIndex: index,
      name,
      deals: wish.deals,
      unmatched: Math.min(wish.unmatched, wish.deals),
      organization,
    });
    const { id: spreadsheetId } = spreadsheets.create({
      title: `Night report of ${name}`,
      owner: people[0]!.user,
      id: `sbx-${wish.id}-night-report`.padEnd(44, '0'),
    });
    for (const person of people) spreadsheets.share(spreadsheetId, person.user);
    const workspace = makeWorkspace({ tenantIndex: index, name, channels: wish.channels });
    return { id: wish.id, name, people, portal, organization, workspace, spreadsheetId };
  });
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
  const byUser = new Map(tenants.flatMap(({ people }) => people.map((person) => [person.user, person])));
  return {
    tenants,
    spreadsheets,
    findTenant: (id) => byId.get(id) ?? null,
    findPerson: (user) => byUser.get(user) ?? null,
  };
}
