// What stands before every request that goes out with an account's token: it waits there until the provider's limits have room,
// and tells there what the provider said of them. Implemented in src/permits, known to src/oauth by this alone.

export interface GatedRequest {
  readonly method: string;
  readonly path: string;
  /** When it was asked for the first time, by `performance.now()`: sent again, it has no more patience than that. */
  readonly since: number;
}

/** An answer that may speak of a limit. */
export interface GatedAnswer {
  readonly status: number;
  /** Said by Retry-After; null where it is not. */
  readonly retryAfterMs: number | null;
  /** Parsed JSON of a short body; null of any other. */
  readonly body: unknown;
}

export interface RequestGate {
  /**
   * Resolves when the request may be sent, with how long it waited. Throws `provider.rate_limited` when that would take longer
   * than whoever asks has patience, and the signal's reason.
   */
  pass(request: GatedRequest, signal: AbortSignal): Promise<number>;
  /**
   * Whether the answer says that a limit is used up; if so it is known to all from now on. `again`: it was not carried out and
   * there is patience to let it pass once more. `over`: it was not, and there is none.
   */
  learn(request: GatedRequest, answer: GatedAnswer): Promise<'no_limit' | 'again' | 'over'>;
}

/** Statuses with which a provider may speak of a limit; bodies of others are not looked at. */
export const maySpeakOfLimit = (status: number): boolean => [403, 429, 503].includes(status);

/** For what goes to no provider that has limits, and for tests. */
export const openGate: RequestGate = { pass: async () => 0, learn: async () => 'no_limit' };
