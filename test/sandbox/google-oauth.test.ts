// Google's authorization server in the sandbox, shape by shape (providers page, sections 4.1 to 4.4).

import { createPublicKey, createVerify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { authorizationRequest, codeIn, get, mint, refresh, send, tradeCode } from './requests.ts';

let sandbox: Sandbox;
const google = () => sandbox.providerOverrides.google!;
const sheets = 'https://www.googleapis.com/auth/spreadsheets';
const spreadsheet = () => `${sandbox.origins.google}/v4/spreadsheets/${sandbox.tenants[0]!.spreadsheetId}`;

beforeAll(async () => {
  sandbox = await startSandbox({ world: { tenants: [{ id: 'acme', people: 12 }] } });
});
afterAll(() => sandbox.stop());

/** Each test connects as a person of its own: a second consent is a different thing. */
let nextUser = 0;
const someUser = () => sandbox.tenants[0]!.users[nextUser++]!.user;

const connect = async (user: string, extra: Record<string, string> = {}, untickedScopes: string[] = []) => {
  const request = authorizationRequest(google(), `openid email ${sheets}`, extra);
  const { redirectUrl } = await sandbox.control.consent({
    authorizeUrl: request.authorizeUrl,
    user,
    untickedScopes,
  });
  return tradeCode(google(), codeIn(redirectUrl), request);
};

describe('token answers', () => {
  it('say 3599 seconds and name the sign-in scopes in full', async () => {
    const { body } = await connect(someUser(), { access_type: 'offline' });

    expect(body).toMatchObject({
      expires_in: 3599,
      token_type: 'Bearer',
      scope: `openid https://www.googleapis.com/auth/userinfo.email ${sheets}`,
    });
    expect(body.access_token).toMatch(/^ya29\..*sbxat/);
    expect(body.refresh_token).toMatch(/^1\/\/.*sbxrt/);
    expect(body.refresh_token_expires_in).toBeUndefined();
  });

  it('hold no refresh token without offline access', async () => {
    const { body } = await connect(someUser());

    expect(body.access_token).toBeDefined();
    expect(body.refresh_token).toBeUndefined();
  });

  it('hold no refresh token at the second consent, unless it was prompted for', async () => {
    const user = someUser();
    const first = await connect(user, { access_type: 'offline' });
    const second = await connect(user, { access_type: 'offline' });
    const prompted = await connect(user, { access_type: 'offline', prompt: 'consent' });

    expect(first.body.refresh_token).toBeDefined();
    expect(second.body.refresh_token).toBeUndefined();
    expect(prompted.body.refresh_token).toBeDefined();
  });

  it('hold no refresh token at a refresh, and the old one goes on', async () => {
    const minted = await mint(sandbox, 'google');

    const first = await refresh(google(), minted.refresh);
    const second = await refresh(google(), minted.refresh);

    expect(first.body.refresh_token).toBeUndefined();
    expect(second.status).toBe(200);
  });

  it('tell how long a refresh token of a testing project lives', async () => {
    const user = someUser();
    await sandbox.control.setKnobs({ scope: { user }, knobs: { refreshLifetimeSeconds: 604_800 } });

    const { body } = await connect(user, { access_type: 'offline' });

    expect([604_799, 604_800]).toContain(body.refresh_token_expires_in);
  });

  it('carry an id_token that the published key verifies', async () => {
    const user = someUser();
    const { body } = await connect(user, { access_type: 'offline', nonce: 'nonce-1' });
    const { body: discovery } = await get(`${sandbox.origins.google}/.well-known/openid-configuration`);
    const { body: jwks } = await get(discovery.jwks_uri);
    const [header, claims, signature] = body.id_token.split('.');

    const isGenuine = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify(createPublicKey({ key: jwks.keys[0], format: 'jwk' }), signature, 'base64url');

    expect(isGenuine).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: discovery.issuer,
      aud: google().clientId,
      email: user,
      nonce: 'nonce-1',
    });
  });
});

describe('granular consent', () => {
  it('grants what was left in, and the API misses the scope that was unticked', async () => {
    const { body } = await connect(someUser(), { access_type: 'offline' }, [sheets]);

    const call = await get(spreadsheet(), body.access_token);

    expect(body.scope).toBe('openid https://www.googleapis.com/auth/userinfo.email');
    expect(call.status).toBe(403);
    expect(call.body.error).toMatchObject({
      status: 'PERMISSION_DENIED',
      message: 'Request had insufficient authentication scopes.',
      details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
    });
  });

  it('brings earlier scopes along, but not one left out now', async () => {
    const user = someUser();
    await mint(sandbox, 'google', { user, scopes: [sheets, 'https://www.googleapis.com/auth/drive.file'] });

    const { body } = await connect(user, { include_granted_scopes: 'true' }, [sheets]);

    expect(body.scope.split(' ')).toContain('https://www.googleapis.com/auth/drive.file');
    expect(body.scope.split(' ')).not.toContain(sheets);
  });

  it('can lose a scope later without losing the token', async () => {
    const minted = await mint(sandbox, 'google');

    await sandbox.control.removeScope({ grant: minted.grant, scope: sheets });

    expect((await get(spreadsheet(), minted.access)).status).toBe(403);
    expect((await refresh(google(), minted.refresh)).body.scope).not.toContain('spreadsheets');
  });
});

describe('refusals', () => {
  it.each([
    ['revoked', 400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }],
    ['evicted', 400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }],
    [
      'session_control',
      400,
      {
        error: 'invalid_grant',
        error_description: 'reauth related error (invalid_rapt)',
        error_subtype: 'invalid_rapt',
        error_uri: 'https://support.google.com/a/answer/9368756',
      },
    ],
    ['client_deleted', 401, { error: 'deleted_client', error_description: 'The OAuth client was deleted.' }],
    ['foreign_client', 401, { error: 'unauthorized_client', error_description: 'Unauthorized' }],
  ])('of a grant ended as %s', async (cause, status, body) => {
    const minted = await mint(sandbox, 'google');
    await sandbox.control.revoke({ grant: minted.grant, cause });

    const refused = await refresh(google(), minted.refresh);

    expect([refused.status, refused.body]).toEqual([status, body]);
  });

  it('of an admin policy are an error of their own', async () => {
    const minted = await mint(sandbox, 'google');
    await sandbox.control.setKnobs({
      scope: { grant: minted.grant },
      knobs: { refuseRefreshAs: 'admin_policy' },
    });

    expect((await refresh(google(), minted.refresh)).body.error).toBe('admin_policy_enforced');
  });

  it('of a deactivated person say that the account is gone', async () => {
    const user = someUser();
    const minted = await mint(sandbox, 'google', { user });
    await sandbox.control.deactivateUser({ provider: 'google', user });

    const refused = await refresh(google(), minted.refresh);
    const call = await get(spreadsheet(), minted.access);

    expect(refused.body).toEqual({
      error: 'invalid_grant',
      error_description: 'The account has been deleted',
    });
    expect(call.status).toBe(401);
  });

  it('of garbage say Bad Request, as a damaged store would read it', async () => {
    expect((await refresh(google(), '1//0nonsense')).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Bad Request',
    });
  });

  it('of a wrong secret come with 401', async () => {
    const minted = await mint(sandbox, 'google');

    const refused = await refresh({ ...google(), clientSecret: 'nonsense' }, minted.refresh);

    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
  });

  it('of an aged refresh token come when its lifetime is over', async () => {
    const user = someUser();
    await sandbox.control.setKnobs({ scope: { user }, knobs: { refreshLifetimeSeconds: 0.001 } });
    const minted = await mint(sandbox, 'google', { user });
    await sandbox.control.clearKnobs({ scope: { user } });

    expect((await refresh(google(), minted.refresh)).body.error).toBe('invalid_grant');
  });
});

describe('revocation and token facts', () => {
  it('ends every grant of the person for the app, siblings included', async () => {
    const user = someUser();
    const one = await mint(sandbox, 'google', { user });
    const sibling = await mint(sandbox, 'google', { user });

    const revoked = await send(`${google().revokeUrl}?token=${encodeURIComponent(one.refresh)}`, {
      method: 'POST',
    });
    const again = await send(`${google().revokeUrl}?token=${encodeURIComponent(one.refresh)}`, {
      method: 'POST',
    });

    expect([revoked.status, again.status]).toEqual([200, 400]);
    expect((await refresh(google(), sibling.refresh)).body.error).toBe('invalid_grant');
    expect((await get(spreadsheet(), sibling.access)).status).toBe(401);
  });

  it('answers tokeninfo in strings and refuses a dead token with 400', async () => {
    const minted = await mint(sandbox, 'google');
    const tokenInfo = (token: string) => get(`${sandbox.origins.google}/tokeninfo?access_token=${token}`);

    const live = await tokenInfo(minted.access);
    const dead = await tokenInfo('nonsense');

    expect(live.body).toMatchObject({
      aud: google().clientId,
      access_type: 'offline',
      email_verified: 'true',
    });
    expect(live.body.exp).toMatch(/^\d+$/);
    expect(live.body.expires_in).toMatch(/^\d+$/);
    expect([dead.status, dead.body.error]).toEqual([400, 'invalid_token']);
  });

  it('answers userinfo with the subject of the id_token', async () => {
    const user = sandbox.tenants[0]!.users[0]!.user;
    const minted = await mint(sandbox, 'google', { user });

    const { body } = await get(google().userinfoUrl!, minted.access);

    expect(body).toMatchObject({ sub: '100000000000000000001', email: user });
  });
});
