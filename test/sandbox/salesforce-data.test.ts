// Salesforce's REST API in the sandbox: SOQL, pages, records, errors (providers page, sections 3.4 and 3.5).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { get, type Minted, mint, send, sendJson } from './requests.ts';

let sandbox: Sandbox;
let minted: Minted;
const base = () => `${minted.instanceUrl}/services/data/v62.0`;
const query = (soql: string, headers: Record<string, string> = {}) =>
  send(`${base()}/query?q=${encodeURIComponent(soql)}`, {
    headers: { authorization: `Bearer ${minted.access}`, ...headers },
  });
const names = async (soql: string): Promise<string[]> =>
  (await query(soql)).body.records.map((record: { Name: string }) => record.Name);

beforeAll(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', deals: 20, accounts: 4_500 }] } });
  minted = await mint(sandbox, 'salesforce');
});
afterAll(() => sandbox.stop());

describe('queries', () => {
  it('answer with attributes, 18-character ids and a total', async () => {
    const { body } = await query(
      'SELECT Id, Name, Industry, AnnualRevenue, BillingCity, OwnerId FROM Account LIMIT 2',
    );

    expect(body).toMatchObject({ totalSize: 2, done: true });
    const [account] = body.records;
    expect(account.attributes).toEqual({
      type: 'Account',
      url: `/services/data/v62.0/sobjects/Account/${account.Id}`,
    });
    expect(account.Id).toMatch(/^001\w{15}$/);
    expect(account.OwnerId).toMatch(/^005\w{15}$/);
    expect(typeof account.AnnualRevenue).toBe('number');
  });

  it('page at 2,000 and follow nextRecordsUrl to the end', async () => {
    const ids = new Set<string>();
    const sizes: number[] = [];
    let { body } = await query('SELECT Id FROM Account');
    expect(body.nextRecordsUrl).toMatch(/^\/services\/data\/v62\.0\/query\/01g\w+-2000$/);
    for (;;) {
      sizes.push(body.records.length);
      for (const record of body.records) ids.add(record.Id);
      expect(body.totalSize).toBe(4_500);
      if (body.done) break;
      body = (await get(`${minted.instanceUrl}${body.nextRecordsUrl}`, minted.access)).body;
    }

    expect(sizes).toEqual([2_000, 2_000, 500]);
    expect(ids.size).toBe(4_500);
  });

  it.each([
    ['batchSize=200', 200],
    ['batchSize=50', 200],
    ['batchSize=9999', 2_000],
  ])('take %s as a wish and give %i', async (wish, size) => {
    const { body } = await query('SELECT Id FROM Account', { 'sforce-query-options': wish });

    expect(body.records).toHaveLength(size);
  });

  it('count without records', async () => {
    const { body } = await query('SELECT COUNT() FROM Account');

    expect(body).toEqual({ totalSize: 4_500, done: true, records: [] });
  });

  it('take ids of 15 and of 18 characters, and find nothing for one nobody has', async () => {
    const { records } = (await query('SELECT Id FROM Account LIMIT 3')).body;
    const [one, other] = records.map((record: { Id: string }) => record.Id);
    const missing = '0015e0000FFFFFFAA3';

    const { body } = await query(
      `SELECT Id FROM Account WHERE Id IN ('${one}', '${other.slice(0, 15)}', '${missing}')`,
    );

    expect(body.records.map((record: { Id: string }) => record.Id)).toEqual([one, other]);
  });

  it('order, limit and offset', async () => {
    const upwards = await names('SELECT Name FROM Account ORDER BY Name ASC, Id DESC LIMIT 5');
    const shifted = await names('select Name from account order by Name, Id desc limit 4 offset 1');
    const downwards = await query(
      'SELECT AnnualRevenue FROM Account ORDER BY AnnualRevenue DESC NULLS LAST LIMIT 50',
    );

    expect(upwards).toEqual([...upwards].sort());
    expect(shifted).toEqual(upwards.slice(1));
    const revenues = downwards.body.records.map((record: { AnnualRevenue: number }) => record.AnnualRevenue);
    expect(revenues).toEqual([...revenues].sort((one, other) => other - one));
  });

  it.each([
    "AnnualRevenue > 80000000 AND (BillingCity = 'Cork' OR BillingCity = 'lyon')",
    "AnnualRevenue >= 80000001 AND BillingCity IN ('Cork', 'Lyon')",
    "NOT (AnnualRevenue <= 80000000) AND NOT (BillingCity NOT IN ('Cork', 'Lyon'))",
  ])('combine conditions: %s', async (condition) => {
    const all = [];
    let { body } = await query('SELECT AnnualRevenue, BillingCity FROM Account');
    for (;;) {
      all.push(...body.records);
      if (body.done) break;
      body = (await get(`${minted.instanceUrl}${body.nextRecordsUrl}`, minted.access)).body;
    }
    const wanted = all.filter(
      (account) => account.AnnualRevenue > 80_000_000 && ['Cork', 'Lyon'].includes(account.BillingCity),
    );

    const counted = await query(`SELECT COUNT() FROM Account WHERE ${condition}`);

    expect(wanted.length).toBeGreaterThan(0);
    expect(counted.body.totalSize).toBe(wanted.length);
  });

  it('match text with LIKE, != and escapes', async () => {
    const amber = await names("SELECT Name FROM Account WHERE Name LIKE 'amber%foods' LIMIT 20");

    expect(amber.length).toBeGreaterThan(0);
    for (const name of amber) expect(name).toMatch(/^Amber.*Foods$/);
    expect(await names("SELECT Name FROM Account WHERE Name = 'O\\'Brien'")).toEqual([]);
    expect(
      (await query("SELECT COUNT() FROM Account WHERE BillingCity != 'Cork' AND BillingCity <> null")).body
        .totalSize,
    ).toBeGreaterThan(0);
  });

  it('follow a relationship to its name', async () => {
    const { body } = await query('SELECT Name, Owner.Name, Owner.Email FROM Account LIMIT 1');
    const opportunities = await query(
      'SELECT Id, Account.Name FROM Opportunity WHERE CloseDate > 2026-12-02 LIMIT 1',
    );

    expect(body.records[0].Owner).toEqual({
      attributes: { type: 'User' },
      Name: 'Dana Rivera',
      Email: 'dana.rivera@acme.example',
    });
    expect(opportunities.body.records[0].Account.Name).toBeTypeOf('string');
  });

  it.each([
    ['SELECT Id FROM Account WHERE', 'MALFORMED_QUERY'],
    ['SELECT FROM Account', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Account GROUP BY Id', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Account WHERE Name = #', 'MALFORMED_QUERY'],
    ['SELECT Nickname FROM Account', 'INVALID_FIELD'],
    ['SELECT Id FROM Account WHERE Boss.Name = null', 'INVALID_FIELD'],
    ['SELECT Id FROM Widget__c', 'INVALID_TYPE'],
    ['', 'MALFORMED_QUERY'],
  ])('that are wrong are refused in an array: %s', async (soql, errorCode) => {
    const { status, body } = await query(soql);

    expect(status).toBe(400);
    expect(body).toHaveLength(1);
    expect(body[0].errorCode).toBe(errorCode);
  });

  it('longer than an address may be are refused with 414', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `'0015e00000${String(index).padStart(5, '0')}'`);

    expect((await query(`SELECT Id FROM Account WHERE Id IN (${ids.join(',')})`)).status).toBe(414);
  });
});

describe('query locators', () => {
  const invalid = [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }];

  it('die after a while', async () => {
    const { nextRecordsUrl } = (await query('SELECT Id FROM Account')).body;
    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { cursorLifetimeSeconds: 0 } });

    const late = await get(`${minted.instanceUrl}${nextRecordsUrl}`, minted.access);
    await sandbox.control.clearKnobs({ scope: { grant: minted.grant } });

    expect([late.status, late.body]).toEqual([400, invalid]);
  });

  it('belong to the user who opened them', async () => {
    const { nextRecordsUrl } = (await query('SELECT Id FROM Account')).body;
    const other = await mint(sandbox, 'salesforce', { user: 'robin.sandberg@acme.example' });

    expect((await get(`${minted.instanceUrl}${nextRecordsUrl}`, other.access)).body).toEqual(invalid);
    expect((await get(`${minted.instanceUrl}${nextRecordsUrl}`, minted.access)).status).toBe(200);
  });

  it('give way when a user has more than ten open', async () => {
    const { nextRecordsUrl } = (await query('SELECT Id FROM Account')).body;
    for (let index = 0; index < 10; index += 1) await query('SELECT Id FROM Account');

    expect((await get(`${minted.instanceUrl}${nextRecordsUrl}`, minted.access)).body).toEqual(invalid);
  });
});

describe('other resources', () => {
  it('list the versions without a session', async () => {
    const { status, body } = await get(`${minted.instanceUrl}/services/data/`);

    expect(status).toBe(200);
    expect(body.map(({ version }: { version: string }) => version)).toContain('62.0');
  });

  it('tell the limits in body and header', async () => {
    const { body, headers } = await get(`${base()}/limits`, minted.access);

    expect(body.DailyApiRequests.Max).toBe(100_000);
    expect(headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/100000$/);
    const used = Number(/=(\d+)/.exec(headers.get('sforce-limit-info')!)![1]);
    expect(body.DailyApiRequests.Remaining).toBe(100_000 - used);
  });

  it('read one record and many, in the order asked for, with null for the missing', async () => {
    const { records } = (await query('SELECT Id, Name FROM Account LIMIT 2')).body;
    const one = await get(`${base()}/sobjects/Account/${records[0].Id}?fields=Name`, minted.access);
    const many = await sendJson('POST', `${base()}/composite/sobjects/Account`, minted.access, {
      ids: [records[1].Id, '0015e00000zzzzzAAA', records[0].Id],
      fields: ['Id', 'Name'],
    });
    const none = await get(`${base()}/sobjects/Account/0015e00000zzzzz`, minted.access);

    expect(one.body.Name).toBe(records[0].Name);
    expect(many.body.map((record: { Name: string } | null) => record?.Name ?? null)).toEqual([
      records[1].Name,
      null,
      records[0].Name,
    ]);
    expect([none.status, none.body[0].errorCode]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('sessions that are not good', () => {
  it('are all INVALID_SESSION_ID, expired and unknown alike', async () => {
    const other = await mint(sandbox, 'salesforce');
    await sandbox.control.expireAccessTokens({ grant: other.grant });

    for (const token of [other.access, 'garbage', undefined]) {
      const { status, body } = await get(`${base()}/limits`, token);
      expect(status).toBe(401);
      expect(body).toEqual([{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]);
    }
  });

  it('of a grant without the api scope say that REST is not for them', async () => {
    const other = await mint(sandbox, 'salesforce', { scopes: ['id', 'refresh_token'] });

    const { status, body } = await get(`${base()}/limits`, other.access);

    expect([status, body[0].message]).toEqual([401, 'This session is not valid for use with the REST API']);
  });

  it('meet the org-wide limit as 403 REQUEST_LIMIT_EXCEEDED', async () => {
    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { callsPerSecond: 0.001 } });

    const { status, body } = await get(`${base()}/limits`, minted.access);
    await sandbox.control.clearKnobs({ scope: { grant: minted.grant } });

    expect([status, body[0].errorCode]).toEqual([403, 'REQUEST_LIMIT_EXCEEDED']);
  });
});
