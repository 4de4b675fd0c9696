// Grants and the tokens under them: the provider's side of the story. A grant's refresh tokens form one line; a spent one
// stays known, so that its replay is seen for what it is. All changes are synchronous: two requests cannot both spend.

import type { Ledger } from '../ledger.ts';

export interface AccessToken {
  readonly value: string;
  readonly grant: Grant;
  readonly version: number;
  readonly issuedAt: number;
  readonly lifetimeMs: number;
  expiresAt: number;
}

export interface RefreshToken {
  readonly value: string;
  readonly grant: Grant;
  readonly issuedAt: number;
  spentAt: number | null;
  successor: RefreshToken | null;
}

export interface Grant {
  readonly id: string;
  readonly provider: string;
  readonly user: string;
  readonly tenant: string;
  readonly clientId: string;
  scopes: readonly string[];
  readonly consentedAt: number;
  /** Instant its refresh token dies of age; null: never. */
  readonly refreshExpiresAt: number | null;
  refreshUsedAt: number;
  refreshToken: RefreshToken | null;
  endedBy: string | null;
  /** Access tokens outlive a refresh token revoked at HubSpot; otherwise they end with the grant. */
  accessEnded: boolean;
  version: number;
  readonly accessTokens: AccessToken[];
}

// Older tokens of a grant become unknown, as they do at a provider that forgets; keeps 10,000 grants small.
const KEPT_ACCESS_TOKENS = 12;
const KEPT_REFRESH_TOKENS = 60;

export class GrantStore {
  readonly #ledger: Ledger;
  readonly #grants = new Map<string, Grant>();
  readonly #byPerson = new Map<string, Grant[]>();
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, RefreshToken>();
  readonly #sharers = new Map<RefreshToken, readonly Grant[]>();
  readonly #refreshLines = new Map<Grant, string[]>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  open(
    facts: Pick<Grant, 'provider' | 'user' | 'tenant' | 'clientId' | 'scopes' | 'refreshExpiresAt'>,
  ): Grant {
    const grant: Grant = {
      ...facts,
      id: `${facts.provider}-grant-${this.#grants.size + 1}`,
      consentedAt: Date.now(),
      refreshUsedAt: Date.now(),
      refreshToken: null,
      endedBy: null,
      accessEnded: false,
      version: 0,
      accessTokens: [],
    };
    this.#grants.set(grant.id, grant);
    const key = `${grant.provider} ${grant.user}`;
    const siblings = this.#byPerson.get(key);
    if (siblings) siblings.push(grant);
    else this.#byPerson.set(key, [grant]);
    this.#ledger.openGrant({ ...facts, grant: grant.id, consentedAt: grant.consentedAt });
    return grant;
  }

  issueAccessToken(grant: Grant, value: string, lifetimeMs: number): AccessToken {
    const issuedAt = Date.now();
    grant.version += 1;
    const token: AccessToken = {
      value,
      grant,
      version: grant.version,
      issuedAt,
      lifetimeMs,
      expiresAt: issuedAt + lifetimeMs,
    };
    this.#access.set(value, token);
    grant.accessTokens.push(token);
    if (grant.accessTokens.length > KEPT_ACCESS_TOKENS)
      this.#access.delete(grant.accessTokens.shift()!.value);
    this.#ledger.tokenIssued(grant.id, { version: token.version, issuedAt, expiresAt: token.expiresAt });
    return token;
  }

  issueRefreshToken(grant: Grant, value: string): RefreshToken {
    const token: RefreshToken = { value, grant, issuedAt: Date.now(), spentAt: null, successor: null };
    if (grant.refreshToken) {
      grant.refreshToken.spentAt = token.issuedAt;
      grant.refreshToken.successor = token;
    }
    grant.refreshToken = token;
    this.#refresh.set(value, token);
    const line = this.#refreshLines.get(grant) ?? [];
    line.push(value);
    if (line.length > KEPT_REFRESH_TOKENS) this.#refresh.delete(line.shift()!);
    this.#refreshLines.set(grant, line);
    return token;
  }

  /** From now on the two have one refresh token; whoever presents it acts for the one that had it first. */
  shareRefreshToken(grant: Grant, first: Grant): void {
    const token = first.refreshToken;
    if (!token) throw new Error(`Grant ${first.id} has no refresh token to share.`);
    grant.refreshToken = token;
    this.#sharers.set(token, [...(this.#sharers.get(token) ?? [first]), grant]);
  }

  /** Live ones of the provider with the same customer, oldest first. */
  ofTenant(provider: string, tenant: string): Grant[] {
    return [...this.#grants.values()].filter(
      (grant) => grant.provider === provider && grant.tenant === tenant && grant.endedBy === null,
    );
  }

  /**
   * Ends a grant for good, and those that share its refresh token; `cause` names why, in the words of the provider's refusal
   * table where it has a row.
   */
  end(grant: Grant, cause: string, options: { readonly keepAccessTokens?: boolean } = {}): void {
    grant.endedBy ??= cause;
    if (!options.keepAccessTokens) grant.accessEnded = true;
    this.#ledger.grant(grant.id).endedBy = grant.endedBy;
    const sharers = (grant.refreshToken && this.#sharers.get(grant.refreshToken)) ?? [];
    for (const other of sharers) if (other.endedBy === null) this.end(other, cause, options);
  }

  setScopes(grant: Grant, scopes: readonly string[]): void {
    grant.scopes = scopes;
    this.#ledger.grant(grant.id).scopes = scopes;
  }

  find(id: string): Grant | null {
    return this.#grants.get(id) ?? null;
  }

  findAccess(provider: string, value: string): AccessToken | null {
    const token = this.#access.get(value);
    return token?.grant.provider === provider ? token : null;
  }

  findRefresh(provider: string, value: string): RefreshToken | null {
    const token = this.#refresh.get(value);
    return token?.grant.provider === provider ? token : null;
  }

  /** Live and ended, oldest first. */
  ofPerson(provider: string, user: string): readonly Grant[] {
    return this.#byPerson.get(`${provider} ${user}`) ?? [];
  }

  all(): Iterable<Grant> {
    return this.#grants.values();
  }
}
