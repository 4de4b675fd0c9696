// A built-in provider at the sandbox, spoken to over real HTTP by the product's own OAuth code: what every file of
// test/conformance/<provider> starts from. One sandbox a file, with its knobs and faults put back after each test.

import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import type { AccountRef } from '../../src/domain/ids.ts';
import type { RefusalEvidence } from '../../src/domain/refine-diagnosis.ts';
import { openGate } from '../../src/domain/request-gate.ts';
import { Secret } from '../../src/domain/secret.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { buildDeparture } from '../../src/oauth/authorize-url.ts';
import { createAuthorizedFetch } from '../../src/oauth/authorized-fetch.ts';
import { type Callback, readCallback } from '../../src/oauth/callback.ts';
import {
  type GrantedTokens,
  requestRefresh,
  requestTokensForCode,
  type TokenOutcome,
} from '../../src/oauth/token-requests.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';
import type { SandboxOptions } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

export const owner = 'dana.rivera@acme.example';
const redirectUri = 'http://127.0.0.1:9/oauth/callback';

export interface Minted {
  /** The sandbox's name of the grant. */
  readonly grant: string;
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  readonly apiBaseUrl: string;
}

export function atSandbox(id: string, options: SandboxOptions = {}) {
  let sandbox: Sandbox;
  let provider: Provider;
  beforeAll(async () => {
    sandbox = await startSandbox(options);
    const override = sandbox.providerOverrides[id]!;
    const files = [{ ...override, apiOrigins: [...override.apiOrigins] }];
    provider = createProviders({ builtIn: builtInProviders, files, clients: {} }).get(id);
  });
  afterAll(() => sandbox.stop());
  afterEach(async () => {
    await sandbox.control.clearKnobs({ scope: { provider: id } });
    await sandbox.control.clearFaults();
  });

  return {
    /** Asked anew each time: there is none before the tests run. */
    sandbox: () => sandbox,
    control: () => sandbox.control,
    provider: () => provider,

    async mint(input: { readonly user?: string; readonly scopes?: string[] } = {}): Promise<Minted> {
      const { grant, tokens } = await sandbox.control.grant({ provider: id, user: owner, ...input });
      const { access_token, refresh_token, instance_url } = tokens as Record<string, string>;
      return {
        grant,
        accessToken: new Secret(access_token!),
        refreshToken: new Secret(refresh_token ?? ''),
        apiBaseUrl: instance_url ?? provider.apiOrigins[0]!,
      };
    },

    refresh: (refreshToken: Secret): Promise<TokenOutcome> => requestRefresh(provider, refreshToken),

    /** The way of a person's browser; `parameters` are laid over those of the authorize address. */
    async consent(
      input: {
        readonly user?: string;
        readonly allow?: boolean;
        readonly untickedScopes?: string[];
        readonly parameters?: Readonly<Record<string, string>>;
      } = {},
    ): Promise<{ readonly url: URL; readonly callback: Callback; readonly outcome: TokenOutcome | null }> {
      const { parameters = {}, ...decision } = input;
      const departure = await buildDeparture(provider, { redirectUri, scopes: provider.scopes });
      const url = new URL(departure.url);
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      const { redirectUrl } = await sandbox.control.consent({
        authorizeUrl: url.href,
        user: owner,
        ...decision,
      });
      const callback = readCallback(provider, new URL(redirectUrl), departure.state);
      if (callback.kind !== 'code') return { url, callback, outcome: null };
      const outcome = await requestTokensForCode(provider, {
        parameters: callback.parameters,
        redirectUri,
        verifier: departure.verifier,
      });
      return { url, callback, outcome };
    },

    /** An account whose versions are these tokens, the first in force; each newer one is there when it is asked for. */
    openFetch(
      accessTokens: readonly Secret[],
      { apiBaseUrl }: { readonly apiBaseUrl: string },
      of = provider,
    ) {
      let version = 1;
      const used: number[] = [];
      const refused: number[] = [];
      const fetch = createAuthorizedFetch({
        ref: { tenant: 'acme', account: 'acct_1' } as AccountRef,
        provider: of,
        tokens: {
          openCurrent: async () => ({
            apiBaseUrl,
            state: 'active',
            seq: 1,
            facts: { version, issuedAt: Date.now(), expiresAt: Date.now() + HOUR },
            tokens: { accessToken: accessTokens[version - 1]!, refreshToken: null },
          }),
          lastExchange: async () => 'exch_1',
          noteRefused: async (_, number) => {
            refused.push(number);
          },
        },
        gate: openGate,
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
      return { fetch, used, refused };
    },

    /** What the journal would know of a young, busy grant; `known` is laid over it. */
    evidence(known: Partial<RefusalEvidence> = {}): RefusalEvidence {
      const now = Date.now();
      return {
        refusedAt: now,
        consentedAt: now - 40 * DAY,
        lastSuccessAt: now - HOUR,
        habit: provider.refreshTokens,
        lostAnswers: 0,
        refreshExpiresAt: null,
        grantIdleLimitDays: provider.grantIdleLimitDays,
        testGrantDays: provider.testGrantDays ?? null,
        newerGrants: 0,
        liveGrantLimit: provider.liveGrantLimit ?? null,
        earlierEndings: {},
        ...known,
      };
    },
  };
}

export function grantedOf(outcome: TokenOutcome | null): GrantedTokens {
  if (outcome?.kind !== 'granted') throw new Error(`not granted: ${JSON.stringify(outcome)}`);
  return outcome.granted;
}

export function refusalOf(outcome: TokenOutcome | null): Diagnosis {
  if (outcome?.kind !== 'refused') throw new Error(`not refused: ${JSON.stringify(outcome)}`);
  return outcome.diagnosis;
}
