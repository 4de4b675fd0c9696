// Writes of many rows by a key of their own, at HubSpot and Salesforce: made once, changed afterwards, and a bad row among
// good ones is told in an answer that looks like success.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { get, mint, sendJson } from './requests.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ knobs: [{ knobs: { approvalsPerUser: null } }] });
});
afterAll(() => sandbox.stop());

describe('HubSpot’s batch upsert', () => {
  const upsert = async (inputs: unknown[], scopes?: string[]) => {
    const { access } = await mint(sandbox, 'hubspot', scopes ? { scopes } : {});
    return sendJson('POST', `${sandbox.origins.hubspot}/crm/v3/objects/deals/batch/upsert`, access, {
      inputs,
    });
  };
  const input = (id: string, properties: Record<string, string>, objectWriteTraceId?: string) => ({
    idProperty: 'external_key',
    id,
    properties,
    objectWriteTraceId,
  });

  it('makes a deal and changes it the second time', async () => {
    const first = await upsert([input('u-1', { dealname: 'One' })]);
    const second = await upsert([input('u-1', { dealname: 'One again' })]);

    expect(first).toMatchObject({ status: 200, body: { status: 'COMPLETE', results: [{ new: true }] } });
    expect(second.body.results[0]).toMatchObject({
      id: first.body.results[0].id,
      new: false,
      properties: { dealname: 'One again', external_key: 'u-1' },
    });
  });

  it('answers 207 with the bad rows where each input has a trace id of its own', async () => {
    const { status, body } = await upsert([
      input('u-2', { amount: '12.50' }, 'a'),
      input('u-3', { amount: 'much' }, 'b'),
      input('u-4', { no_such_property: 'x' }, 'c'),
    ]);
    expect(status).toBe(207);
    expect(body).toMatchObject({ numErrors: 2, results: [{ objectWriteTraceId: 'a', new: true }] });
    expect(body.errors.map((one: { context: unknown }) => one.context)).toEqual([
      { objectWriteTraceId: ['b'] },
      { objectWriteTraceId: ['c'] },
    ]);
  });

  it('refuses the whole batch for one bad row without trace ids', async () => {
    const { status } = await upsert([input('u-5', { amount: '1' }), input('u-6', { amount: 'much' })]);
    expect(status).toBe(400);
    expect((await upsert([input('u-5', {})])).body.results[0].new).toBe(true);
  });

  it.each([
    ['a property that is not unique', [{ idProperty: 'dealname', id: 'x', properties: {} }]],
    ['the same id twice', [input('u-7', {}), input('u-7', {})]],
    ['101 inputs', Array.from({ length: 101 }, (_, index) => input(`many-${index}`, {}))],
    ['no inputs', []],
  ])('refuses %s', async (_, inputs) => {
    expect(await upsert(inputs)).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
  });

  it('takes the scope to write', async () => {
    expect((await upsert([input('u-8', {})], ['oauth', 'crm.objects.deals.read'])).status).toBe(403);
  });
});

describe('Salesforce’s collection upsert', () => {
  const upsert = async (records: unknown[], more: { field?: string; allOrNone?: boolean } = {}) => {
    const { access, instanceUrl } = await mint(sandbox, 'salesforce');
    const url = `${instanceUrl}/services/data/v62.0/composite/sobjects/Account/${more.field ?? 'External_Key__c'}`;
    return sendJson('PATCH', url, access, { allOrNone: more.allOrNone ?? false, records });
  };
  const record = (key: string, fields: Record<string, unknown>) => ({
    attributes: { type: 'Account' },
    External_Key__c: key,
    ...fields,
  });
  const nameOf = async (key: string) => {
    const { access, instanceUrl } = await mint(sandbox, 'salesforce');
    const soql = encodeURIComponent(`SELECT Name FROM Account WHERE External_Key__c = '${key}'`);
    const { body } = await get(`${instanceUrl}/services/data/v62.0/query?q=${soql}`, access);
    return body.records.map((found: { Name: string }) => found.Name);
  };

  it('makes a record and changes it the second time', async () => {
    const first = await upsert([record('u-1', { Name: 'One Ltd' })]);
    const second = await upsert([record('u-1', { Name: 'One again Ltd' })]);
    expect(first.body).toEqual([
      { id: expect.stringMatching(/^001/), success: true, errors: [], created: true },
    ]);
    expect(second.body).toEqual([{ ...first.body[0], created: false }]);
    expect(await nameOf('u-1')).toEqual(['One again Ltd']);
  });

  it('answers 200 although every row failed, each with its reason, in order', async () => {
    const { status, body } = await upsert([
      record('u-2', {}),
      record('u-3', { Name: 'x'.repeat(256) }),
      record('u-4', { Name: 'Four', Nothing__c: 1 }),
      record('u-5', { Name: 'Five', Id: '001000000000001' }),
      record('', { Name: 'Six' }),
      record('u-7', { Name: 'Seven', AnnualRevenue: 'much' }),
    ]);
    expect(status).toBe(200);
    expect(
      body.map((one: { success: boolean; errors: { statusCode: string }[] }) => one.errors[0]!.statusCode),
    ).toEqual([
      'REQUIRED_FIELD_MISSING',
      'STRING_TOO_LONG',
      'INVALID_FIELD',
      'INVALID_FIELD',
      'MISSING_ARGUMENT',
      'INVALID_TYPE_ON_FIELD_IN_RECORD',
    ]);
    expect(await nameOf('u-4')).toEqual([]);
  });

  it('writes none where it must be all or none', async () => {
    const { body } = await upsert([record('u-8', { Name: 'Eight' }), record('u-9', {})], { allOrNone: true });
    expect(body[0].errors[0].statusCode).toBe('ALL_OR_NONE_OPERATION_ROLLED_BACK');
    expect(await nameOf('u-8')).toEqual([]);
  });

  it.each([
    ['more than 200 records', Array.from({ length: 201 }, (_, index) => record(`many-${index}`, {})), {}],
    ['a field that is no external id', [record('u-1', {})], { field: 'Name' }],
    ['Id for an external id', [record('u-1', {})], { field: 'Id' }],
    ['no records', [], {}],
  ])('refuses %s', async (_, records, more) => {
    expect((await upsert(records, more)).status).toBe(400);
  });
});
