// Plain HTTP against the sandbox, as a client without any library would send it.

import { createHash, randomBytes } from 'node:crypto';
import type { ProviderOverride } from '../../src/sandbox/provider.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests are about.
  readonly body: any;
}

export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : null,
  };
}

export const postForm = (
  url: string,
  fields: Record<string, string>,
  init: RequestInit = {},
): Promise<Reply> => send(url, { method: 'POST', body: new URLSearchParams(fields), ...init });

export const sendJson = (method: string, url: string, token: string, body: unknown): Promise<Reply> =>
  send(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

export const get = (url: string, token?: string): Promise<Reply> =>
  send(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

export function refresh(
  provider: ProviderOverride,
  refreshToken: string,
  init: RequestInit = {},
): Promise<Reply> {
  return postForm(
    provider.tokenUrl,
    {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: provider.clientId,
      client_secret: provider.clientSecret,
    },
    init,
  );
}

export interface AuthorizationRequest {
  readonly authorizeUrl: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** An authorization request with state and PKCE; `extra` adds to it, an empty value takes away. */
export function authorizationRequest(
  provider: ProviderOverride,
  scope: string,
  extra: Record<string, string> = {},
): AuthorizationRequest {
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = 'http://127.0.0.1:9/oauth/callback';
  const url = new URL(provider.authorizeUrl);
  const parameters: Record<string, string> = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value);
  return { authorizeUrl: url.href, verifier, redirectUri };
}

export function tradeCode(
  provider: ProviderOverride,
  code: string,
  request: AuthorizationRequest,
  changes: Record<string, string> = {},
): Promise<Reply> {
  return postForm(provider.tokenUrl, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: request.redirectUri,
    code_verifier: request.verifier,
    client_id: provider.clientId,
    client_secret: provider.clientSecret,
    ...changes,
  });
}

export const codeIn = (redirectUrl: string): string => new URL(redirectUrl).searchParams.get('code')!;

export interface Minted {
  readonly grant: string;
  readonly access: string;
  readonly refresh: string;
  readonly instanceUrl: string;
}

export async function mint(
  sandbox: Sandbox,
  provider: string,
  options: { user?: string; scopes?: string[] } = {},
): Promise<Minted> {
  const { grant, tokens } = await sandbox.control.grant({
    provider,
    user: options.user ?? sandbox.tenants[0]!.users[0]!.user,
    ...(options.scopes ? { scopes: options.scopes } : {}),
  });
  return {
    grant,
    access: String(tokens.access_token),
    refresh: String(tokens.refresh_token),
    instanceUrl: String(tokens.instance_url),
  };
}

export async function booksOf(sandbox: Sandbox, grant: string) {
  const [books] = await sandbox.control.grants({ grant });
  if (!books) throw new Error(`no books of ${grant}`);
  return books;
}
