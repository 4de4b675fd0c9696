// The sandbox's own books, the ones the tests believe: exchanges, refusals and double spends of each grant, and every
// token request and data call in order. It is written by the servers alone and never holds a token.

import { type CallFilter, CallLog, type LoggedCall } from './call-log.ts';

export interface TokenFacts {
  readonly version: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface GrantBooks {
  readonly grant: string;
  readonly provider: string;
  readonly user: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  readonly consentedAt: number;
  /** null while the grant is alive. */
  readonly endedBy: string | null;
  readonly tokenVersion: number;
  /** Refreshes that were granted, whether or not their answer arrived. */
  exchanges: number;
  refusals: number;
  /** Presentations of a refresh token that was already spent. */
  doubleSpends: number;
  /** Presentations of a spent refresh token within its grace, which the provider allows. */
  graceReplays: number;
  /** The newest ones, oldest first. */
  readonly tokens: readonly TokenFacts[];
  readonly callsByTokenVersion: Readonly<Record<number, number>>;
  /** 401s given on data calls. */
  unauthorized: number;
  tokenRequestsInFlight: number;
  mostTokenRequestsInFlight: number;
}

export interface ProviderBooks {
  readonly provider: string;
  tokenRequests: number;
  dataCalls: number;
  /** 401s on data calls, those with a token nobody knows included. */
  unauthorized: number;
  tokenRequestsInFlight: number;
  dataCallsInFlight: number;
  mostTokenRequestsInFlight: number;
  mostDataCallsInFlight: number;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type OpenBooks = Writable<GrantBooks> & { tokens: TokenFacts[]; callsByTokenVersion: Record<number, number> };

const KEPT_TOKENS = 500;

export class Ledger {
  readonly log: CallLog;
  readonly #grants = new Map<string, OpenBooks>();
  readonly #providers = new Map<string, ProviderBooks>();

  constructor(logCapacity: number) {
    this.log = new CallLog(logCapacity);
  }

  openProvider(provider: string): void {
    this.#providers.set(provider, {
      provider,
      tokenRequests: 0,
      dataCalls: 0,
      unauthorized: 0,
      tokenRequestsInFlight: 0,
      dataCallsInFlight: 0,
      mostTokenRequestsInFlight: 0,
      mostDataCallsInFlight: 0,
    });
  }

  openGrant(
    facts: Pick<GrantBooks, 'grant' | 'provider' | 'user' | 'tenant' | 'scopes' | 'consentedAt'>,
  ): void {
    this.#grants.set(facts.grant, {
      ...facts,
      endedBy: null,
      tokenVersion: 0,
      exchanges: 0,
      refusals: 0,
      doubleSpends: 0,
      graceReplays: 0,
      tokens: [],
      callsByTokenVersion: {},
      unauthorized: 0,
      tokenRequestsInFlight: 0,
      mostTokenRequestsInFlight: 0,
    });
  }

  grant(grant: string): Writable<GrantBooks> {
    return this.#books(grant);
  }

  tokenIssued(grant: string, token: TokenFacts): void {
    const books = this.#books(grant);
    books.tokenVersion = token.version;
    books.tokens.push(token);
    if (books.tokens.length > KEPT_TOKENS) books.tokens.shift();
  }

  /** Books a request in; the returned function books it out with the status it was given (0: dropped). */
  enter(call: Omit<LoggedCall, 'at' | 'status'>): (status: number) => void {
    const entry = this.log.add({ ...call, at: Date.now(), status: 0 });
    const books = call.grant === null ? null : this.#books(call.grant);
    const provider = this.provider(call.provider);
    if (call.kind === 'identity') {
      return (status) => {
        entry.status = status;
      };
    }
    if (call.kind === 'token') return this.#enterTokenRequest(entry, books, provider);
    return this.#enterDataCall(entry, books, provider);
  }

  #enterTokenRequest(
    entry: LoggedCall,
    books: OpenBooks | null,
    provider: ProviderBooks,
  ): (status: number) => void {
    provider.tokenRequests += 1;
    for (const open of books ? [books, provider] : [provider]) {
      open.tokenRequestsInFlight += 1;
      open.mostTokenRequestsInFlight = Math.max(open.mostTokenRequestsInFlight, open.tokenRequestsInFlight);
    }
    return (status) => {
      entry.status = status;
      provider.tokenRequestsInFlight -= 1;
      if (books) books.tokenRequestsInFlight -= 1;
    };
  }

  #enterDataCall(
    entry: LoggedCall,
    books: OpenBooks | null,
    provider: ProviderBooks,
  ): (status: number) => void {
    provider.dataCalls += 1;
    provider.dataCallsInFlight += 1;
    provider.mostDataCallsInFlight = Math.max(provider.mostDataCallsInFlight, provider.dataCallsInFlight);
    if (books && entry.tokenVersion !== null) {
      books.callsByTokenVersion[entry.tokenVersion] =
        (books.callsByTokenVersion[entry.tokenVersion] ?? 0) + 1;
    }
    return (status) => {
      entry.status = status;
      provider.dataCallsInFlight -= 1;
      if (status !== 401) return;
      provider.unauthorized += 1;
      if (books) books.unauthorized += 1;
    };
  }

  provider(provider: string): ProviderBooks {
    const books = this.#providers.get(provider);
    if (!books) throw new Error(`No books were opened for provider ${provider}.`);
    return books;
  }

  readGrants(filter: { grant?: string; provider?: string; user?: string; tenant?: string }): GrantBooks[] {
    return [...this.#grants.values()].filter(
      (books) =>
        (filter.grant === undefined || books.grant === filter.grant) &&
        (filter.provider === undefined || books.provider === filter.provider) &&
        (filter.user === undefined || books.user === filter.user) &&
        (filter.tenant === undefined || books.tenant === filter.tenant),
    );
  }

  readProviders(): ProviderBooks[] {
    return [...this.#providers.values()];
  }

  readLog(filter: CallFilter): LoggedCall[] {
    return this.log.read(filter);
  }

  #books(grant: string): OpenBooks {
    const books = this.#grants.get(grant);
    if (!books) throw new Error(`No books were opened for grant ${grant}.`);
    return books;
  }
}
