// Slack says no with status 200 and `{ok: false, error}`, at its token endpoint and its API alike (reference, oauth.v2.access
// and auth.test, "Errors").
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { answerJson, startServer } from '../../support/http-server.ts';
import { atSandbox, grantedOf, refusalOf } from '../at-sandbox.ts';

const { control, mint, refresh, openFetch, provider } = atSandbox('slack');
const two = [new Secret('a'), new Secret('b')];

describe('an exchange', () => {
  it('refused in a 200 is a refusal', async () => {
    const { grant, refreshToken } = await mint();
    await control().revoke({ grant });

    expect(refusalOf(await refresh(refreshToken))).toMatchObject({
      cause: 'user_revoked',
      facts: { status: 200, error: 'invalid_refresh_token' },
    });
  });

  it('that half happened by Slack’s own word is lost, not refused', async () => {
    const { grant, refreshToken } = await mint();
    await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'fatal_error' } });

    expect(await refresh(refreshToken)).toEqual({
      kind: 'lost',
      reason: 'the token endpoint answered fatal_error',
    });
  });

  it.each([
    ['ratelimited', null],
    ['service_unavailable', null],
    ['org_login_required', 3_600_000],
  ])('answered %s is put off, and nobody is asked', async (refuseRefreshAs, retryAfterMs) => {
    const { grant, refreshToken } = await mint();
    await control().setKnobs({ scope: { grant }, knobs: { refuseRefreshAs } });

    expect(await refresh(refreshToken)).toMatchObject({ kind: 'postponed', retryAfterMs });
  });
});

describe('a data call', () => {
  it('whose token is refused in a 200 is sent again with a newer one', async () => {
    const minted = await mint();
    await control().expireAccessTokens({ grant: minted.grant });
    const next = grantedOf(await refresh(minted.refreshToken));
    const { fetch, used } = openFetch([minted.accessToken, next.tokens.accessToken], minted);

    const response = await fetch('/api/auth.test', { method: 'POST' });

    expect(await response.json()).toMatchObject({ ok: true });
    expect(used).toEqual([1, 2]);
  });

  it.each(['token_expired', 'token_revoked', 'account_inactive', 'invalid_auth'])(
    'answered %s asks for a newer token once, and hands the second one back',
    async (error) => {
      const server = await startServer((_, response) => answerJson(response, 200, { ok: false, error }));
      const at = { ...provider(), apiOrigins: [server.url] };
      const { fetch, used } = openFetch(two, { apiBaseUrl: server.url }, at);
      expect(await (await fetch('/api/x')).json()).toEqual({ ok: false, error });
      expect(used).toEqual([1, 2]);
      await server.stop();
    },
  );

  it.each([
    ['another refusal', { ok: false, error: 'channel_not_found' }],
    ['a token that was not sent', { ok: false, error: 'not_authed' }],
    ['success', { ok: true }],
    ['a list', []],
    ['more than a refusal can be', { ok: false, error: 'token_expired', rest: 'x'.repeat(300_000) }],
  ])('answered with %s is handed back whole', async (_, body) => {
    const server = await startServer((_request, response) => answerJson(response, 200, body));
    const at = { ...provider(), apiOrigins: [server.url] };
    const { fetch, used } = openFetch(two, { apiBaseUrl: server.url }, at);
    expect(await (await fetch('/api/x')).json()).toEqual(body);
    expect(used).toEqual([1]);
    await server.stop();
  });
});
