// HubSpot's authorization server in the sandbox, shape by shape (providers page, sections 2.1 to 2.4).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { authorizationRequest, codeIn, get, mint, postForm, refresh, send, tradeCode } from './requests.ts';

let sandbox: Sandbox;
const admin = 'dana.rivera@acme.example';
const hubspot = () => sandbox.providerOverrides.hubspot!;
const origin = () => sandbox.origins.hubspot!;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const connect = async (extra: Record<string, string> = {}) => {
  const request = authorizationRequest(hubspot(), 'oauth crm.objects.deals.read', extra);
  const { redirectUrl } = await sandbox.control.consent({ authorizeUrl: request.authorizeUrl, user: admin });
  return { request, redirectUrl };
};

describe('consent', () => {
  it('sends the browser back with a code and the state it came with', async () => {
    const { redirectUrl, request } = await connect();

    const back = new URL(redirectUrl);
    expect(back.href.startsWith(request.redirectUri)).toBe(true);
    expect(back.searchParams.get('state')).toBe('state-1');
    expect(back.searchParams.get('code')).toContain('sbxac');
  });

  it('lets an admin install and refuses a member on the page itself', async () => {
    const { authorizeUrl } = authorizationRequest(hubspot(), 'oauth');

    await expect(
      sandbox.control.consent({ authorizeUrl, user: 'robin.sandberg@acme.example' }),
    ).rejects.toThrow(/cannot install apps/);
  });

  it('takes the account id between the two parts of the authorize path', async () => {
    const { authorizeUrl } = authorizationRequest(hubspot(), 'oauth');

    const page = await get(authorizeUrl.replace('/oauth/authorize', '/oauth/40000000/authorize'));

    expect(page.status).toBe(200);
    expect(page.text).toContain('Firstlight wants to use your HubSpot account');
  });

  it('sends access_denied back when the person says no', async () => {
    const { authorizeUrl } = authorizationRequest(hubspot(), 'oauth');

    const { redirectUrl } = await sandbox.control.consent({ authorizeUrl, user: admin, allow: false });

    expect(new URL(redirectUrl).searchParams.get('error')).toBe('access_denied');
    expect(new URL(redirectUrl).searchParams.get('state')).toBe('state-1');
  });

  it('asks for optional scopes too', async () => {
    const { request, redirectUrl } = await connect({ optional_scope: 'crm.objects.deals.write' });

    const { body } = await tradeCode(hubspot(), codeIn(redirectUrl), request);

    expect(body.scopes).toEqual(['oauth', 'crm.objects.deals.read', 'crm.objects.deals.write']);
  });

  it('shows an unknown app an error page instead of redirecting', async () => {
    const { authorizeUrl } = authorizationRequest(hubspot(), 'oauth', { client_id: 'somebody-else' });

    const page = await get(authorizeUrl);

    expect(page.status).toBe(400);
    expect(page.text).toContain('The app is not known here');
  });
});

describe('token answers', () => {
  it('carry an array of scopes, the portal and a lifetime of 30 minutes', async () => {
    const { request, redirectUrl } = await connect();

    const { status, body } = await tradeCode(hubspot(), codeIn(redirectUrl), request);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'bearer',
      token_use: 'access_token',
      expires_in: 1800,
      hub_id: 40_000_000,
      user_id: 9_000_001,
      scopes: ['oauth', 'crm.objects.deals.read'],
    });
    expect(body.scope).toBeUndefined();
    expect(body.access_token.length).toBeGreaterThanOrEqual(200);
    expect(body.access_token).toContain('sbxat');
    expect(body.refresh_token).toContain('sbxrt');
  });

  it('return the same refresh token on a refresh, and the old access token lives on', async () => {
    const minted = await mint(sandbox, 'hubspot');

    const { body } = await refresh(hubspot(), minted.refresh);

    expect(body.refresh_token).toBe(minted.refresh);
    expect(body.access_token).not.toBe(minted.access);
    expect((await get(`${origin()}/account-info/v3/details`, minted.access)).status).toBe(200);
  });

  it.each(['v1', 'v3', '2026-03', '2026-09'])('come from the %s endpoint', async (version) => {
    const minted = await mint(sandbox, 'hubspot');

    const answer = await refresh(
      { ...hubspot(), tokenUrl: `${origin()}/oauth/${version}/token` },
      minted.refresh,
    );

    expect(answer.status).toBe(200);
  });

  it('are given for parameters in the query by v1 and refused by v3, which wants them in the body', async () => {
    const minted = await mint(sandbox, 'hubspot');
    const query = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: minted.refresh,
      client_id: hubspot().clientId,
      client_secret: hubspot().clientSecret,
    });

    const v1 = await send(`${origin()}/oauth/v1/token?${query}`, { method: 'POST' });
    const v3 = await send(`${origin()}/oauth/v3/token?${query}`, { method: 'POST' });

    expect(v1.status).toBe(200);
    expect(v3.status).toBe(400);
    expect(v3.body).toEqual({
      status: 'error',
      message: 'Any of the listed authentication credentials are missing',
    });
  });
});

describe('refusals', () => {
  it('of a dead refresh token carry the RFC fields beside the older pair', async () => {
    const minted = await mint(sandbox, 'hubspot');
    await sandbox.control.revoke({ grant: minted.grant });

    const { status, body } = await refresh(hubspot(), minted.refresh);

    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'refresh token is invalid, expired or revoked',
      status: 'BAD_REFRESH_TOKEN',
    });
  });

  it('of the older generation are the pair alone', async () => {
    const minted = await mint(sandbox, 'hubspot');
    await sandbox.control.revoke({ grant: minted.grant });
    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { legacyErrors: true } });

    const { body } = await refresh(hubspot(), minted.refresh);

    expect(body).toMatchObject({ status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' });
    expect(body.error).toBeUndefined();
  });

  it('of a deleted portal say BAD_HUB and access_denied, not invalid_grant', async () => {
    const minted = await mint(sandbox, 'hubspot');
    await sandbox.control.revoke({ grant: minted.grant, cause: 'portal_deleted' });

    const { body } = await refresh(hubspot(), minted.refresh);

    expect(body).toMatchObject({ status: 'BAD_HUB', error: 'access_denied' });
  });

  it.each([
    [
      'a wrong secret',
      { clientSecret: 'nonsense' },
      { error: 'invalid_client', status: 'BAD_CLIENT_SECRET' },
    ],
    ['an unknown client', { clientId: 'nobody' }, { error: 'invalid_client', status: 'BAD_CLIENT_ID' }],
  ])('of %s are about the client', async (_, changes, expected) => {
    const minted = await mint(sandbox, 'hubspot');

    const { body } = await refresh({ ...hubspot(), ...changes }, minted.refresh);

    expect(body).toMatchObject(expected);
  });

  it('of a code say whether it is unknown, used up or from another redirect', async () => {
    const { request, redirectUrl } = await connect();
    const code = codeIn(redirectUrl);

    const elsewhere = await tradeCode(hubspot(), code, request, { redirect_uri: 'http://127.0.0.1:9/other' });
    const first = await tradeCode(hubspot(), code, request);
    const second = await tradeCode(hubspot(), code, request);
    const unknown = await tradeCode(hubspot(), 'na1-nothing', request);

    expect(elsewhere.body.status).toBe('MISMATCH_REDIRECT_URI_AUTH_CODE');
    expect(first.status).toBe(200);
    expect(second.body).toMatchObject({ error: 'invalid_grant', status: 'BAD_AUTH_CODE' });
    expect(unknown.body).toMatchObject({ error: 'invalid_grant', status: 'BAD_AUTH_CODE' });
  });

  it('of an expired code say EXPIRED_AUTH_CODE', async () => {
    await sandbox.control.setKnobs({ scope: { provider: 'hubspot' }, knobs: { codeLifetimeSeconds: 0.001 } });
    const { request, redirectUrl } = await connect();
    await sandbox.control.clearKnobs({ scope: { provider: 'hubspot' } });

    const { body } = await tradeCode(hubspot(), codeIn(redirectUrl), request);

    expect(body.status).toBe('EXPIRED_AUTH_CODE');
  });

  it('of a wrong code verifier leave the code unspent', async () => {
    const { request, redirectUrl } = await connect();
    const code = codeIn(redirectUrl);

    const wrong = await tradeCode(hubspot(), code, request, { code_verifier: 'guessed' });
    const right = await tradeCode(hubspot(), code, request);

    expect(wrong.body.error).toBe('invalid_grant');
    expect(right.status).toBe(200);
  });
});

describe('introspection and revocation', () => {
  const form = (token: string) => ({
    token,
    client_id: hubspot().clientId,
    client_secret: hubspot().clientSecret,
  });

  it('tell the portal, the user and the rest of the life of a token', async () => {
    const minted = await mint(sandbox, 'hubspot');

    const access = await postForm(hubspot().introspectUrl!, form(minted.access));
    const byRefresh = await postForm(hubspot().introspectUrl!, form(minted.refresh));

    expect(access.body).toMatchObject({
      active: true,
      token_use: 'access_token',
      hub_id: 40_000_000,
      user: admin,
    });
    expect(access.body.expires_in).toBeGreaterThan(1700);
    expect(byRefresh.body).toMatchObject({ active: true, token_use: 'refresh_token' });
    expect(byRefresh.body.expires_in).toBeUndefined();
  });

  it('end the refresh token and leave its access tokens alive', async () => {
    const minted = await mint(sandbox, 'hubspot');

    const revoked = await postForm(hubspot().revokeUrl!, form(minted.refresh));

    expect(revoked.status).toBe(200);
    expect((await refresh(hubspot(), minted.refresh)).status).toBe(400);
    expect((await get(`${origin()}/account-info/v3/details`, minted.access)).status).toBe(200);
    expect((await postForm(hubspot().introspectUrl!, form(minted.refresh))).body).toEqual({ active: false });
  });

  it('end every installation of a portal that has the same refresh token, and none of another', async () => {
    const scope = { provider: 'hubspot' };
    await sandbox.control.setKnobs({ scope, knobs: { sharedRefreshTokens: true } });
    const first = await mint(sandbox, 'hubspot');
    const second = await mint(sandbox, 'hubspot');
    await sandbox.control.clearKnobs({ scope });
    const own = await mint(sandbox, 'hubspot');
    expect(second.refresh).toBe(first.refresh);
    expect(own.refresh).not.toBe(first.refresh);

    await postForm(hubspot().revokeUrl!, form(second.refresh));

    expect((await refresh(hubspot(), first.refresh)).status).toBe(400);
    expect((await refresh(hubspot(), own.refresh)).status).toBe(200);
    const ended = async (grant: string) => (await sandbox.control.grants({ grant }))[0]!.endedBy;
    expect(await Promise.all([first.grant, second.grant, own.grant].map(ended))).toEqual([
      'revoked',
      'revoked',
      null,
    ]);
  });

  it('of v1 have the token in the path, and the log does not keep it', async () => {
    const minted = await mint(sandbox, 'hubspot');

    const known = await get(`${origin()}/oauth/v1/access-tokens/${minted.access}`);
    const dropped = await send(`${origin()}/oauth/v1/refresh-tokens/${minted.refresh}`, { method: 'DELETE' });
    const gone = await get(`${origin()}/oauth/v1/refresh-tokens/${minted.refresh}`);

    expect(known.body.hub_id).toBe(40_000_000);
    expect(dropped.status).toBe(204);
    expect(gone.status).toBe(404);
    const log = JSON.stringify(await sandbox.control.calls({ kind: 'identity' }));
    expect(log).toContain('/oauth/v1/access-tokens/{token}');
    expect(log).not.toMatch(/sbxat|sbxrt/);
  });
});

it('keeps the grant alive when the person who installed the app is deactivated', async () => {
  const minted = await mint(sandbox, 'hubspot');
  await sandbox.control.deactivateUser({ provider: 'hubspot', user: admin });

  const answer = await refresh(hubspot(), minted.refresh);

  expect(answer.status).toBe(200);
  await sandbox.control.reactivateUser({ provider: 'hubspot', user: admin });
});
