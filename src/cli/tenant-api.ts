// The API as a command calls it, with a tenant's key. What is wrong with one request is answered, so that others can go on;
// what would be wrong with each of them (no API there, a wrong key) is thrown. Never shows what was sent, nor the key.

import { type Config, type Environment, readConfig } from '../config.ts';
import { Secret } from '../domain/secret.ts';
import { CannotStart } from '../embedded/cannot-start.ts';
import { CommandMistake, type Flags } from './command.ts';

export type ApiAnswer =
  | {
      readonly kind: 'ok';
      readonly body: Readonly<Record<string, unknown>>;
      /** The answer of an earlier request with the same key. */
      readonly isReplayed: boolean;
    }
  | { readonly kind: 'refused'; readonly code: string; readonly mistakes: readonly string[] };

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface TenantApi {
  call(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer>;
  /** The same, for a command that ends where the request is refused. */
  ask<Body>(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Body>;
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** An import asks the provider whose account it is, which may take its time. */
const patienceMs = 60_000;

/** Of every command that asks the API. */
export const apiFlags = {
  url: {
    type: 'string',
    value: 'URL',
    says: 'Where the API is. Default: FIRSTLIGHT_URL, else FIRSTLIGHT_PUBLIC_URL.',
  },
  key: {
    type: 'string',
    value: 'TENANT_KEY',
    says: "The tenant's API key; better given as FIRSTLIGHT_TENANT_KEY, which others cannot see.",
  },
} as const satisfies Flags;

export function openTenantApi(call: {
  readonly values: { readonly url?: string; readonly key?: string };
  readonly environment: Environment;
}): TenantApi {
  const config = readConfig(call.environment);
  const url = call.values.url ?? urlOf(config);
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new CommandMistake('--url must be a URL, e.g. http://127.0.0.1:8787.');
  }
  const key = call.values.key ? new Secret(call.values.key) : config.FIRSTLIGHT_TENANT_KEY;
  if (!key) throw new CommandMistake("Give the tenant's API key as FIRSTLIGHT_TENANT_KEY, or with --key.");
  return createTenantApi(url, key);
}

export const urlOf = (config: Config): string =>
  config.FIRSTLIGHT_URL ?? config.FIRSTLIGHT_PUBLIC_URL ?? `http://127.0.0.1:${config.FIRSTLIGHT_PORT}`;

export function createTenantApi(url: string, key: Secret): TenantApi {
  const call: TenantApi['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${key.reveal()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    }).catch((error: Error) => {
      const why = (error.cause as { code?: string } | undefined)?.code ?? error.name;
      throw new CannotStart(
        `The API does not answer at ${new URL(url).origin} (${why}). Check that it is running, and FIRSTLIGHT_URL or --url. What was done before stays; call the command again to go on.`,
      );
    });
    const answer = await readAnswer(response);
    if (response.ok) {
      return {
        kind: 'ok',
        body: answer,
        isReplayed: response.headers.get('idempotency-replayed') === 'true',
      };
    }
    const {
      code = 'unknown',
      detail = `the API answered ${response.status}`,
      errors = [],
    } = answer as Problem;
    if (response.status === 401 || response.status === 403) throw new CannotStart(detail);
    const mistakes = errors.map(({ pointer, detail: mistake }) => `${pointer.slice(1)}: ${mistake}`);
    return { kind: 'refused', code, mistakes: mistakes.length > 0 ? mistakes : [detail] };
  };

  return {
    call,
    async ask<Body>(...request: Parameters<TenantApi['call']>): Promise<Body> {
      const answer = await call(...request);
      if (answer.kind === 'ok') return answer.body as Body;
      throw new CannotStart(answer.mistakes.join('\n'));
    },
  };
}

/** What an answer holds; nothing for one that has no body, and never for one that cannot be read. */
async function readAnswer(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text().catch((error: Error) => {
    throw new CannotStart(
      `The answer of the API at ${new URL(response.url).origin} broke off (${error.name}). What was asked for may have been done; call the command again to see.`,
    );
  });
  if (text === '' && (response.status === 204 || !response.ok)) return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A proxy's page, or the address of something else: only its refusal says enough without a body of ours.
    if (!response.ok) return {};
    throw new CannotStart(
      `What answers at ${new URL(response.url).origin} is not the API (it said ${response.status}, without JSON). Check FIRSTLIGHT_URL or --url.`,
    );
  }
}
