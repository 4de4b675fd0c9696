// Salesforce's authorization server in the sandbox, shape by shape (providers page, sections 3.1 to 3.4).

import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import {
  authorizationRequest,
  booksOf,
  codeIn,
  get,
  mint,
  postForm,
  refresh,
  tradeCode,
} from './requests.ts';

let sandbox: Sandbox;
const user = 'dana.rivera@acme.example';
const salesforce = () => sandbox.providerOverrides.salesforce!;
const limits = (instanceUrl: string) => `${instanceUrl}/services/data/v62.0/limits`;

beforeAll(async () => {
  sandbox = await startSandbox({
    knobs: [{ scope: { provider: 'salesforce' }, knobs: { approvalsPerUser: null } }],
  });
});
afterAll(() => sandbox.stop());

describe('token answers', () => {
  it('have no expires_in, an issue time in milliseconds as a string, and the address of the org', async () => {
    const request = authorizationRequest(salesforce(), 'api id refresh_token');
    const { redirectUrl } = await sandbox.control.consent({ authorizeUrl: request.authorizeUrl, user });

    const { status, body } = await tradeCode(salesforce(), codeIn(redirectUrl), request);

    expect(status).toBe(200);
    expect(body.expires_in).toBeUndefined();
    expect(body.issued_at).toMatch(/^\d{13}$/);
    expect(body.instance_url).toBe(sandbox.origins['salesforce-instance-1']);
    expect(body.access_token).toMatch(/^00D\w{12}!.*sbxat/);
    expect(body.refresh_token).toContain('sbxrt');
    expect(body.scope).toBe('api id refresh_token');
    expect(body.signature).toBe(
      createHmac('sha256', salesforce().clientSecret).update(`${body.id}${body.issued_at}`).digest('base64'),
    );
    expect(body.id).toMatch(/\/id\/00D\w{15}\/005\w{15}$/);
  });

  it('hold a new refresh token at every refresh while rotation is on', async () => {
    const minted = await mint(sandbox, 'salesforce');

    const { body } = await refresh(salesforce(), minted.refresh);

    expect(body.refresh_token).toContain('sbxrt');
    expect(body.refresh_token).not.toBe(minted.refresh);
    expect(body.expires_in).toBeUndefined();
  });

  it('hold no refresh token at a refresh while rotation is off', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { rotation: 'reusable' } });

    const first = await refresh(salesforce(), minted.refresh);
    const second = await refresh(salesforce(), minted.refresh);

    expect(first.body.refresh_token).toBeUndefined();
    expect(second.status).toBe(200);
  });

  it('hold no refresh token when the scope for it was not asked for', async () => {
    const request = authorizationRequest(salesforce(), 'api id');
    const { redirectUrl } = await sandbox.control.consent({ authorizeUrl: request.authorizeUrl, user });

    const { body } = await tradeCode(salesforce(), codeIn(redirectUrl), request);

    expect(body.access_token).toBeDefined();
    expect(body.refresh_token).toBeUndefined();
  });

  it('are given to a client that signs in with HTTP Basic', async () => {
    const minted = await mint(sandbox, 'salesforce');
    const { clientId, clientSecret, tokenUrl } = salesforce();

    const answer = await postForm(
      tokenUrl,
      { grant_type: 'refresh_token', refresh_token: minted.refresh },
      {
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      },
    );

    expect(answer.status).toBe(200);
  });
});

describe('rotation', () => {
  it('takes a replayed refresh token for theft and ends the whole family', async () => {
    const minted = await mint(sandbox, 'salesforce');
    const { body: next } = await refresh(salesforce(), minted.refresh);

    const replay = await refresh(salesforce(), minted.refresh);

    expect(replay.status).toBe(400);
    expect(replay.body).toEqual({
      error: 'invalid_grant',
      error_description: 'expired access/refresh token',
    });
    expect((await refresh(salesforce(), next.refresh_token)).body.error).toBe('invalid_grant');
    expect((await get(limits(next.instance_url), next.access_token)).status).toBe(401);
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({
      exchanges: 1,
      doubleSpends: 1,
      endedBy: 'reuse',
    });
  });

  it('counts each presentation of a spent refresh token', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await refresh(salesforce(), minted.refresh);

    await refresh(salesforce(), minted.refresh);
    await refresh(salesforce(), minted.refresh);

    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ doubleSpends: 2, refusals: 2 });
  });
});

describe('sessions', () => {
  const introspect = (token: string) =>
    postForm(salesforce().introspectUrl!, {
      token,
      token_type_hint: 'access_token',
      client_id: salesforce().clientId,
      client_secret: salesforce().clientSecret,
    });

  it('tell their end by introspection alone', async () => {
    const minted = await mint(sandbox, 'salesforce');

    const { body } = await introspect(minted.access);

    expect(body).toMatchObject({ active: true, token_type: 'access_token', username: user });
    expect(body.exp - body.iat).toBe(7200);
    expect(Number.isInteger(body.exp)).toBe(true);
  });

  it('tell nothing where introspection is switched off', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { canIntrospect: false } });

    const answer = await introspect(minted.access);

    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    await sandbox.control.clearKnobs({ scope: { provider: 'salesforce' } });
  });

  it('are inactive to introspection once they are over', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.expireAccessTokens({ grant: minted.grant });

    expect((await introspect(minted.access)).body).toEqual({ active: false });
  });

  it('are extended by use in the second half of their window, and not before', async () => {
    const minted = await mint(sandbox, 'salesforce');
    const { body: before } = await introspect(minted.access);
    await get(limits(minted.instanceUrl), minted.access);
    expect((await introspect(minted.access)).body.exp).toBe(before.exp);

    await sandbox.control.setKnobs({ scope: { user }, knobs: { accessLifetimeSeconds: 1 } });
    const short = await mint(sandbox, 'salesforce');
    await sandbox.control.clearKnobs({ scope: { user } });
    const issuedAt = Date.now();
    let calls = 0;
    while (Date.now() < issuedAt + 1_300) {
      expect((await get(limits(short.instanceUrl), short.access)).status).toBe(200);
      calls += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(calls).toBeGreaterThan(5);
  });

  it('end alone when revoked, and with the grant when the refresh token is', async () => {
    const minted = await mint(sandbox, 'salesforce');
    const revoke = (token: string) => postForm(salesforce().revokeUrl!, { token });

    expect((await revoke(minted.access)).status).toBe(200);
    expect((await get(limits(minted.instanceUrl), minted.access)).status).toBe(401);
    const { body } = await refresh(salesforce(), minted.refresh);
    expect((await revoke(body.refresh_token)).status).toBe(200);
    expect((await get(limits(body.instance_url), body.access_token)).status).toBe(401);
    expect((await revoke('nonsense')).status).toBe(400);
  });

  it('belong to the person the identity URL names', async () => {
    const { tokens } = await sandbox.control.grant({ provider: 'salesforce', user });

    const identity = await get(String(tokens.id), String(tokens.access_token));
    const userinfo = await get(salesforce().userinfoUrl!, String(tokens.access_token));
    const stranger = await get(String(tokens.id), 'nonsense');

    expect(identity.body).toMatchObject({
      username: user,
      active: true,
      organization_id: sandbox.tenants[0]!.organizationId,
    });
    expect(userinfo.body.user_id).toBe(identity.body.user_id);
    expect([stranger.status, stranger.text]).toEqual([403, 'Bad_OAuth_Token']);
  });
});

describe('a moved org', () => {
  it('is told by the next refresh; its old sessions are over and its old instance knows no new one', async () => {
    const minted = await mint(sandbox, 'salesforce');
    const { instanceUrl } = await sandbox.control.moveOrganization({ tenant: 'acme' });
    expect(instanceUrl).not.toBe(minted.instanceUrl);

    const before = await get(limits(minted.instanceUrl), minted.access);
    const { body } = await refresh(salesforce(), minted.refresh);
    const atOld = await get(limits(minted.instanceUrl), body.access_token);
    const atNew = await get(limits(body.instance_url), body.access_token);

    expect(before.status).toBe(401);
    expect(before.body[0].errorCode).toBe('INVALID_SESSION_ID');
    expect(body.instance_url).toBe(instanceUrl);
    expect(atOld.body).toEqual([
      { errorCode: 'INVALID_SESSION_ID', message: 'This session is not valid for use with the REST API' },
    ]);
    expect(atNew.status).toBe(200);
    await sandbox.control.moveOrganization({ tenant: 'acme' });
  });
});

describe('refusals', () => {
  it.each([
    ['ip_restricted', 400, 'invalid_grant', 'ip restricted or invalid login hours'],
    ['authentication_failure', 400, 'invalid_grant', 'authentication failure'],
    ['not_approved', 400, 'invalid_grant', "user hasn't approved this consumer"],
    ['inactive_org', 400, 'inactive_org', 'organization is locked, closed, or suspended'],
    ['not_admin_approved', 400, 'invalid_app_access', 'user is not admin approved to access this app'],
    ['login_rate', 400, 'rate_limit_exceeded', 'login rate exceeded'],
  ])(
    'say %s while the knob is set, and the grant is whole afterwards',
    async (name, status, error, description) => {
      const minted = await mint(sandbox, 'salesforce');
      await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { refuseRefreshAs: name } });

      const refused = await refresh(salesforce(), minted.refresh);
      await sandbox.control.clearKnobs({ scope: { grant: minted.grant } });
      const granted = await refresh(salesforce(), minted.refresh);

      expect([refused.status, refused.body]).toEqual([status, { error, error_description: description }]);
      expect(granted.status).toBe(200);
    },
  );

  it('say inactive user while the person is deactivated, and their sessions are over', async () => {
    const minted = await mint(sandbox, 'salesforce');
    await sandbox.control.deactivateUser({ provider: 'salesforce', user });

    const refused = await refresh(salesforce(), minted.refresh);
    const call = await get(limits(minted.instanceUrl), minted.access);
    await sandbox.control.reactivateUser({ provider: 'salesforce', user });

    expect(refused.body).toEqual({ error: 'invalid_grant', error_description: 'inactive user' });
    expect(call.status).toBe(401);
  });

  it('tell a wrong secret from an unknown consumer key', async () => {
    const minted = await mint(sandbox, 'salesforce');

    const secret = await refresh({ ...salesforce(), clientSecret: 'nonsense' }, minted.refresh);
    const key = await refresh({ ...salesforce(), clientId: 'nobody' }, minted.refresh);

    expect(secret.body).toEqual({ error: 'invalid_client', error_description: 'invalid client credentials' });
    expect(key.body).toEqual({ error: 'invalid_client_id', error_description: 'client identifier invalid' });
  });

  it('end an app that is not installed on the redirect', async () => {
    await sandbox.control.setKnobs({
      scope: { provider: 'salesforce' },
      knobs: { refuseConsentAs: { error: 'invalid_client', description: 'app must be installed into org' } },
    });
    const { authorizeUrl } = authorizationRequest(salesforce(), 'api');

    const { redirectUrl } = await sandbox.control.consent({ authorizeUrl, user });
    await sandbox.control.clearKnobs({ scope: { provider: 'salesforce' } });

    expect(new URL(redirectUrl).searchParams.get('error_description')).toBe('app must be installed into org');
  });

  it('show an app without PKCE an error page, unless the knob allows it', async () => {
    const { authorizeUrl } = authorizationRequest(salesforce(), 'api', {
      code_challenge: '',
      code_challenge_method: '',
    });

    const strict = await get(authorizeUrl);
    await sandbox.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { requirePkce: false } });
    const lenient = await get(authorizeUrl);
    await sandbox.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { requirePkce: true } });

    expect([strict.status, lenient.status]).toEqual([400, 200]);
    expect(strict.text).toContain('PKCE is required');
  });
});

it('ends the oldest of six approvals by one person', async () => {
  await sandbox.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { approvalsPerUser: 5 } });
  const member = 'robin.sandberg@acme.example';
  const grants = [];
  for (let index = 0; index < 6; index += 1) grants.push(await mint(sandbox, 'salesforce', { user: member }));
  await sandbox.control.setKnobs({ scope: { provider: 'salesforce' }, knobs: { approvalsPerUser: null } });

  const oldest = await refresh(salesforce(), grants[0]!.refresh);
  const second = await refresh(salesforce(), grants[1]!.refresh);

  expect(oldest.body).toEqual({ error: 'invalid_grant', error_description: 'expired access/refresh token' });
  expect(second.status).toBe(200);
});

it('refuses a refresh token that was not used within the idle limit', async () => {
  const minted = await mint(sandbox, 'salesforce');
  await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { refreshIdleSeconds: 0.001 } });

  const refused = await refresh(salesforce(), minted.refresh);

  expect(refused.body.error).toBe('invalid_grant');
});
