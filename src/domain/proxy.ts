// One request of a tenant's own to an account's provider, and the provider's answer to it: passed through, never kept. Bodies are
// streams of whoever stands at the ends; nothing here reads them.

import type { AccountRef } from './ids.ts';

export type ProxiedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface ProxiedRequest {
  readonly ref: AccountRef;
  readonly method: string;
  /** Path and query as they are to be sent; begins with "/". */
  readonly target: string;
  /** One of the provider's declared origins; null: the account's own API base. */
  readonly origin: string | null;
  readonly headers: ProxiedHeaders;
  /** Read once; null: the request has none, and may be made again. */
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly signal: AbortSignal;
}

export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Breaks off where the provider's breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * Of an answer that refuses the token of a request whose body was sent: `renewed`, there is a newer one by now; `refused`, there
   * is none. Null of every other.
   */
  readonly token: 'renewed' | 'refused' | null;
}

export type PassRequest = (request: ProxiedRequest) => Promise<ProxiedAnswer>;
