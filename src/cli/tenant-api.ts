// The API as a command calls it, with a tenant's key. What is wrong with one request is answered, so that the others can go
// on; what would be wrong with each of them (no API there, a wrong key) is thrown. Never shows what was sent.

import type { Secret } from '../domain/secret.ts';
import { CannotStart } from '../embedded/cannot-start.ts';

export type ApiAnswer =
  | {
      readonly kind: 'ok';
      readonly body: Readonly<Record<string, unknown>>;
      /** The answer of an earlier request with the same key. */
      readonly isReplayed: boolean;
    }
  | { readonly kind: 'refused'; readonly mistakes: readonly string[] };

export interface TenantApi {
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** An import asks the provider whose account it is, which may take its time. */
const patienceMs = 60_000;

export function createTenantApi(url: string, key: Secret): TenantApi {
  return {
    async post(path, body, headers = {}) {
      const response = await fetch(new URL(path, url), {
        method: 'POST',
        headers: {
          ...headers,
          authorization: `Bearer ${key.reveal()}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(patienceMs),
      }).catch((error: Error) => {
        const why = (error.cause as { code?: string } | undefined)?.code ?? error.name;
        throw new CannotStart(
          `The API does not answer at ${new URL(url).origin} (${why}). Check --url and that it is running. What was imported before stays; call the command again to go on.`,
        );
      });
      const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
      if (response.ok) {
        return {
          kind: 'ok',
          body: answer,
          isReplayed: response.headers.get('idempotency-replayed') === 'true',
        };
      }
      const { detail = `the API answered ${response.status}`, errors = [] } = answer as Problem;
      if (response.status === 401 || response.status === 403) throw new CannotStart(detail);
      const mistakes = errors.map(({ pointer, detail: mistake }) => `${pointer.slice(1)}: ${mistake}`);
      return { kind: 'refused', mistakes: mistakes.length > 0 ? mistakes : [detail] };
    },
  };
}
