// Real HTTP on loopback; the vault and the account workflow are a few lines here, and real in test/flows.
import { describe, expect, it } from 'vitest';
import type { FreshAnswer, FreshWish } from '../../src/domain/fresh-tokens.ts';
import type { AccountRef } from '../../src/domain/ids.ts';
import {
  type GatedAnswer,
  type GatedRequest,
  openGate,
  type RequestGate,
} from '../../src/domain/request-gate.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createAuthorizedFetch } from '../../src/oauth/authorized-fetch.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { answerJson, serve } from '../support/http-server.ts';

const ref = { tenant: 'acme', account: 'acct_1' } as AccountRef;

/** An account at some version, an API that accepts the versions it is told to, and an account workflow with an answer. */
async function stage(options: {
  readonly acceptedVersions: readonly number[];
  readonly ageMs?: number;
  readonly lifetimeMs?: number;
  readonly state?: 'active' | 'held' | 'reauth_required';
  readonly answer?: (account: { version: number }) => FreshAnswer;
  readonly gate?: RequestGate;
  /** Statuses of the first answers, before tokens count. */
  readonly refusals?: readonly number[];
}) {
  const seen: (string | undefined)[] = [];
  const wishes: FreshWish[] = [];
  const account = { version: 1, issuedAt: Date.now() - (options.ageMs ?? 0) };
  const lifetimeMs = options.lifetimeMs ?? 1_800_000;
  const server = await serve((request, response) => {
    seen.push(request.headers.authorization);
    const isAccepted = options.acceptedVersions.some(
      (version) => request.headers.authorization === `Bearer token-${version}`,
    );
    const refusal = options.refusals?.[seen.length - 1];
    answerJson(response, refusal ?? (isAccepted ? 200 : 401), { isAccepted });
  });
  const file = { id: 'google', apiOrigins: [server.url], clientId: 'c', clientSecret: 's' };
  const versions: number[] = [];
  const authorizedFetch = createAuthorizedFetch({
    ref,
    provider: createProviders({ builtIn: builtInProviders, files: [file], clients: {} }).get('google'),
    tokens: {
      openCurrent: async () => ({
        apiBaseUrl: server.url,
        state: options.state ?? 'active',
        seq: 4,
        facts: {
          version: account.version,
          issuedAt: account.issuedAt,
          expiresAt: account.issuedAt + lifetimeMs,
        },
        tokens: { accessToken: new Secret(`token-${account.version}`), refreshToken: null },
      }),
      lastExchange: async () => 'exch_1',
      noteRefused: async () => {},
    },
    gate: options.gate ?? openGate,
    fresh: {
      async ensureFresh(_, wish) {
        wishes.push(wish);
        return options.answer?.(account) ?? { kind: 'not_yet', reason: 'no', retryAfterMs: 300 };
      },
    },
    requestTimeoutMs: 5_000,
    patienceMs: 1_000,
    signal: new AbortController().signal,
    onVersion: (version) => versions.push(version),
  });
  return { fetch: authorizedFetch, seen, wishes, versions, account, server };
}

const renew = (account: { version: number; issuedAt?: number }): FreshAnswer => {
  account.version += 1;
  account.issuedAt = Date.now();
  return { kind: 'fresh', version: account.version };
};

describe('the authorized fetch', () => {
  it('sends the current token, and resolves it anew for every request', async () => {
    const { fetch, seen, account, versions } = await stage({ acceptedVersions: [1, 2] });
    await fetch('/a');
    account.version = 2;
    await fetch('/b');
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(versions).toEqual([1, 2]);
  });

  it('asks for a newer token before it sends one that is about to end', async () => {
    const { fetch, seen, wishes } = await stage({ acceptedVersions: [2], ageMs: 1_799_000, answer: renew });
    const response = await fetch('/a');
    expect(response.status).toBe(200);
    expect(seen).toEqual(['Bearer token-2']);
    expect(wishes[0]).toMatchObject({ notVersion: 1, attemptEpoch: 'exch_1', seq: 4 });
  });

  it('leaves a short-lived token to its refresh grid until the last tenth of its life', async () => {
    const { fetch, wishes } = await stage({ acceptedVersions: [1], lifetimeMs: 2_000, ageMs: 1_500 });
    await fetch('/a');
    expect(wishes).toEqual([]);
  });

  it('sends a refused request again with a newer token, once', async () => {
    const { fetch, seen } = await stage({ acceptedVersions: [2], answer: renew });
    const response = await fetch('/a', { method: 'POST', body: 'x' });
    expect(response.status).toBe(200);
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('hands back a 401 that a fresh token gets too, and never loops', async () => {
    const { fetch, seen, wishes } = await stage({ acceptedVersions: [], answer: renew });
    expect((await fetch('/a')).status).toBe(401);
    expect(seen).toHaveLength(2);
    expect(wishes).toHaveLength(1);
  });

  it('does not send anything for an account that is not active', async () => {
    const { fetch, seen } = await stage({ acceptedVersions: [1], state: 'reauth_required' });
    await expect(fetch('/a')).rejects.toMatchObject({
      name: 'AccountBlocked',
      state: 'reauth_required',
      seq: 4,
    });
    expect(seen).toEqual([]);
  });

  it('is blocked when the newer token it asks for will not come', async () => {
    const { fetch } = await stage({
      acceptedVersions: [],
      answer: () => ({ kind: 'reauth_required', seq: 5 }),
    });
    await expect(fetch('/a')).rejects.toMatchObject({ name: 'AccountBlocked', seq: 5 });
  });

  it('says when to try again while the provider gives no newer token', async () => {
    const { fetch } = await stage({ acceptedVersions: [] });
    await expect(fetch('/a')).rejects.toMatchObject({ code: 'grant.not_fresh_yet', retryAfterMs: 300 });
  });

  it('sends a token to no origin but the declared ones', async () => {
    const { fetch, server } = await stage({ acceptedVersions: [1] });
    const other = await stage({ acceptedVersions: [1] });
    await expect(fetch(`${other.server.url}/steal`)).rejects.toMatchObject({
      code: 'tool.origin_not_allowed',
    });
    await expect(fetch(server.url.replace('127.0.0.1', 'localhost'))).rejects.toMatchObject({
      code: 'tool.origin_not_allowed',
    });
    expect(other.seen).toEqual([]);
  });

  it('says that nobody answered, without showing the request', async () => {
    const { fetch, server } = await stage({ acceptedVersions: [1] });
    await server.stop();
    const error = await fetch('/a').catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'provider.unavailable' });
    expect(JSON.stringify(error) + String(error)).not.toContain('token-1');
  });
});

describe('the authorized fetch at its gate', () => {
  /** Says of each request in turn how long it waits, and of each answer what there is to do. */
  const gateWith = (
    waits: readonly number[],
    learned: readonly Awaited<ReturnType<RequestGate['learn']>>[],
  ) => {
    const passed: GatedRequest[] = [];
    const answers: GatedAnswer[] = [];
    const gate: RequestGate = {
      async pass(request) {
        return waits[passed.push(request) - 1] ?? 0;
      },
      async learn(_, answer) {
        return learned[answers.push(answer) - 1] ?? 'no_limit';
      },
    };
    return { gate, passed, answers };
  };
  const witness = () => {
    const told: string[] = [];
    return {
      told,
      sending: async () => void told.push('sending'),
      turnedAway: async () => void told.push('turned away'),
    };
  };

  it('lets every request pass, by its method and path, without its query', async () => {
    const { gate, passed } = gateWith([], []);
    const { fetch } = await stage({ acceptedVersions: [1], gate });
    await fetch('/a?secret=1', { method: 'POST', body: '{}' });
    await fetch('/b');
    expect(passed).toMatchObject([
      { method: 'POST', path: '/a' },
      { method: 'GET', path: '/b' },
    ]);
  });

  it('lets it pass once more with a newer token', async () => {
    const { gate, passed } = gateWith([], []);
    const { fetch } = await stage({ acceptedVersions: [2], gate, answer: renew });
    expect((await fetch('/a')).status).toBe(200);
    expect(passed).toHaveLength(2);
  });

  it('resolves the token anew after a wait', async () => {
    const { fetch, seen, account } = await stage({
      acceptedVersions: [1, 2],
      gate: {
        ...openGate,
        async pass() {
          account.version = 2;
          return 5_000;
        },
      },
    });
    await fetch('/a');
    expect(seen).toEqual(['Bearer token-2']);
  });

  it('sends what a limit turned away again, and tells its witness that it was not carried out', async () => {
    const { gate, passed, answers } = gateWith([], ['again', 'again']);
    const { fetch, seen } = await stage({ acceptedVersions: [1], gate, refusals: [429, 429] });
    const seeing = witness();

    const response = await fetch('/a', { method: 'POST', body: '{}' }, seeing);

    expect(response.status).toBe(200);
    expect(seen).toHaveLength(3);
    expect(seeing.told).toEqual(['sending', 'turned away', 'sending', 'turned away', 'sending']);
    expect(answers).toMatchObject([{ status: 429, retryAfterMs: null, body: { isAccepted: true } }, {}]);
    // Its patience began with the first of them.
    expect(new Set(passed.map(({ since }) => since)).size).toBe(1);
  });

  it('hands the refusal back when there is no patience for another', async () => {
    const { gate } = gateWith([], ['over']);
    const { fetch, seen } = await stage({ acceptedVersions: [1], gate, refusals: [429] });
    const response = await fetch('/a');
    expect([response.status, await response.json()]).toEqual([429, { isAccepted: true }]);
    expect(seen).toHaveLength(1);
  });

  it('never sends a streamed body again: it is gone', async () => {
    const { gate } = gateWith([], ['again']);
    const { fetch, seen } = await stage({ acceptedVersions: [1], gate, refusals: [429] });
    const body = new Blob(['{}']).stream();
    expect((await fetch('/a', { method: 'POST', body, duplex: 'half' } as RequestInit)).status).toBe(429);
    expect(seen).toHaveLength(1);
  });

  it('asks no gate about answers that speak of no limit', async () => {
    const { gate, answers } = gateWith([], []);
    const { fetch } = await stage({ acceptedVersions: [1], gate, refusals: [404, 500, 400] });
    for (let count = 0; count < 3; count++) await fetch('/a');
    expect(answers).toEqual([]);
  });

  it('is not sent when its gate does not open', async () => {
    const gate: RequestGate = { ...openGate, pass: () => Promise.reject(new Error('no room')) };
    const { fetch, seen } = await stage({ acceptedVersions: [1], gate });
    const seeing = witness();
    await expect(fetch('/a', {}, seeing)).rejects.toThrow('no room');
    expect([seen, seeing.told]).toEqual([[], []]);
  });
});
