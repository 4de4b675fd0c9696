// Which limits a request falls under, who shares them, and where they are counted. No server.
import { describe, expect, it } from 'vitest';
import {
  appliesTo,
  bookOf,
  type LimitedRequest,
  type LimitSharer,
  limitsUnder,
  pace,
  pacedLimit,
  type RequestLimit,
} from '../../src/domain/request-limit.ts';

const request = (more: Partial<LimitedRequest> = {}): LimitedRequest => ({
  app: 'hubspot',
  tenant: 'acme',
  account: 'acct_1',
  subject: '77',
  organization: '4711',
  method: 'GET',
  path: '/crm/v3/objects/deals',
  ...more,
});
const limit = (sharedBy: LimitSharer, more: Partial<RequestLimit> = {}): RequestLimit => ({
  id: sharedBy,
  requests: 100,
  perSeconds: 10,
  sharedBy,
  ...more,
});

describe('a limit', () => {
  it.each([
    ['every request', {}, true],
    ['a method of its list', { methods: ['GET', 'HEAD'] }, true],
    ['not another method', { methods: ['POST'] }, false],
    ['a path that begins so', { paths: ['/crm/'] }, true],
    ['a part of a path left open', { paths: ['/crm/v3/objects/*'] }, true],
    ['not what has one part more or less in between', { paths: ['/crm/*/deals'] }, false],
    ['nothing that looks like its path to a pattern only', { paths: ['/crm.v3'] }, false],
    ['not a path that has it in the middle', { paths: ['/objects'] }, false],
  ] as const)('applies to %s', (_, more, expected) => {
    expect(appliesTo(limit('app', more), request())).toBe(expected);
  });

  it('is counted for all tenants, for one organization, for one tenant, for one person', () => {
    const keysOf = (sharedBy: LimitSharer) =>
      [
        request(),
        request({ tenant: 'globex' }),
        request({ organization: '4712' }),
        request({ subject: '78' }),
      ].map((one) => pacedLimit(limit(sharedBy), one).key);
    const groupsOf = (keys: readonly string[]) => keys.map((key) => keys.indexOf(key));
    expect(groupsOf(keysOf('app'))).toEqual([0, 0, 0, 0]);
    expect(groupsOf(keysOf('organization'))).toEqual([0, 0, 2, 0]);
    expect(groupsOf(keysOf('tenant'))).toEqual([0, 1, 0, 0]);
    expect(groupsOf(keysOf('account'))).toEqual([0, 0, 0, 3]);
  });

  it('is an account’s own where the provider does not say whose it is, and never another tenant’s', () => {
    const unknown = { subject: null, organization: null };
    const keys = [request(unknown), request({ ...unknown, tenant: 'globex' })].flatMap((one) =>
      (['organization', 'account'] as const).map((sharedBy) => pacedLimit(limit(sharedBy), one).key),
    );
    expect(new Set(keys).size).toBe(4);
  });

  it('gives a tenth at once, or what it says, and never more than there is', () => {
    expect(pace(limit('app')).burst).toBe(10);
    expect(pace(limit('app', { burst: 40 })).burst).toBe(40);
    expect(pace(limit('app', { requests: 3, burst: 40 })).burst).toBe(3);
    expect(pace(limit('app', { requests: 1 })).everyMs).toBeGreaterThan(10_000);
  });
});

describe('the limits of a request', () => {
  it('stand widest first, for that is where tenants take turns', () => {
    const limits = [limit('account'), limit('tenant'), limit('app'), limit('organization')];
    expect(limitsUnder(limits, request()).map(({ id }) => id)).toEqual([
      'app',
      'organization',
      'tenant',
      'account',
    ]);
  });

  it.each<[string, LimitSharer[], string]>([
    ['the app’s, where one is the app’s', ['account', 'app'], 'hubspot'],
    ['the organization’s', ['organization'], 'hubspot organization:4711'],
    ['the organization’s, with its people’s', ['account', 'organization'], 'hubspot organization:4711'],
    ['a tenant’s', ['tenant'], 'hubspot tenant:acme'],
    ['the app’s, where tenants and organizations overlap', ['tenant', 'organization'], 'hubspot'],
    ['the app’s, where a person may be connected in two tenants', ['tenant', 'account'], 'hubspot'],
  ])('stand in one book: %s', (_, sharers, expected) => {
    expect(
      bookOf(
        sharers.map((one) => limit(one)),
        request(),
      ),
    ).toBe(expected);
  });
});
