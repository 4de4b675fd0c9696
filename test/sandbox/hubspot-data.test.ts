// HubSpot's CRM API in the sandbox: search, list, errors (providers page, sections 2.4 and 2.5).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { get, type Minted, mint, sendJson } from './requests.ts';

let sandbox: Sandbox;
let minted: Minted;
const deals = () => `${sandbox.origins.hubspot}/crm/v3/objects/deals`;
const search = (body: unknown, token = minted.access, url = `${deals()}/search`) =>
  sendJson('POST', url, token, body);
const where = (propertyName: string, operator: string, rest: Record<string, unknown> = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...rest }] }],
});

beforeAll(async () => {
  sandbox = await startSandbox({
    world: { tenants: [{ id: 'acme', deals: 450, accounts: 100, unmatched: 5 }] },
  });
  minted = await mint(sandbox, 'hubspot');
});
afterAll(() => sandbox.stop());

describe('search', () => {
  it('pages through everything by numeric offset with a steady total', async () => {
    const ids: string[] = [];
    let after: string | undefined = '0';
    const pages = [];
    while (after !== undefined) {
      const { body } = await search({ limit: 200, after, properties: ['dealname', 'salesforce_account_id'] });
      pages.push(body.total);
      ids.push(...body.results.map((deal: { id: string }) => deal.id));
      after = body.paging?.next.after;
    }

    expect(pages).toEqual([450, 450, 450]);
    expect(new Set(ids).size).toBe(450);
    expect(ids).toEqual([...ids].sort((one, other) => Number(one) - Number(other)));
  });

  it('shows the properties asked for as strings, and leaves out those nobody defined', async () => {
    const { body } = await search({
      limit: 1,
      properties: ['amount', 'salesforce_account_id', 'no_such_property'],
    });

    const [deal] = body.results;
    expect(Object.keys(deal.properties).sort()).toEqual([
      'amount',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
      'salesforce_account_id',
    ]);
    expect(deal.properties.amount).toMatch(/^\d+\.\d\d$/);
    expect(deal.properties.salesforce_account_id).toMatch(/^001\w{15}$/);
    expect(deal).toMatchObject({ id: deal.properties.hs_object_id, archived: false });
  });

  it('walks by id with hs_object_id GT and an ascending sort', async () => {
    const all = (await search({ limit: 200 })).body.results;
    const { body } = await search({
      ...where('hs_object_id', 'GT', { value: all[99].id }),
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      limit: 3,
    });

    expect(body.total).toBe(350);
    expect(body.results.map((deal: { id: string }) => deal.id)).toEqual([
      all[100].id,
      all[101].id,
      all[102].id,
    ]);
  });

  it('sorts downwards by amount as a number', async () => {
    const { body } = await search({
      sorts: [{ propertyName: 'amount', direction: 'DESCENDING' }],
      limit: 200,
    });

    const amounts = body.results.map((deal: { properties: { amount: string } }) =>
      Number(deal.properties.amount),
    );
    expect(amounts).toEqual([...amounts].sort((one, other) => other - one));
  });

  it.each([
    ['EQ', { value: 'closedwon' }, (stage: string) => stage === 'closedwon'],
    ['NEQ', { value: 'closedwon' }, (stage: string) => stage !== 'closedwon'],
    [
      'IN',
      { values: ['closedwon', 'contractsent'] },
      (stage: string) => /closedwon|contractsent/.test(stage),
    ],
    ['NOT_IN', { values: ['closedwon'] }, (stage: string) => stage !== 'closedwon'],
    ['HAS_PROPERTY', {}, () => true],
    ['NOT_HAS_PROPERTY', {}, () => false],
  ])('filters with %s as the API says', async (operator, rest, expected) => {
    const everything = [];
    for (const after of ['0', '200', '400'])
      everything.push(...(await search({ limit: 200, after })).body.results);
    const wanted = everything.filter((deal) => expected(deal.properties.dealstage)).length;

    const { body } = await search({ ...where('dealstage', operator, rest), limit: 1 });

    expect(body.total).toBe(wanted);
  });

  it('bounds an instant with BETWEEN, LT, LTE and GTE, in ISO form or in milliseconds', async () => {
    const { results } = (await search({ limit: 200 })).body;
    const at = (index: number): string => results[index].properties.createdate;
    const count = async (operator: string, rest: Record<string, unknown>) =>
      (await search({ ...where('createdate', operator, rest), limit: 1 })).body.total;

    expect(await count('BETWEEN', { value: at(10), highValue: String(Date.parse(at(19))) })).toBe(10);
    expect(await count('LT', { value: at(10) })).toBe(10);
    expect(await count('LTE', { value: at(10) })).toBe(11);
    expect(await count('GTE', { value: at(10) })).toBe(440);
  });

  it('joins filters with AND and groups with OR', async () => {
    const { results } = (await search({ limit: 3 })).body;
    const byId = (index: number) => ({
      propertyName: 'hs_object_id',
      operator: 'EQ',
      value: results[index].id,
    });

    const both = await search({ filterGroups: [{ filters: [byId(0), byId(1)] }] });
    const either = await search({ filterGroups: [{ filters: [byId(0)] }, { filters: [byId(1)] }] });

    expect(both.body.total).toBe(0);
    expect(either.body.total).toBe(2);
  });

  it('finds words of a name with CONTAINS_TOKEN and with query', async () => {
    const { results } = (await search({ limit: 1 })).body;
    const word = results[0].properties.dealname.split(' ')[0];

    const byToken = await search({
      ...where('dealname', 'CONTAINS_TOKEN', { value: `${word.slice(0, 3)}*` }),
    });
    const byQuery = await search({ query: word });

    expect(byToken.body.total).toBeGreaterThan(0);
    expect(byQuery.body.total).toBeGreaterThan(0);
    expect(byQuery.body.total).toBeLessThan(450);
  });

  it('refuses more than 200 a page, six groups, or an operator it does not have', async () => {
    const filters = [{ propertyName: 'amount', operator: 'GT', value: '1' }];

    const tooLong = await search({ limit: 201 });
    const tooMany = await search({ filterGroups: Array.from({ length: 6 }, () => ({ filters })) });
    const unknown = await search(where('amount', 'ROUGHLY', { value: '1' }));

    for (const { status, body } of [tooLong, tooMany, unknown]) {
      expect(status).toBe(400);
      expect(body).toMatchObject({ status: 'error', category: 'VALIDATION_ERROR' });
    }
  });

  it.each([
    '/crm/v3/objects/0-3/search',
    '/crm/objects/2026-03/0-3/search',
    '/crm/objects/2026-03/deals/search',
  ])('answers at %s too', async (path) => {
    const { body } = await search({ limit: 1 }, minted.access, `${sandbox.origins.hubspot}${path}`);

    expect(body.total).toBe(450);
  });

  it('serves nothing past the wall', async () => {
    await sandbox.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { searchWall: 400 } });

    const last = await search({ limit: 200, after: '200' });
    const beyond = await search({ limit: 200, after: '400' });
    await sandbox.control.clearKnobs({ scope: { provider: 'hubspot' } });

    expect(last.status).toBe(200);
    expect(last.body.paging.next.after).toBe('400');
    expect([beyond.status, beyond.body.status]).toEqual([400, 'error']);
  });

  it('does not see a fresh write before its lag is over, while the list does', async () => {
    const scope = { provider: 'hubspot' };
    await sandbox.control.setKnobs({ scope, knobs: { searchLagSeconds: 3600 } });
    const created = await sendJson('POST', deals(), minted.access, {
      properties: { dealname: 'Late entry', amount: '5' },
    });
    const changed = await sendJson(
      'PATCH',
      `${deals()}/${(await search({ limit: 1 })).body.results[0].id}`,
      minted.access,
      {
        properties: { dealname: 'Renamed' },
      },
    );
    await sandbox.control.clearKnobs({ scope });

    const { body } = await search({ limit: 1 });

    expect(created.status).toBe(201);
    expect(body.total).toBe(450);
    expect(body.results[0].properties.dealname).not.toBe('Renamed');
    expect((await get(`${deals()}/${created.body.id}`, minted.access)).body.properties.dealname).toBe(
      'Late entry',
    );
    expect((await get(`${deals()}/${changed.body.id}`, minted.access)).body.properties.dealname).toBe(
      'Renamed',
    );
  });

  it('sees deals added by the control at once when there is no lag', async () => {
    const before = (await search({ limit: 1 })).body.total;

    const { ids } = await sandbox.control.addDeals({ tenant: 'acme', count: 3 });

    expect(ids).toHaveLength(3);
    expect((await search({ limit: 1 })).body.total).toBe(before + 3);
  });
});

describe('the list', () => {
  it('pages by a cursor, at most 100, without a total', async () => {
    const first = await get(`${deals()}?limit=100&properties=dealname,amount`, minted.access);
    const second = await get(`${deals()}?limit=100&after=${first.body.paging.next.after}`, minted.access);
    const tooLong = await get(`${deals()}?limit=101`, minted.access);

    expect(first.body.results).toHaveLength(100);
    expect(first.body.total).toBeUndefined();
    expect(second.body.results[0].id).toBe(first.body.paging.next.after);
    expect(tooLong.status).toBe(400);
  });

  it('ends without paging', async () => {
    const expected = (await sandbox.control.expectedReport({ tenant: 'acme' })).deals;
    let count = 0;
    let after = '';
    do {
      const { body } = await get(`${deals()}?limit=100${after && `&after=${after}`}`, minted.access);
      count += body.results.length;
      after = body.paging?.next.after ?? '';
    } while (after !== '');

    expect(count).toBe(expected);
  });

  it('carries the limit headers that search answers lack', async () => {
    const list = await get(`${deals()}?limit=1`, minted.access);
    const found = await search({ limit: 1 });

    expect(list.headers.get('x-hubspot-ratelimit-max')).toBe('110');
    expect(found.headers.get('x-hubspot-ratelimit-max')).toBeNull();
    expect(list.headers.get('x-hubspot-ratelimit-daily')).toBeNull();
  });
});

describe('errors', () => {
  it('of an expired token tell its age and when it expired', async () => {
    const other = await mint(sandbox, 'hubspot');
    await sandbox.control.expireAccessTokens({ grant: other.grant });

    const { status, body } = await get(`${deals()}?limit=1`, other.access);

    expect(status).toBe(401);
    expect(body).toMatchObject({
      status: 'error',
      category: 'EXPIRED_AUTHENTICATION',
      message: 'The OAuth token used to make this call expired 0 second(s) ago.',
    });
    expect(Date.parse(body.context['expire time'][0])).toBeLessThanOrEqual(Date.now());
    expect(body.correlationId).toBeDefined();
  });

  it.each([undefined, 'garbage'])(
    'of no token or an unknown one (%s) say that credentials were not found',
    async (token) => {
      const { status, body } = await get(`${deals()}?limit=1`, token);

      expect([status, body.category]).toEqual([401, 'INVALID_AUTHENTICATION']);
      expect(body.message).toMatch(/^Authentication credentials not found/);
    },
  );

  it('of a missing scope name the scopes that would do', async () => {
    const other = await mint(sandbox, 'hubspot', { scopes: ['oauth'] });

    const { status, body } = await search({ limit: 1 }, other.access);

    expect([status, body.category]).toEqual([403, 'MISSING_SCOPES']);
    expect(body.errors[0].context.requiredGranularScopes).toEqual(['crm.objects.deals.read']);
  });

  it('of the search limit and of the burst limit are told apart by policy', async () => {
    const scope = { grant: minted.grant };
    await sandbox.control.setKnobs({ scope, knobs: { callsPerSecond: 0.001 } });

    const found = await search({ limit: 1 });
    const list = await get(`${deals()}?limit=1`, minted.access);
    await sandbox.control.clearKnobs({ scope });

    expect([found.status, list.status]).toEqual([429, 429]);
    expect(found.body).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'SECONDLY' });
    expect(list.body).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' });
    expect(found.headers.get('retry-after')).toBeNull();
  });

  it('of an unknown deal are 404', async () => {
    expect((await get(`${deals()}/1`, minted.access)).status).toBe(404);
  });
});

it('tells the portal to any live token', async () => {
  const { body } = await get(`${sandbox.origins.hubspot}/account-info/v3/details`, minted.access);

  expect(body.portalId).toBe(sandbox.tenants[0]!.hubId);
});
