// Runs a parsed query over an org's records. Names are taken without regard to case, ids in either length, text compared
// without case, as SOQL does. A dotted name follows one relationship (Owner.Name, Account.Name).

import { toLongId } from './ids.ts';
import type { ObjectType, Organization, SalesforceRecord } from './organization.ts';
import type { Condition, SoqlQuery, SoqlValue } from './soql-parse.ts';
import { SoqlError } from './soql-tokens.ts';

const fieldsOf: Record<ObjectType, readonly string[]> = {
  Account: [
    'Id',
    'Name',
    'Industry',
    'AnnualRevenue',
    'BillingCity',
    'NumberOfEmployees',
    'OwnerId',
    'LastModifiedDate',
    'External_Key__c',
  ],
  User: ['Id', 'Name', 'FirstName', 'LastName', 'Username', 'Email', 'IsActive'],
  Opportunity: ['Id', 'Name', 'AccountId', 'StageName', 'Amount', 'CloseDate', 'OwnerId'],
};
/** External ids, marked unique. */
export const externalIdFields = ['External_Key__c'];
const relationships: Record<ObjectType, Record<string, { readonly key: string; readonly to: ObjectType }>> = {
  Account: { Owner: { key: 'OwnerId', to: 'User' } },
  User: {},
  Opportunity: { Owner: { key: 'OwnerId', to: 'User' }, Account: { key: 'AccountId', to: 'Account' } },
};

type ReadField = (record: SalesforceRecord) => SoqlValue;

export interface SoqlResult {
  readonly object: ObjectType;
  readonly records: readonly SalesforceRecord[];
  /** A record as the answer shows it. */
  project(record: SalesforceRecord): Record<string, unknown>;
}

export function runSoql(organization: Organization, query: SoqlQuery): SoqlResult {
  const object = objectNamed(query.object);
  const column = (name: string): Column => resolveColumn(organization, object, name);
  const passes = query.where ? compile(query.where, column) : () => true;
  const keys = query.orderBy.map((key) => ({ ...key, read: column(key.field).read }));
  const columns = query.fields === 'count' ? [] : query.fields.map(column);

  let records = organization.records[object].filter(passes);
  if (keys.length > 0) records = [...records].sort((one, other) => order(keys, one, other));
  records = records.slice(query.offset, query.limit === null ? undefined : query.offset + query.limit);
  return { object, records, project: (record) => project(object, columns, record) };
}

export function objectNamed(name: string): ObjectType {
  const found = (Object.keys(fieldsOf) as ObjectType[]).find(
    (known) => known.toLowerCase() === name.toLowerCase(),
  );
  if (!found) throw new SoqlError('INVALID_TYPE', `sObject type '${name}' is not supported.`);
  return found;
}

interface Column {
  /** Path in the answer: ['Name'] or ['Owner', 'Name']. */
  readonly path: readonly string[];
  readonly relatedTo: ObjectType | null;
  readonly read: ReadField;
}

export function resolveColumn(organization: Organization, object: ObjectType, name: string): Column {
  const parts = name.split('.');
  const [first = '', second] =
    parts[0]?.toLowerCase() === object.toLowerCase() && parts.length > 1 ? parts.slice(1) : parts;
  if (second === undefined) {
    const field = fieldNamed(object, first);
    return { path: [field], relatedTo: null, read: (record) => record[field] ?? null };
  }
  const [relation, { key, to }] =
    Object.entries(relationships[object]).find(([known]) => known.toLowerCase() === first.toLowerCase()) ??
    noColumn(object, first);
  const field = fieldNamed(to, second);
  const related = new Map(organization.records[to].map((record) => [record.Id, record]));
  return {
    path: [relation, field],
    relatedTo: to,
    read: (record) => related.get(record[key] ?? null)?.[field] ?? null,
  };
}

export function fieldNamed(object: ObjectType, name: string): string {
  return (
    fieldsOf[object].find((field) => field.toLowerCase() === name.toLowerCase()) ?? noColumn(object, name)
  );
}

function noColumn(object: ObjectType, name: string): never {
  throw new SoqlError('INVALID_FIELD', `No such column '${name}' on entity '${object}'.`);
}

function compile(
  condition: Condition,
  column: (name: string) => Column,
): (record: SalesforceRecord) => boolean {
  switch (condition.kind) {
    case 'and': {
      const parts = condition.parts.map((part) => compile(part, column));
      return (record) => parts.every((part) => part(record));
    }
    case 'or': {
      const parts = condition.parts.map((part) => compile(part, column));
      return (record) => parts.some((part) => part(record));
    }
    case 'not': {
      const part = compile(condition.part, column);
      return (record) => !part(record);
    }
    case 'in': {
      const { read } = column(condition.field);
      const wanted = new Set([...condition.values].map(comparable));
      return (record) => wanted.has(comparable(read(record))) !== condition.negated;
    }
    case 'compare':
      return compileComparison(column(condition.field).read, condition.operator, condition.value);
  }
}

function compileComparison(
  read: ReadField,
  operator: string,
  value: SoqlValue,
): (record: SalesforceRecord) => boolean {
  if (operator === 'LIKE') {
    const escaped = String(value)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.');
    const pattern = new RegExp(`^${escaped}$`, 'is');
    return (record) => pattern.test(String(read(record) ?? ''));
  }
  const other = comparable(value);
  if (operator === '=') return (record) => comparable(read(record)) === other;
  if (operator === '!=') return (record) => comparable(read(record)) !== other;
  return (record) => {
    const own = comparable(read(record));
    if (own === null || other === null) return false;
    if (operator === '<') return own < other;
    if (operator === '>') return own > other;
    return operator === '<=' ? own <= other : own >= other;
  };
}

/** Ids are equal only letter by letter; other text without regard to case. */
function comparable(value: SoqlValue): SoqlValue {
  if (typeof value !== 'string') return value;
  if (/^0[0-9A-Za-z]{14}(?:[A-Z0-5]{3})?$/.test(value)) return toLongId(value);
  return value.toLowerCase();
}

function order(
  keys: ReadonlyArray<{ descending: boolean; nullsLast: boolean; read: ReadField }>,
  one: SalesforceRecord,
  other: SalesforceRecord,
): number {
  for (const { read, descending, nullsLast } of keys) {
    const [left, right] = [comparable(read(one)), comparable(read(other))];
    if (left === right) continue;
    if (left === null || right === null) return (left === null) === nullsLast ? 1 : -1;
    return (left < right ? -1 : 1) * (descending ? -1 : 1);
  }
  return 0;
}

function project(
  object: ObjectType,
  columns: readonly Column[],
  record: SalesforceRecord,
): Record<string, unknown> {
  const shown: Record<string, unknown> = { attributes: attributesOf(object, record) };
  for (const { path, relatedTo, read } of columns) {
    const [first, second] = path as [string, string?];
    if (second === undefined || relatedTo === null) {
      shown[first] = read(record);
      continue;
    }
    shown[first] ??= { attributes: { type: relatedTo } };
    const nested = shown[first] as Record<string, unknown>;
    nested[second] = read(record);
  }
  return shown;
}

export const attributesOf = (
  object: ObjectType,
  record: SalesforceRecord,
): { type: string; url: string } => ({
  type: object,
  url: `/services/data/v62.0/sobjects/${object}/${String(record.Id)}`,
});
