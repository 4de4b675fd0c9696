// One customer's Salesforce org: its records and the instance it lives on. An org can be moved; its address is then told
// by the next token answer (`instance_url`), and sessions of the old instance are over.

import { cities, industries, makeCompanyName } from '../world/names.ts';
import type { Person } from '../world/people.ts';
import { createRandom, pick } from '../world/random.ts';
import { makeRecordId } from './ids.ts';

/** A record as it is stored; `null` is an empty field. */
export type SalesforceRecord = Readonly<Record<string, string | number | boolean | null>>;
export type ObjectType = 'Account' | 'User' | 'Opportunity';

export interface Organization {
  /** 18 characters. */
  readonly id: string;
  readonly name: string;
  /** Number of the instance it lives on, from 0. */
  instance: number;
  readonly records: Readonly<Record<ObjectType, readonly SalesforceRecord[]>>;
  /** Puts a record in the place of the one with its Id, or adds it. */
  saveAccount(record: SalesforceRecord): void;
  newAccountId(): string;
  /** Ids nobody has: what a deal refers to when it is unmatched. */
  missingAccountId(serial: number): string;
}

export const userIdOf = (person: Person): string => {
  const tenantIndex = Math.floor((person.serial - 1) / 1_000_000);
  return makeRecordId('005', tenantIndex, ((person.serial - 1) % 1_000_000) + 1);
};

export function makeOrganization(options: {
  readonly seed: string;
  readonly tenantIndex: number;
  readonly name: string;
  readonly accounts: number;
  readonly people: readonly Person[];
}): Organization {
  const { tenantIndex, people } = options;
  const random = createRandom(`${options.seed}/salesforce`);
  const accounts = Array.from({ length: options.accounts }, (_, index): SalesforceRecord => {
    return {
      Id: makeRecordId('001', tenantIndex, index + 1),
      Name: makeCompanyName(random),
      Industry: pick(random, industries),
      AnnualRevenue: Math.round(random() * 90_000) * 1_000,
      BillingCity: pick(random, cities),
      NumberOfEmployees: 5 + Math.floor(random() * 5_000),
      OwnerId: userIdOf(people[index % people.length]!),
      LastModifiedDate: new Date(Date.UTC(2026, 9, 1) + index * 60_000).toISOString().replace('Z', '+0000'),
    };
  });
  let opportunities: SalesforceRecord[] | null = null;
  return {
    id: makeRecordId('00D', tenantIndex, tenantIndex + 1),
    name: options.name,
    instance: 0,
    records: {
      Account: accounts,
      User: people.map(userRecord),
      // Made when somebody asks: a report over deals and accounts never does.
      get Opportunity() {
        opportunities ??= makeOpportunities(options.seed, tenantIndex, accounts);
        return opportunities;
      },
    },
    saveAccount(record) {
      const at = accounts.findIndex(({ Id }) => Id === record.Id);
      if (at < 0) accounts.push(record);
      else accounts[at] = record;
    },
    newAccountId: () => makeRecordId('001', tenantIndex, accounts.length + 1),
    missingAccountId: (serial) => makeRecordId('001', tenantIndex, 9_000_000 + serial),
  };
}

function userRecord(person: Person): SalesforceRecord {
  const [first, ...last] = person.name.split(' ');
  return {
    Id: userIdOf(person),
    Name: person.name,
    FirstName: first ?? null,
    LastName: last.join(' '),
    Username: person.user,
    Email: person.user,
    IsActive: true,
  };
}

const stages = ['Prospecting', 'Qualification', 'Closed Won', 'Closed Lost'];

/** One for every second account. */
function makeOpportunities(
  seed: string,
  tenantIndex: number,
  accounts: readonly SalesforceRecord[],
): SalesforceRecord[] {
  const random = createRandom(`${seed}/salesforce/opportunities`);
  return Array.from({ length: Math.ceil(accounts.length / 2) }, (_, index): SalesforceRecord => {
    const account = accounts[index * 2]!;
    return {
      Id: makeRecordId('006', tenantIndex, index + 1),
      Name: `${account.Name} opportunity`,
      AccountId: account.Id ?? null,
      StageName: pick(random, stages),
      Amount: Math.round(random() * 200_000),
      CloseDate: new Date(Date.UTC(2026, 11, 1 + (index % 90))).toISOString().slice(0, 10),
      OwnerId: account.OwnerId ?? null,
    };
  });
}
