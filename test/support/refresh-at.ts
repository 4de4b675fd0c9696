// One refresh at a token endpoint whose answer a test writes, by a provider that is nothing but data.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { Secret } from '../../src/domain/secret.ts';
import type { CallOptions } from '../../src/oauth/token-endpoint.ts';
import { requestRefresh, type TokenOutcome } from '../../src/oauth/token-requests.ts';
import type { ProviderFile } from '../../src/providers/provider-file.ts';
import { createProviders, type Provider } from '../../src/providers/registry.ts';
import { startServer } from './http-server.ts';

/** Signs that forms and URLs escape are part of it: what is quoted back may be escaped or not. */
export const oldRefreshToken = 'sbxrt-old/a+b=';
/** What must show nowhere: every secret of these tests begins so. */
export const anySecret = /sbx(rt|at|cs)-/;
/** A token answer nothing is wrong with. */
export const granted = {
  access_token: 'sbxat-new',
  token_type: 'Bearer',
  expires_in: 600,
  refresh_token: 'sbxrt-new',
};

export interface Refreshed {
  readonly outcome: TokenOutcome;
  /** The outcome as a log or a person would see it. */
  readonly shown: string;
  /** How often the server was asked for anything. */
  readonly requests: number;
}

export async function refreshAt(
  answer: (request: IncomingMessage & { body: string }, response: ServerResponse) => void,
  options: CallOptions = {},
): Promise<Refreshed> {
  let requests = 0;
  const server = await startServer((request, response) => {
    requests++;
    answer(request, response);
  });
  try {
    const outcome = await requestRefresh(providerAt(server.url), new Secret(oldRefreshToken), options);
    return { outcome, shown: `${JSON.stringify(outcome)} ${inspect(outcome, { depth: 9 })}`, requests };
  } finally {
    await server.stop();
  }
}

export function providerAt(url: string): Provider {
  const file: ProviderFile = {
    id: 'any',
    name: 'Any Provider',
    authorizeUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    apiOrigins: [url],
    scopes: [],
    clientId: 'client',
    clientSecret: 'sbxcs-secret',
    clientAuth: 'basic',
    pkce: false,
    refreshTokens: 'single-use',
  };
  return createProviders({ builtIn: [], files: [file], clients: {} }).get(file.id);
}
