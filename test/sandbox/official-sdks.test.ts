// The providers' own SDKs, unchanged, as referees of the sandbox's fidelity: they page, exchange, write, and raise the
// errors the providers page (section 7) says they raise.

import { sheets as makeSheets } from '@googleapis/sheets';
import { Client as HubspotClient } from '@hubspot/api-client';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/deals/models/Filter.js';
import { Connection, OAuth2 } from '@jsforce/jsforce-node';
import { OAuth2Client } from 'google-auth-library';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { authorizationRequest, codeIn, mint } from './requests.ts';

let sandbox: Sandbox;
const user = 'dana.rivera@acme.example';

beforeAll(async () => {
  sandbox = await startSandbox({
    world: { tenants: [{ id: 'acme', deals: 430, accounts: 2_300 }] },
    knobs: [{ knobs: { approvalsPerUser: null } }],
  });
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control.clearFaults());

// biome-ignore lint/suspicious/noExplicitAny: each SDK has an error class of its own; the fields are what is looked at.
const errorOf = (act: Promise<unknown>): Promise<any> =>
  act.then(
    () => {
      throw new Error('The SDK did not fail.');
    },
    (error: unknown) => error,
  );

describe('@hubspot/api-client', () => {
  const client = (accessToken?: string) =>
    new HubspotClient({ basePath: sandbox.origins.hubspot!, accessToken });
  const firstPage = (accessToken: string) =>
    client(accessToken).crm.deals.searchApi.doSearch({ limit: 1, properties: ['dealname'] });

  it('searches all deals page by page', async () => {
    const { access } = await mint(sandbox, 'hubspot');
    const { searchApi } = client(access).crm.deals;
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const page = await searchApi.doSearch({
        filterGroups: [
          { filters: [{ propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: '0' }] },
        ],
        sorts: ['hs_object_id'],
        properties: ['dealname', 'amount', 'salesforce_account_id'],
        limit: 200,
        after,
      });
      expect(page.total).toBe(430);
      ids.push(...page.results.map(({ id }) => id));
      after = page.paging?.next?.after;
    } while (after !== undefined);

    expect(new Set(ids).size).toBe(430);
  });

  it('lists all deals with its own pager', async () => {
    const { access } = await mint(sandbox, 'hubspot');

    const deals = await client(access).crm.deals.getAll(100, undefined, ['dealname']);

    expect(deals).toHaveLength(430);
    expect(deals[0]!.properties.dealname).toBeTypeOf('string');
  });

  it('trades a code and refreshes at the v1 endpoint it still uses', async () => {
    const { clientId, clientSecret } = sandbox.providerOverrides.hubspot!;
    const request = authorizationRequest(sandbox.providerOverrides.hubspot!, 'oauth crm.objects.deals.read', {
      code_challenge: '',
      code_challenge_method: '',
    });
    const { redirectUrl } = await sandbox.control.consent({ authorizeUrl: request.authorizeUrl, user });
    const { tokensApi } = client().oauth;

    const first = await tokensApi.create(
      'authorization_code',
      codeIn(redirectUrl),
      request.redirectUri,
      clientId,
      clientSecret,
    );
    const next = await tokensApi.create(
      'refresh_token',
      undefined,
      undefined,
      clientId,
      clientSecret,
      first.refreshToken,
    );
    const facts = await client().oauth.accessTokensApi.get(next.accessToken);

    expect(next.expiresIn).toBe(1800);
    expect(facts.hubId).toBe(40_000_000);
    expect((await firstPage(next.accessToken)).total).toBe(430);
  });

  it('raises ApiException with the status of 401, 429 and 503, and the body of a dead refresh token', async () => {
    const { access, refresh, grant } = await mint(sandbox, 'hubspot');
    await sandbox.control.addFault({
      on: 'data',
      grant,
      habit: { kind: 'rate_limited', retryAfterSeconds: 3 },
    });
    const limited = await errorOf(firstPage(access));
    await sandbox.control.addFault({ on: 'data', grant, habit: { kind: 'unavailable' } });
    const down = await errorOf(firstPage(access));
    await sandbox.control.revoke({ grant });
    const unauthorized = await errorOf(firstPage(access));
    const { clientId, clientSecret } = sandbox.providerOverrides.hubspot!;
    const dead = await errorOf(
      client().oauth.tokensApi.create('refresh_token', undefined, undefined, clientId, clientSecret, refresh),
    );

    expect([limited.code, limited.body.policyName, limited.headers['retry-after']]).toEqual([
      429,
      'SECONDLY',
      '3',
    ]);
    expect([down.code, typeof down.body]).toEqual([503, 'string']);
    expect([unauthorized.code, unauthorized.body.category]).toEqual([401, 'INVALID_AUTHENTICATION']);
    expect([dead.code, dead.body.status]).toEqual([400, 'BAD_REFRESH_TOKEN']);
  });
});

describe('@jsforce/jsforce-node', () => {
  const connection = ({ access, instanceUrl }: { access: string; instanceUrl: string }) =>
    new Connection({ instanceUrl, accessToken: access, version: '62.0' });
  const oauth2 = (extra: Record<string, unknown> = {}) => {
    const { clientId, clientSecret } = sandbox.providerOverrides.salesforce!;
    return new OAuth2({
      loginUrl: sandbox.origins['salesforce-login']!,
      clientId,
      clientSecret,
      redirectUri: 'http://127.0.0.1:9/oauth/callback',
      ...extra,
    });
  };

  it('queries and follows queryMore to the last record', async () => {
    const conn = connection(await mint(sandbox, 'salesforce'));

    const first = await conn.query<{ Id: string; Name: string }>('SELECT Id, Name FROM Account ORDER BY Id');
    const second = await conn.queryMore<{ Id: string }>(first.nextRecordsUrl!);

    expect([first.totalSize, first.done, first.records.length]).toEqual([2_300, false, 2_000]);
    expect([second.done, second.records.length]).toEqual([true, 300]);
    expect(conn.limitInfo.apiUsage?.limit).toBe(100_000);
  });

  it('streams a whole result with its own auto-fetch', async () => {
    const conn = connection(await mint(sandbox, 'salesforce'));

    const records = await conn.query('SELECT Id FROM Account').run({ autoFetch: true, maxFetch: 5_000 });

    expect(records.records).toHaveLength(2_300);
  });

  it('signs in with a code and PKCE, and refreshes under rotation', async () => {
    const flow = oauth2({ useVerifier: true });
    const { redirectUrl } = await sandbox.control.consent({
      authorizeUrl: flow.getAuthorizationUrl({ scope: 'api id refresh_token' }),
      user,
    });

    const first = await flow.requestToken(codeIn(redirectUrl));
    const next = await flow.refreshToken(first.refresh_token!);
    const identity = await connection({
      access: next.access_token,
      instanceUrl: next.instance_url,
    }).identity();

    expect(next.refresh_token).not.toBe(first.refresh_token);
    expect(identity.username).toBe(user);
  });

  it('raises the OAuth error by name and description', async () => {
    const { refresh, grant } = await mint(sandbox, 'salesforce');
    await sandbox.control.revoke({ grant });

    const error = await errorOf(oauth2().refreshToken(refresh));

    expect([error.name, error.message]).toEqual(['invalid_grant', 'expired access/refresh token']);
  });

  it('raises the errorCode of a 401, a 429 and a 503', async () => {
    const minted = await mint(sandbox, 'salesforce');
    const { grant, instanceUrl, access } = minted;
    const once = { retry: { maxRetries: 0 } };
    const limits = () =>
      errorOf(
        connection({ access, instanceUrl }).request(
          { method: 'GET', url: '/services/data/v62.0/limits' },
          once as object,
        ),
      );
    await sandbox.control.addFault({
      on: 'data',
      grant,
      habit: { kind: 'rate_limited', retryAfterSeconds: null },
    });
    const limited = await limits();
    await sandbox.control.addFault({ on: 'data', grant, habit: { kind: 'unavailable' } });
    const down = await limits();
    await sandbox.control.expireAccessTokens({ grant });
    const unauthorized = await limits();

    expect(limited.errorCode).toBe('REQUEST_LIMIT_EXCEEDED');
    expect(down.errorCode).toBe('ERROR_HTTP_503');
    expect(unauthorized.errorCode).toBe('INVALID_SESSION_ID');
  });

  it('finds a malformed query refused as the real one would', async () => {
    const error = await errorOf(
      connection(await mint(sandbox, 'salesforce'))
        .query('SELECT Id FROM')
        .then((found) => found),
    );

    expect(error.errorCode).toBe('MALFORMED_QUERY');
  });
});

describe('@googleapis/sheets with google-auth-library', () => {
  const authorized = (credentials: Record<string, unknown>) => {
    const { clientId, clientSecret, tokenUrl, revokeUrl } = sandbox.providerOverrides.google!;
    const auth = new OAuth2Client({
      clientId,
      clientSecret,
      redirectUri: 'http://127.0.0.1:9/oauth/callback',
      endpoints: {
        oauth2TokenUrl: tokenUrl,
        oauth2RevokeUrl: revokeUrl!,
        tokenInfoUrl: `${sandbox.origins.google}/tokeninfo`,
      },
    });
    auth.setCredentials(credentials);
    return auth;
  };
  const sheetsOf = (auth: OAuth2Client) =>
    // One copy of google-auth-library comes with the sheets package; the two are structurally the same.
    makeSheets({ version: 'v4', rootUrl: `${sandbox.origins.google}/`, auth: auth as never, retry: false });

  it('creates a file, adds a tab with an id of its own choice, writes a fixed range and reads it back', async () => {
    const { access } = await mint(sandbox, 'google');
    const { spreadsheets } = sheetsOf(authorized({ access_token: access }));

    const file = await spreadsheets.create({ requestBody: { properties: { title: 'Report' } } });
    const spreadsheetId = file.data.spreadsheetId!;
    const tab = { addSheet: { properties: { sheetId: 24, title: '2026-11-24' } } };
    await spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests: [tab] } });
    const again = await errorOf(
      spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests: [tab] } }),
    );
    const written = await spreadsheets.values.update({
      spreadsheetId,
      range: "'2026-11-24'!A1:B2",
      valueInputOption: 'RAW',
      requestBody: {
        values: [
          ['Deal', 'Amount'],
          ['One', 12],
        ],
      },
    });
    const read = await spreadsheets.values.get({ spreadsheetId, range: "'2026-11-24'!A1:B100" });
    const batch = await spreadsheets.values.batchGet({
      spreadsheetId,
      ranges: ["'2026-11-24'!A1:A1", 'Sheet1!A1:A1'],
    });

    expect(again.status).toBe(400);
    expect(written.data.updatedCells).toBe(4);
    expect(read.data.values).toEqual([
      ['Deal', 'Amount'],
      ['One', '12'],
    ]);
    expect(batch.data.valueRanges?.map(({ values }) => values)).toEqual([[['Deal']], undefined]);
  });

  it('refreshes an expired token by itself and goes on', async () => {
    const { access, refresh, grant } = await mint(sandbox, 'google');
    const auth = authorized({ access_token: access, refresh_token: refresh, expiry_date: Date.now() - 1 });

    const file = await sheetsOf(auth).spreadsheets.get({ spreadsheetId: sandbox.tenants[0]!.spreadsheetId });

    expect(file.status).toBe(200);
    expect(auth.credentials.access_token).not.toBe(access);
    expect(auth.credentials.refresh_token).toBe(refresh);
    const [books] = await sandbox.control.grants({ grant });
    expect(books).toMatchObject({ exchanges: 1, callsByTokenVersion: { 2: 1 } });
  });

  it('trades a code, asks for token facts and revokes', async () => {
    const scope = 'https://www.googleapis.com/auth/spreadsheets';
    const request = authorizationRequest(sandbox.providerOverrides.google!, scope, {
      access_type: 'offline',
      prompt: 'consent',
    });
    const { redirectUrl } = await sandbox.control.consent({ authorizeUrl: request.authorizeUrl, user });
    const auth = authorized({});

    const { tokens } = await auth.getToken({ code: codeIn(redirectUrl), codeVerifier: request.verifier });
    const facts = await auth.getTokenInfo(tokens.access_token!);
    await auth.revokeToken(tokens.refresh_token!);
    auth.setCredentials({ refresh_token: tokens.refresh_token });
    const dead = await errorOf(auth.getAccessToken());

    expect(facts.scopes).toEqual([scope]);
    expect(dead.message).toBe('invalid_grant');
    expect(dead.response.data.error_description).toBe('Token has been expired or revoked.');
  });

  it('raises GaxiosError with the status of 401, 429 and 503', async () => {
    const { access, grant } = await mint(sandbox, 'google');
    const { spreadsheets } = sheetsOf(authorized({ access_token: access }));
    const read = () => errorOf(spreadsheets.get({ spreadsheetId: sandbox.tenants[0]!.spreadsheetId }));
    await sandbox.control.addFault({
      on: 'data',
      grant,
      habit: { kind: 'rate_limited', retryAfterSeconds: null },
    });
    const limited = await read();
    await sandbox.control.addFault({ on: 'data', grant, habit: { kind: 'unavailable' } });
    const down = await read();
    await sandbox.control.expireAccessTokens({ grant });
    const unauthorized = await read();

    expect([limited.status, limited.response.data.error.status]).toEqual([429, 'RESOURCE_EXHAUSTED']);
    expect([down.status, typeof down.response.data]).toEqual([503, 'string']);
    expect([unauthorized.status, unauthorized.response.data.error.status]).toEqual([401, 'UNAUTHENTICATED']);
  });
});
