// Slack's OAuth as a client without any library sees it: errors in a 200, pairs of tokens, grace, two live tokens.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { until } from '../support/until.ts';
import { authorizationRequest, booksOf, codeIn, get, mint, postForm, send, tradeCode } from './requests.ts';

let sandbox: Sandbox;
const user = 'dana.rivera@acme.example';
const slack = () => sandbox.providerOverrides.slack!;
const method = (name: string) => `${sandbox.origins.slack}/api/${name}`;
const authTest = async (token: string) => (await get(method('auth.test'), token)).body;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
afterEach(async () => {
  await sandbox.control.clearFaults();
  for (const scope of [{ provider: 'slack' }, {}]) await sandbox.control.clearKnobs({ scope });
});

async function install(scopes: { scope?: string; user_scope?: string }) {
  const request = authorizationRequest(slack(), scopes.scope ?? '', {
    code_challenge: '',
    code_challenge_method: '',
    response_type: '',
    ...(scopes.user_scope ? { user_scope: scopes.user_scope } : {}),
  });
  const { redirectUrl } = await sandbox.control.consent({ authorizeUrl: request.authorizeUrl, user });
  return { request, code: codeIn(redirectUrl) };
}

const refresh = (refreshToken: string, changes: Record<string, string> = {}) =>
  postForm(slack().tokenUrl, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: slack().clientId,
    client_secret: slack().clientSecret,
    ...changes,
  });

describe('oauth.v2.access', () => {
  it('gives a bot its pair at the top level', async () => {
    const { request, code } = await install({ scope: 'channels:read,chat:write' });

    const { status, body } = await tradeCode(slack(), code, request);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      token_type: 'bot',
      scope: 'channels:read,chat:write',
      expires_in: 43_200,
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: expect.stringMatching(/^U/) },
    });
    expect(body.access_token).toMatch(/^xoxe\.xoxb-1-sbxat/);
    expect(body.refresh_token).toMatch(/^xoxe-1-sbxrt/);
    expect(body.authed_user.access_token).toBeUndefined();
    expect(await authTest(body.access_token)).toMatchObject({
      ok: true,
      user_id: body.bot_user_id,
      team_id: body.team.id,
    });
  });

  it('gives a bot and a person a pair each, and each is renewed for itself at the top level', async () => {
    const { request, code } = await install({ scope: 'chat:write', user_scope: 'channels:read' });
    const { body } = await tradeCode(slack(), code, request);
    expect(body).toMatchObject({
      token_type: 'bot',
      authed_user: { token_type: 'user', scope: 'channels:read' },
    });

    const renewed = await refresh(body.authed_user.refresh_token);

    expect(renewed.body).toMatchObject({ ok: true, token_type: 'user', scope: 'channels:read' });
    expect(renewed.body.access_token).toMatch(/^xoxe\.xoxp-1-/);
    expect(await authTest(renewed.body.access_token)).toMatchObject({ user_id: body.authed_user.id });
    expect(await authTest(body.access_token)).toMatchObject({ ok: true, user_id: body.bot_user_id });
  });

  it('has no token at the top level when only a person was asked', async () => {
    const { request, code } = await install({ user_scope: 'channels:read' });
    const { body } = await tradeCode(slack(), code, request);
    expect(body.access_token).toBeUndefined();
    expect(body.authed_user.access_token).toMatch(/^xoxe\.xoxp-1-/);
  });

  it('takes JSON and HTTP Basic as well as a form', async () => {
    const minted = await mint(sandbox, 'slack');
    const basic = Buffer.from(`${slack().clientId}:${slack().clientSecret}`).toString('base64');

    const { body } = await send(slack().tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${basic}` },
      body: JSON.stringify({ grant_type: 'refresh_token', refresh_token: minted.refresh }),
    });

    expect(body).toMatchObject({ ok: true, token_type: 'bot' });
  });

  it.each([
    [{ client_secret: 'wrong' }, 'bad_client_secret'],
    [{ client_id: 'wrong' }, 'invalid_client_id'],
    [{ grant_type: 'password' }, 'invalid_grant_type'],
    [{ refresh_token: 'nobody has this' }, 'invalid_refresh_token'],
    [{ grant_type: 'authorization_code', code: 'nobody has this' }, 'invalid_code'],
  ])('refuses %j in a 200', async (changes, error) => {
    const minted = await mint(sandbox, 'slack');
    const { status, body } = await refresh(minted.refresh, changes as Record<string, string>);
    expect([status, body]).toEqual([200, { ok: false, error }]);
  });

  it('says 429 and for how long when it is asked too often', async () => {
    const minted = await mint(sandbox, 'slack');
    await sandbox.control.addFault({
      on: 'token',
      provider: 'slack',
      habit: { kind: 'rate_limited', retryAfterSeconds: 7 },
    });
    const { status, headers, body } = await refresh(minted.refresh);
    expect([status, headers.get('retry-after'), body.error]).toEqual([429, '7', 'ratelimited']);
  });
});

describe('rotation', () => {
  it('answers a spent refresh token with the successor within the grace, and refuses it later', async () => {
    const minted = await mint(sandbox, 'slack');
    const first = await refresh(minted.refresh);
    const again = await refresh(minted.refresh);
    expect(again.body).toMatchObject({ ok: true, refresh_token: first.body.refresh_token });

    await sandbox.control.setKnobs({ scope: { grant: minted.grant }, knobs: { graceMs: 0 } });
    const late = await until('the grace was over', async () => {
      const { body } = await refresh(minted.refresh);
      return body.ok ? null : body;
    });
    expect(late).toEqual({ ok: false, error: 'invalid_refresh_token' });
    expect((await refresh(first.body.refresh_token)).body.ok).toBe(true);
    expect(await booksOf(sandbox, minted.grant)).toMatchObject({ doubleSpends: 1 });
  });

  it('leaves the old access token alive, and keeps at most two', async () => {
    const minted = await mint(sandbox, 'slack');
    const second = (await refresh(minted.refresh)).body;
    expect((await authTest(minted.access)).ok).toBe(true);

    const third = (await refresh(second.refresh_token)).body;

    expect(await authTest(minted.access)).toEqual({ ok: false, error: 'token_expired' });
    expect((await authTest(second.access_token)).ok).toBe(true);
    expect((await authTest(third.access_token)).ok).toBe(true);
  });

  it('can be off: then a token has no end and nothing to renew it with', async () => {
    await sandbox.control.setKnobs({ scope: { provider: 'slack' }, knobs: { neverExpires: true } });
    const { tokens } = await sandbox.control.grant({ provider: 'slack', user });
    expect(tokens).toMatchObject({ ok: true, access_token: expect.stringMatching(/^xoxb-sbxat/) });
    expect([tokens.expires_in, tokens.refresh_token]).toEqual([undefined, undefined]);
    const said = await authTest(String(tokens.access_token));
    expect([said.ok, said.expires_in]).toEqual([true, undefined]);
  });
});

describe('the end of a token', () => {
  const both = async () => {
    const { request, code } = await install({ scope: 'chat:write', user_scope: 'channels:read' });
    const { body } = await tradeCode(slack(), code, request);
    return { bot: String(body.access_token), person: String(body.authed_user.access_token), body };
  };

  it('is told to a bot and to a person in different words when the app is removed', async () => {
    const { bot, person, body } = await both();
    await sandbox.control.revoke({ provider: 'slack', user });
    expect((await authTest(bot)).error).toBe('account_inactive');
    expect((await authTest(person)).error).toBe('token_revoked');
    expect((await refresh(body.refresh_token)).body.error).toBe('invalid_refresh_token');
  });

  it('comes to one token by auth.revoke, and the install goes on', async () => {
    const { bot, body } = await both();
    expect((await postForm(method('auth.revoke'), { token: bot, test: 'true' })).body.revoked).toBe(false);
    expect((await postForm(method('auth.revoke'), { token: bot })).body).toEqual({ ok: true, revoked: true });
    expect((await authTest(bot)).error).toBe('token_revoked');
    expect((await refresh(body.refresh_token)).body.ok).toBe(true);
  });

  it('comes to the authorization by auth.revoke where tokens do not rotate', async () => {
    await sandbox.control.setKnobs({ scope: { provider: 'slack' }, knobs: { neverExpires: true } });
    const minted = await mint(sandbox, 'slack');
    await postForm(method('auth.revoke'), { token: minted.access });
    expect((await authTest(minted.access)).error).toBe('token_revoked');
    expect((await booksOf(sandbox, minted.grant)).endedBy).not.toBeNull();
  });

  it('is named where no token, a wrong one or an old one is shown', async () => {
    const minted = await mint(sandbox, 'slack');
    expect((await get(method('auth.test'))).body.error).toBe('not_authed');
    expect((await authTest('xoxb-nobody')).error).toBe('invalid_auth');
    await sandbox.control.expireAccessTokens({ grant: minted.grant });
    expect((await authTest(minted.access)).error).toBe('token_expired');
  });
});
