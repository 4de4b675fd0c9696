// Pure but for one broken connection: what each provider's refusals mean, a row for every line of its error table.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { googleErrors } from '../../../activities/tools/google-errors.ts';
import { hubspotErrors } from '../../../activities/tools/hubspot-errors.ts';
import {
  classifyRefusal,
  type ProviderErrors,
  readAnswer,
  readRetryAfter,
} from '../../../activities/tools/provider-answer.ts';
import { salesforceErrors } from '../../../activities/tools/salesforce-errors.ts';
import { slackErrors } from '../../../activities/tools/slack-errors.ts';
import type { FailureCode } from '../../../src/domain/failures.ts';
import { startServer } from '../../support/http-server.ts';

type Row = readonly [
  situation: string,
  status: number,
  body: unknown,
  code: FailureCode,
  providerCode: string | null,
  retryAfterMs?: number,
];

const hubspot = (category: string, message = 'It says why') => ({ status: 'error', category, message });
const limit = (policyName: string) => ({
  status: 'error',
  errorType: 'RATE_LIMIT',
  policyName,
  message: 'm',
});
const hubspotRows: Row[] = [
  [
    'an expired token',
    401,
    hubspot('EXPIRED_AUTHENTICATION'),
    'grant.permission_missing',
    'EXPIRED_AUTHENTICATION',
  ],
  [
    'an unknown token',
    401,
    hubspot('INVALID_AUTHENTICATION'),
    'grant.permission_missing',
    'INVALID_AUTHENTICATION',
  ],
  ['a missing scope', 403, hubspot('MISSING_SCOPES'), 'grant.permission_missing', 'MISSING_SCOPES'],
  [
    'the ten-second limit',
    429,
    limit('TEN_SECONDLY_ROLLING'),
    'provider.rate_limited',
    'TEN_SECONDLY_ROLLING',
    10_000,
  ],
  ['the search limit', 429, limit('SECONDLY'), 'provider.rate_limited', 'SECONDLY', 1_000],
  ['the daily limit', 429, limit('DAILY'), 'provider.rate_limited', 'DAILY', 1_800_000],
  ['a limit without a policy', 429, { message: 'm' }, 'provider.rate_limited', null, 10_000],
  ['a locked portal', 423, null, 'provider.unavailable', null],
  ['a portal on the move', 477, null, 'provider.unavailable', null],
  ['a request that took too long', 408, null, 'provider.unavailable', null],
  ['a gateway’s page', 502, null, 'provider.unavailable', null],
  ['a wrong filter', 400, hubspot('VALIDATION_ERROR'), 'tool.refused', 'VALIDATION_ERROR'],
  ['an unknown object', 404, hubspot('OBJECT_NOT_FOUND'), 'tool.refused', 'OBJECT_NOT_FOUND'],
  ['a conflict', 409, hubspot('CONFLICT'), 'tool.refused', 'CONFLICT'],
];

const salesforce = (errorCode: string, message = 'It says why') => [{ message, errorCode }];
const concurrent = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
const salesforceRows: Row[] = [
  [
    'an ended session',
    401,
    salesforce('INVALID_SESSION_ID'),
    'grant.permission_missing',
    'INVALID_SESSION_ID',
  ],
  [
    'an org without API',
    403,
    salesforce('API_DISABLED_FOR_ORG'),
    'grant.permission_missing',
    'API_DISABLED_FOR_ORG',
  ],
  [
    'a user without API',
    403,
    salesforce('API_CURRENTLY_DISABLED'),
    'grant.permission_missing',
    'API_CURRENTLY_DISABLED',
  ],
  [
    'an object without access',
    403,
    salesforce('INSUFFICIENT_ACCESS'),
    'grant.permission_missing',
    'INSUFFICIENT_ACCESS',
  ],
  ['a forbidden resource', 403, salesforce('FORBIDDEN'), 'grant.permission_missing', 'FORBIDDEN'],
  [
    'the limit of a day',
    403,
    salesforce('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
    'provider.rate_limited',
    'REQUEST_LIMIT_EXCEEDED',
    600_000,
  ],
  ...[403, 429, 503].map(
    (status): Row => [
      `too many at once as ${status}`,
      status,
      salesforce('REQUEST_LIMIT_EXCEEDED', concurrent),
      'provider.rate_limited',
      'REQUEST_LIMIT_EXCEEDED',
      10_000,
    ],
  ),
  ['a malformed query', 400, salesforce('MALFORMED_QUERY'), 'tool.refused', 'MALFORMED_QUERY'],
  ['an unknown field', 400, salesforce('INVALID_FIELD'), 'tool.refused', 'INVALID_FIELD'],
  ['a lapsed cursor', 400, salesforce('INVALID_QUERY_LOCATOR'), 'tool.refused', 'INVALID_QUERY_LOCATOR'],
  ['a wrong path', 404, salesforce('NOT_FOUND'), 'tool.refused', 'NOT_FOUND'],
  ['an ambiguous external id', 300, ['/services/data/v62.0/sobjects/Account/1'], 'tool.refused', null],
  ['an unknown exception', 500, salesforce('UNKNOWN_EXCEPTION'), 'provider.unavailable', 'UNKNOWN_EXCEPTION'],
  ['maintenance', 503, salesforce('SERVER_UNAVAILABLE'), 'provider.unavailable', 'SERVER_UNAVAILABLE'],
  ['maintenance as a page', 503, null, 'provider.unavailable', null],
];

const google = (status: string, reason?: string) => ({
  error: { code: 0, message: 'It says why', status, ...(reason && { details: [{ '@type': 't', reason }] }) },
});
const googleRows: Row[] = [
  [
    'a token that ended',
    401,
    google('UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED'),
    'grant.permission_missing',
    'ACCESS_TOKEN_EXPIRED',
  ],
  [
    'a missing scope',
    403,
    google('PERMISSION_DENIED', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'),
    'grant.permission_missing',
    'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
  ],
  [
    'a sheet that is not shared',
    403,
    google('PERMISSION_DENIED'),
    'grant.permission_missing',
    'PERMISSION_DENIED',
  ],
  [
    'our API switched off',
    403,
    google('PERMISSION_DENIED', 'SERVICE_DISABLED'),
    'app.misconfigured',
    'SERVICE_DISABLED',
  ],
  ['a sheet that is gone', 404, google('NOT_FOUND'), 'tool.refused', 'NOT_FOUND'],
  [
    'the quota',
    429,
    google('RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'),
    'provider.rate_limited',
    'RATE_LIMIT_EXCEEDED',
  ],
  ...['rateLimitExceeded', 'userRateLimitExceeded'].map(
    (reason): Row => [
      `the older ${reason}`,
      403,
      { error: { code: 403, message: 'm', errors: [{ reason }] } },
      'provider.rate_limited',
      reason,
    ],
  ),
  ['a bad range', 400, google('INVALID_ARGUMENT'), 'tool.refused', 'INVALID_ARGUMENT'],
  ['overload', 503, google('UNAVAILABLE'), 'provider.unavailable', 'UNAVAILABLE'],
  ['an internal error', 500, google('INTERNAL'), 'provider.unavailable', 'INTERNAL'],
];

const slack = (error: string, more: object = {}) => ({ ok: false, error, ...more });
const slackRows: Row[] = [
  ...[
    'token_expired',
    'token_revoked',
    'account_inactive',
    'invalid_auth',
    'missing_scope',
    'accesslimited',
    'team_access_not_granted',
    'enterprise_is_restricted',
    'no_permission',
    'ekm_access_denied',
    'two_factor_setup_required',
  ].map((error): Row => [`Slack’s ${error}`, 200, slack(error), 'grant.permission_missing', error]),
  ...['not_authed', 'not_allowed_token_type'].map(
    (error): Row => [`Slack’s ${error}`, 200, slack(error), 'app.misconfigured', error],
  ),
  ...['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].map(
    (error): Row => [`Slack’s ${error}`, 200, slack(error), 'provider.unavailable', error],
  ),
  ...['org_login_required', 'team_added_to_org'].map(
    (error): Row => [
      `a workspace on the move: ${error}`,
      200,
      slack(error),
      'provider.unavailable',
      error,
      1_800_000,
    ],
  ),
  ['the rate limit', 429, slack('ratelimited'), 'provider.rate_limited', 'ratelimited'],
  ['the limit of posting', 200, slack('rate_limited'), 'provider.rate_limited', 'rate_limited'],
  ...['channel_not_found', 'not_in_channel', 'is_archived', 'no_text', 'msg_too_long', 'something_new'].map(
    (error): Row => [`Slack’s ${error}`, 200, slack(error), 'tool.refused', error],
  ),
  ['a page of the load balancer', 503, null, 'provider.unavailable', null],
];

const tables: [ProviderErrors, Row[]][] = [
  [hubspotErrors, hubspotRows],
  [salesforceErrors, salesforceRows],
  [googleErrors, googleRows],
  [slackErrors, slackRows],
];

describe.each(tables)('refusals of $provider', (errors, rows) => {
  it.each(rows)('reads %s (%i)', (...row) => {
    const [, status, body, code, providerCode, retryAfterMs = null] = row as unknown as Row;
    const failure = classifyRefusal(errors, { status, retryAfterMs: null, body });

    expect(failure).toMatchObject({ code, facts: { status, providerCode }, retryAfterMs });
  });

  it('reads a body it does not know by the status alone', () => {
    for (const body of [null, 'text', 7, [], {}, { error: 'x' }, [{ nothing: true }]]) {
      expect(classifyRefusal(errors, { status: 404, retryAfterMs: null, body }).code).toBe('tool.refused');
    }
  });

  it('lets Retry-After overrule what it would have waited', () => {
    const [, status, body] = (rows as Row[]).find((row) => row[3] === 'provider.rate_limited')!;

    expect(classifyRefusal(errors, { status, retryAfterMs: 3_000, body }).retryAfterMs).toBe(3_000);
  });
});

describe('the words of a failure', () => {
  it('shorten and scrub what the provider says', () => {
    const token = `00Dxx0000001gPL!${'AQ4AQFsecretsecretsecret'.repeat(3)}`;
    const body = hubspot('VALIDATION_ERROR', `bad value ${token} in\n\nfield ${'very '.repeat(100)}long`);

    const { message } = classifyRefusal(hubspotErrors, { status: 400, retryAfterMs: null, body });

    expect(message).toContain('bad value … in field');
    expect(message).not.toContain('AQ4AQF');
    expect(message.length).toBeLessThan(350);
  });

  it('leave out a code that is no code', () => {
    const body = hubspot('a code with spaces and "quotes"');

    expect(
      classifyRefusal(hubspotErrors, { status: 400, retryAfterMs: null, body }).facts.providerCode,
    ).toBeNull();
  });
});

describe('readRetryAfter', () => {
  const now = Date.UTC(2026, 10, 24, 4);

  it.each([
    ['5', 5_000],
    ['0', 0],
    ['-3', 0],
    ['Tue, 24 Nov 2026 04:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 03:59:00 GMT', 0],
    ['9999999', 86_400_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('reads %j', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected);
  });
});

describe('readAnswer', () => {
  const reading = {
    schema: z.object({ total: z.number() }),
    errors: hubspotErrors,
    signal: new AbortController().signal,
  };

  it.each([
    ['a page instead of JSON', '<html>secret-of-the-body</html>'],
    ['nothing', ''],
    ['JSON of another shape', '{"total":"secret-of-the-body"}'],
  ])('calls %s unreadable without repeating it', async (_, body) => {
    const reason = await readAnswer(new Response(body), reading).catch((error) => error);

    expect(reason).toMatchObject({ code: 'provider.answer_unreadable', disposition: 'retry' });
    expect(JSON.stringify({ ...reason, message: reason.message })).not.toContain('secret-of-the-body');
  });

  it('takes an answer that breaks off as none', async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"total"', () => response.destroy());
    });
    const response = await fetch(server.url);

    await expect(readAnswer(response, reading)).rejects.toMatchObject({ code: 'provider.unavailable' });
    await server.stop();
  });
});
