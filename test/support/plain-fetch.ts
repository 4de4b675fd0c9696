// An account without a vault or a workflow: the product's own authorized fetch, with tokens a test hands it. The first is
// used until it is refused; then the next one is the "fresh" one.

import type { OpenedAccount } from '../../activities/tools/run-tool.ts';
import { AccountBlocked } from '../../src/domain/failures.ts';
import type { AccountRef } from '../../src/domain/ids.ts';
import { openGate } from '../../src/domain/request-gate.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createAuthorizedFetch } from '../../src/oauth/authorized-fetch.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders } from '../../src/providers/registry.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export const testAccount = { tenant: 'acme', account: 'acct_1' } as AccountRef;

export interface PlainAccount {
  readonly provider: string;
  readonly apiBaseUrl: string;
  readonly apiOrigins: readonly string[];
  readonly tokens: readonly string[];
}

/** What a call of this account runs on; each call of the returned function is one execution. */
export function openPlainAccount(account: PlainAccount, blockedAfter = Number.POSITIVE_INFINITY) {
  let version = 1;
  let requests = 0;
  const file = {
    id: account.provider,
    apiOrigins: [...account.apiOrigins],
    clientId: 'client',
    clientSecret: 'unused',
  };
  const provider = createProviders({ builtIn: builtInProviders, files: [file], clients: {} }).get(
    account.provider,
  );
  return async (ref: AccountRef, signal: AbortSignal): Promise<OpenedAccount> => {
    let range: readonly [number, number] | null = null;
    const fetch = createAuthorizedFetch({
      ref,
      provider,
      tokens: {
        openCurrent: async () => {
          if (++requests > blockedAfter) throw new AccountBlocked('reauth_required', 7);
          return {
            apiBaseUrl: account.apiBaseUrl,
            state: 'active',
            seq: 1,
            facts: { version, issuedAt: Date.now(), expiresAt: Date.now() + 3_600_000 },
            tokens: { accessToken: new Secret(account.tokens[version - 1]!), refreshToken: null },
          };
        },
        lastExchange: async () => 'exch_1',
        noteRefused: async () => {},
      },
      gate: openGate,
      fresh: {
        async ensureFresh() {
          version = Math.min(version + 1, account.tokens.length);
          return { kind: 'fresh', version };
        },
      },
      requestTimeoutMs: 10_000,
      patienceMs: 1_000,
      signal,
      onVersion(used) {
        range = range ? [Math.min(range[0], used), Math.max(range[1], used)] : [used, used];
      },
    });
    return { fetch, provider: account.provider, tokenVersions: () => range };
  };
}

/** An account of the sandbox's first tenant, with as many token sets as asked for. */
export async function connectPlainly(
  sandbox: Sandbox,
  provider: string,
  { versions = 1, person = 0 }: { readonly versions?: number; readonly person?: number } = {},
) {
  const { user } = sandbox.tenants[0]!.users[person]!;
  const minted = [];
  for (let count = 0; count < versions; count++) minted.push(await sandbox.control.grant({ provider, user }));
  const tokens = minted.map((grant) => String(grant.tokens.access_token));
  const { apiOrigins } = sandbox.providerOverrides[provider]!;
  const apiBaseUrl = String(minted[0]!.tokens.instance_url ?? apiOrigins[0]);
  return { provider, apiBaseUrl, apiOrigins, tokens, user, grants: minted.map(({ grant }) => grant) };
}
