// Authorization codes (RFC 6749 section 4.1.2): single use, short-lived, bound to the redirect URI and, where the client
// sent a challenge, to its verifier (RFC 7636).

export interface CodeFacts {
  readonly provider: string;
  readonly user: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: string | null;
  readonly nonce: string | null;
  /** Whether the consent earns a refresh token. */
  readonly offline: boolean;
  readonly expiresAt: number;
}

export interface AuthorizationCode extends CodeFacts {
  spentBy: string | null;
}

// Abandoned flows leave codes behind; the oldest are forgotten.
const KEPT_CODES = 20_000;

export class CodeStore {
  readonly #codes = new Map<string, AuthorizationCode>();

  add(code: string, facts: CodeFacts): void {
    this.#codes.set(code, { ...facts, spentBy: null });
    if (this.#codes.size > KEPT_CODES) this.#codes.delete(this.#codes.keys().next().value!);
  }

  find(provider: string, code: string): AuthorizationCode | null {
    const found = this.#codes.get(code);
    return found?.provider === provider ? found : null;
  }
}
