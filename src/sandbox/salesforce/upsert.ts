// Many records at once by an external id. Read 2026-11-24: REST API guide, "Upsert Multiple Records with Fewer Round-Trips" (sObject
// Collections): at most 200 of one type, answered in order, 200 even if every one failed; `Id` identifies nothing here. The
// sandbox's accounts have one external id field, `External_Key__c`.

import { z } from 'zod';
import type { DataCall } from '../data-call.ts';
import { type Answer, answerJson } from '../http/answer.ts';
import { readJsonObject } from '../http/request.ts';
import { apiErrors } from './errors.ts';
import { type SalesforceRecord, userIdOf } from './organization.ts';
import { externalIdFields, fieldNamed, objectNamed } from './soql-run.ts';
import { SoqlError } from './soql-tokens.ts';

const LARGEST_COLLECTION = 200;
const LONGEST_NAME = 255;

const collectionSchema = z.object({
  allOrNone: z.boolean().default(false),
  records: z.array(z.looseObject({ attributes: z.object({ type: z.string() }) })).min(1),
});

interface RowError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}
type Wish = { readonly key: string; readonly fields: Record<string, string | number | boolean | null> };

const rowError = (statusCode: string, message: string, ...fields: string[]): RowError => ({
  statusCode,
  message,
  fields,
});
const refusedRow = (error: RowError) => ({ success: false, errors: [error] });

export function upsertRecords(call: DataCall): Answer {
  const object = objectNamed(call.parameters.object!);
  const external = externalIdFields.find(
    (field) => field.toLowerCase() === call.parameters.field!.toLowerCase(),
  );
  if (object !== 'Account' || external === undefined) {
    return apiErrors(400, 'INVALID_FIELD', 'Provided external ID field does not exist or is not accessible');
  }
  const parsed = collectionSchema.safeParse(readJsonObject(call.request));
  if (!parsed.success)
    return apiErrors(400, 'JSON_PARSER_ERROR', 'records must be a list of objects with attributes');
  const { allOrNone, records } = parsed.data;
  if (records.length > LARGEST_COLLECTION) {
    return apiErrors(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${LARGEST_COLLECTION} records into this call`,
    );
  }
  const wishes = records.map((record) => readWish(record, external));
  const judged = wishes.map((wish) =>
    'statusCode' in wish ? wish : (findProblem(wish, !findExisting(call, external, wish)) ?? wish),
  );
  if (allOrNone && judged.some((one) => 'statusCode' in one)) {
    const rolledBack = rowError(
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'Record rolled back because not all records were valid',
    );
    return answerJson(
      200,
      judged.map((one) => refusedRow('statusCode' in one ? one : rolledBack)),
    );
  }
  return answerJson(
    200,
    judged.map((one) => ('statusCode' in one ? refusedRow(one) : write(call, external, one))),
  );
}

function readWish(record: Record<string, unknown>, external: string): Wish | RowError {
  const { attributes: _, ...given } = record;
  const fields: Wish['fields'] = {};
  for (const [name, value] of Object.entries(given)) {
    if (name.toLowerCase() === 'id')
      return rowError('INVALID_FIELD', 'The Id field should not be specified in the sobject data.', 'Id');
    let field: string;
    try {
      field = fieldNamed('Account', name);
    } catch (error) {
      if (!(error instanceof SoqlError)) throw error;
      return rowError('INVALID_FIELD', error.message, name);
    }
    fields[field] = value as string | number | boolean | null;
  }
  const key = fields[external];
  if (typeof key !== 'string' || key === '') {
    return rowError('MISSING_ARGUMENT', `${external} not specified`, external);
  }
  return { key, fields };
}

function findProblem({ fields }: Wish, isNew: boolean): RowError | null {
  const { Name, AnnualRevenue } = fields;
  if (isNew && !Name)
    return rowError('REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]', 'Name');
  if (typeof Name === 'string' && Name.length > LONGEST_NAME) {
    return rowError(
      'STRING_TOO_LONG',
      `Account Name: data value too large (max length=${LONGEST_NAME})`,
      'Name',
    );
  }
  if (typeof AnnualRevenue === 'string' && Number.isNaN(Number(AnnualRevenue))) {
    return rowError(
      'INVALID_TYPE_ON_FIELD_IN_RECORD',
      'Annual Revenue: value not of required type',
      'AnnualRevenue',
    );
  }
  return null;
}

function write(call: DataCall, external: string, wish: Wish): Record<string, unknown> {
  const { organization } = call.tenant;
  const before = findExisting(call, external, wish);
  const record: SalesforceRecord = {
    ...(before ?? { Id: organization.newAccountId(), OwnerId: userIdOf(call.person) }),
    ...wish.fields,
    LastModifiedDate: new Date().toISOString().replace('Z', '+0000'),
  };
  organization.saveAccount(record);
  return { id: record.Id, success: true, errors: [], created: !before };
}

const findExisting = (call: DataCall, external: string, { key }: Wish): SalesforceRecord | undefined =>
  call.tenant.organization.records.Account.find((record) => record[external] === key);
