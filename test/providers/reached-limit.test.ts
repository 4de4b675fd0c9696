// What providers' answers say of their limits: which one, whose, how long. Bodies as the sandbox and the providers' own pages have
// them. No server.
import { describe, expect, it } from 'vitest';
import { appliesTo } from '../../src/domain/request-limit.ts';
import type { ProviderDefinition } from '../../src/providers/define-provider.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { quotaExceeded } from '../../src/sandbox/google/errors.ts';

const provider = (id: string): ProviderDefinition => builtInProviders.find((one) => one.id === id)!;
const read = (id: string, status: number, body: unknown, path = '/x') =>
  provider(id).readReachedLimit!({ status, body, path });

const google = (kind: 'read' | 'write', whose: 'user' | 'project') =>
  JSON.parse(String(quotaExceeded(kind, whose, null).body));
const policy = (policyName: string) => ({ status: 'error', errorType: 'RATE_LIMIT', policyName });
const exceeded = (message: string) => [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }];

describe('an answer that a limit is used up', () => {
  it.each([
    ['google', 429, google('read', 'project'), { name: 'reads', sharedBy: 'app' }],
    ['google', 429, google('read', 'user'), { name: 'reads-per-user', sharedBy: 'account' }],
    ['google', 429, google('write', 'project'), { name: 'writes', sharedBy: 'app' }],
    ['google', 429, google('write', 'user'), { name: 'writes-per-user', sharedBy: 'account' }],
    ['google', 429, null, { name: 'quota-app', sharedBy: 'app' }],
    ['google', 403, { error: { errors: [{ reason: 'userRateLimitExceeded' }] } }, { sharedBy: 'account' }],
    ['google', 403, { error: { errors: [{ reason: 'rateLimitExceeded' }] } }, { sharedBy: 'app' }],
    [
      'hubspot',
      429,
      policy('TEN_SECONDLY_ROLLING'),
      { name: 'ten-seconds', sharedBy: 'organization', lastsMs: 10_000 },
    ],
    ['hubspot', 429, policy('DAILY'), { name: 'daily', sharedBy: 'organization', lastsMs: 1_800_000 }],
    ['hubspot', 429, null, { name: 'ten-seconds', sharedBy: 'organization' }],
    ['salesforce', 403, exceeded('TotalRequests Limit exceeded.'), { name: 'day', sharedBy: 'organization' }],
    [
      'salesforce',
      503,
      exceeded('ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
      { name: 'concurrent' },
    ],
    ['slack', 429, null, { sharedBy: 'organization', paths: ['/x'] }],
  ])('%s %i names it, and who shares it', (id, status, body, expected) => {
    expect(read(id, status, body)).toMatchObject(expected);
  });

  it('of a search at HubSpot concerns searches alone', () => {
    const reached = read('hubspot', 429, policy('SECONDLY'), '/crm/v3/objects/deals/search');
    expect(reached).toMatchObject({ name: 'search', lastsMs: 1_000 });
    expect(appliesTo({ paths: reached!.paths! }, { method: 'GET', path: '/crm/v3/objects/deals' })).toBe(
      false,
    );
  });

  it.each([
    ['google', 403, { error: { details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] } }],
    ['google', 503, null],
    ['hubspot', 403, policy('TEN_SECONDLY_ROLLING')],
    ['salesforce', 403, [{ errorCode: 'INSUFFICIENT_ACCESS' }]],
    ['salesforce', 503, 'the server is at lunch'],
    ['slack', 503, null],
  ])('is none of the other refusals with such a status: %s %i', (id, status, body) => {
    expect(read(id, status, body)).toBeNull();
  });
});

describe('declared limits', () => {
  it.each(builtInProviders.map((one) => [one.id, one] as const))(
    'of %s have names of their own',
    (_, { requestLimits }) => {
      const ids = (requestLimits ?? []).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it('are what an answer names, where the provider names them', () => {
    const ids = provider('google').requestLimits!.map(({ id }) => id);
    for (const kind of ['read', 'write'] as const)
      for (const whose of ['user', 'project'] as const)
        expect(ids).toContain(read('google', 429, google(kind, whose))!.name);
    const hubspot = provider('hubspot').requestLimits!.map(({ id }) => id);
    expect(hubspot).toContain(read('hubspot', 429, policy('TEN_SECONDLY_ROLLING'))!.name);
    expect(hubspot).toContain(read('hubspot', 429, policy('SECONDLY'), '/crm/v3/objects/deals/search')!.name);
  });

  it('count HubSpot’s searches under both of its limits', () => {
    const search = { method: 'POST', path: '/crm/objects/2026-03/0-3/search' };
    const under = provider('hubspot').requestLimits!.filter((limit) => appliesTo(limit, search));
    expect(under.map(({ id }) => id)).toEqual(['ten-seconds', 'search']);
  });
});
