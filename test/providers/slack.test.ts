// What Slack has otherwise than RFC 6749, end to end against the sandbox's Slack over real HTTP.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AccountRef } from '../../src/domain/ids.ts';
import { Secret } from '../../src/domain/secret.ts';
import { buildDeparture } from '../../src/oauth/authorize-url.ts';
import { createAuthorizedFetch } from '../../src/oauth/authorized-fetch.ts';
import { readCallback } from '../../src/oauth/callback.ts';
import { fetchIdentity } from '../../src/oauth/identity.ts';
import { requestRefresh, requestTokensForCode, type TokenOutcome } from '../../src/oauth/token-requests.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { answerJson, startServer } from '../support/http-server.ts';

const user = 'dana.rivera@acme.example';
const redirectUri = 'http://127.0.0.1:9/oauth/callback';
let sandbox: Sandbox;
let slack: Provider;
beforeAll(async () => {
  sandbox = await startSandbox();
  const override = sandbox.providerOverrides.slack!;
  const files = [{ ...override, apiOrigins: [...override.apiOrigins] }];
  slack = createProviders({ builtIn: builtInProviders, files, clients: {} }).get('slack');
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control.clearKnobs({ scope: { provider: 'slack' } }));

const grantedOf = (outcome: TokenOutcome) => {
  if (outcome.kind !== 'granted') throw new Error(`not granted: ${JSON.stringify(outcome)}`);
  return outcome.granted;
};
const mint = async (scopes?: string[]) => {
  const { grant, tokens } = await sandbox.control.grant({
    provider: 'slack',
    user,
    ...(scopes && { scopes }),
  });
  return { grant, tokens: tokens as Record<string, string> };
};
async function connect(extra: Record<string, string> = {}) {
  const departure = await buildDeparture(slack, { redirectUri, scopes: slack.scopes });
  const url = new URL(departure.url);
  for (const [name, value] of Object.entries(extra)) url.searchParams.set(name, value);
  const { redirectUrl } = await sandbox.control.consent({ authorizeUrl: url.href, user });
  const callback = readCallback(slack, new URL(redirectUrl), departure.state);
  if (callback.kind !== 'code') throw new Error(`no code: ${JSON.stringify(callback)}`);
  const { parameters } = callback;
  const outcome = await requestTokensForCode(slack, {
    parameters,
    redirectUri,
    verifier: departure.verifier,
  });
  return { url, granted: grantedOf(outcome) };
}

describe('connecting', () => {
  it('asks for comma separated scopes without PKCE, and takes the bot’s pair', async () => {
    const { url, granted } = await connect({ user_scope: 'channels:read' });

    expect(url.searchParams.get('scope')).toBe('channels:read,channels:history,chat:write');
    expect(url.searchParams.has('code_challenge')).toBe(false);
    expect(granted.scopes).toEqual(slack.scopes);
    expect(granted.lifetimeMs).toBe(43_200_000);
    expect(granted.tokens.accessToken.reveal()).toMatch(/^xoxe\.xoxb-/);
    expect(granted.externalOrganization).toMatch(/^T/);
    const asked = await fetchIdentity(slack, granted.tokens.accessToken);
    expect(asked).toEqual({ subject: granted.externalSubject, organization: granted.externalOrganization });
  });

  it('takes a person’s pair where no bot was asked for, and renews it', async () => {
    const { granted } = await connect({ scope: '', user_scope: 'channels:read' });
    expect(granted.tokens.accessToken.reveal()).toMatch(/^xoxe\.xoxp-/);
    expect(granted.scopes).toEqual(['channels:read']);

    const next = grantedOf(await requestRefresh(slack, granted.tokens.refreshToken!));

    expect(next.tokens.accessToken.reveal()).toMatch(/^xoxe\.xoxp-/);
    expect(next.externalSubject).toBe(granted.externalSubject);
    expect(next.tokens.refreshToken!.reveal()).not.toBe(granted.tokens.refreshToken!.reveal());
  });

  it('takes a token without rotation for one that has no end', async () => {
    await sandbox.control.setKnobs({ scope: { provider: 'slack' }, knobs: { neverExpires: true } });
    const { granted } = await connect();

    expect(granted.tokens.refreshToken).toBeNull();
    expect(granted.lifetimeMs).toBeGreaterThan(5 * 365 * 86_400_000);
    expect(slack.lifeWithoutRefreshTokenSeconds! * 1000).toBe(granted.lifetimeMs);
  });
});

describe('an exchange', () => {
  it('whose answer was lost is answered with the same successor within the grace', async () => {
    const { grant, tokens } = await mint();
    const spent = new Secret(tokens.refresh_token!);
    await sandbox.control.addFault({ on: 'token', grant, habit: { kind: 'drop_after_commit' } });
    expect((await requestRefresh(slack, spent)).kind).toBe('lost');

    const next = grantedOf(await requestRefresh(slack, spent));

    expect((await requestRefresh(slack, next.tokens.refreshToken!)).kind).toBe('granted');
    const [books] = await sandbox.control.grants({ grant });
    expect(books).toMatchObject({ graceReplays: 1, doubleSpends: 0 });
  });

  it('that is refused in a 200 is a refusal', async () => {
    const { grant, tokens } = await mint();
    await sandbox.control.revoke({ grant });
    const outcome = await requestRefresh(slack, new Secret(tokens.refresh_token!));
    expect(outcome).toMatchObject({
      kind: 'refused',
      diagnosis: { cause: 'user_revoked', facts: { status: 200, error: 'invalid_refresh_token' } },
    });
  });

  it('that half happened by Slack’s own word is lost, not refused', async () => {
    const { grant, tokens } = await mint();
    await sandbox.control.setKnobs({ scope: { grant }, knobs: { refuseRefreshAs: 'fatal_error' } });
    const outcome = await requestRefresh(slack, new Secret(tokens.refresh_token!));
    expect(outcome).toEqual({ kind: 'lost', reason: 'the token endpoint answered fatal_error' });
  });
});

describe('a data call', () => {
  /** An account with a version's token each; the next one is there when it is asked for. */
  const open = (apiBaseUrl: string, tokens: readonly string[], provider = slack) => {
    let version = 1;
    const used: number[] = [];
    const authorizedFetch = createAuthorizedFetch({
      ref: { tenant: 'acme', account: 'acct_1' } as AccountRef,
      provider,
      tokens: {
        openCurrent: async () => ({
          apiBaseUrl,
          state: 'active',
          seq: 1,
          facts: { version, issuedAt: Date.now(), expiresAt: Date.now() + 3_600_000 },
          tokens: { accessToken: new Secret(tokens[version - 1]!), refreshToken: null },
        }),
        lastExchange: async () => 'exch_1',
      },
      fresh: {
        async ensureFresh() {
          version += 1;
          return { kind: 'fresh', version };
        },
      },
      requestTimeoutMs: 5_000,
      patienceMs: 1_000,
      signal: new AbortController().signal,
      onVersion: (sent) => used.push(sent),
    });
    return { fetch: authorizedFetch, used };
  };

  it('whose token is refused in a 200 is sent again with a newer one', async () => {
    const { grant, tokens } = await mint();
    await sandbox.control.expireAccessTokens({ grant });
    const next = grantedOf(await requestRefresh(slack, new Secret(tokens.refresh_token!)));
    const all = [tokens.access_token!, next.tokens.accessToken.reveal()];
    const { fetch, used } = open(slack.apiOrigins[0]!, all);

    const response = await fetch('/api/auth.test', { method: 'POST' });

    expect(await response.json()).toMatchObject({ ok: true });
    expect(used).toEqual([1, 2]);
  });

  it.each(['token_expired', 'token_revoked', 'account_inactive', 'invalid_auth'])(
    'answered %s asks for a newer token once, and hands the second one back',
    async (error) => {
      const server = await startServer((_, response) => answerJson(response, 200, { ok: false, error }));
      const { fetch, used } = open(server.url, ['a', 'b'], { ...slack, apiOrigins: [server.url] });
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
    const { fetch, used } = open(server.url, ['a', 'b'], { ...slack, apiOrigins: [server.url] });
    expect(await (await fetch('/api/x')).json()).toEqual(body);
    expect(used).toEqual([1]);
    await server.stop();
  });
});
