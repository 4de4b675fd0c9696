// Every way things fail, in one table: a code people read and a disposition programs switch on.
// Expected outcomes are returned as unions elsewhere; a Failure is what crosses a boundary by being thrown.

/**
 * `retry`: the same thing may be tried again by itself. `tell_caller`: the request is wrong, say so. `ask_person`,
 * `ask_admin`, `ask_operator`: somebody must act first. `fail`: our own mistake; loudly.
 */
export type Disposition = 'retry' | 'tell_caller' | 'ask_person' | 'ask_admin' | 'ask_operator' | 'fail';

export const failures = {
  'provider.unavailable': 'retry',
  'provider.rate_limited': 'retry',
  'provider.answer_unreadable': 'retry',
  'grant.not_fresh_yet': 'retry',
  'grant.permission_missing': 'ask_admin',
  'vault.version_conflict': 'retry',
  'vault.unreadable': 'ask_operator',
  'app.misconfigured': 'ask_operator',
  'store.unavailable': 'retry',
  'tool.input_invalid': 'tell_caller',
  'tool.refused': 'tell_caller',
  'tool.origin_not_allowed': 'tell_caller',
  'tool.outcome_unknown': 'tell_caller',
  'tool.count_mismatch': 'tell_caller',
  'tool.unknown': 'tell_caller',
  'account.unknown': 'tell_caller',
  'account.wrong_provider': 'tell_caller',
  'plan.invalid': 'tell_caller',
  'run.cancelled': 'tell_caller',
  'run.budget_spent': 'tell_caller',
  'model.unavailable': 'retry',
  'model.rate_limited': 'retry',
  // Whoever runs the installation mends it, and the run goes on by itself.
  'model.key_refused': 'retry',
  'model.not_configured': 'retry',
  'model.refused': 'tell_caller',
  'model.context_full': 'tell_caller',
  bug: 'fail',
} as const satisfies Record<string, Disposition>;

export type FailureCode = keyof typeof failures;

export interface FailureOptions {
  /** What the provider asked for (Retry-After) or what is sensible; only for codes that are retried. */
  readonly retryAfterMs?: number | null;
  /** Facts safe to store in a history: statuses, counts, ids. Never a token, a body or a provider's error object. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Has no `cause` on purpose: a provider's error objects hold requests, and requests hold tokens (providers.md section 7,
 * trap 10).
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly retryAfterMs: number | null;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.facts = options.facts ?? {};
  }

  get disposition(): Disposition {
    return failures[this.code];
  }
}

/** Thrown inside a tool call when its account cannot be used; always caught by the tool runner, which returns `blocked`. */
export class AccountBlocked extends Error {
  readonly state: 'reauth_required' | 'held' | 'disconnected';
  readonly seq: number;

  constructor(state: 'reauth_required' | 'held' | 'disconnected', seq: number) {
    super(`the account is ${state}`);
    this.name = 'AccountBlocked';
    this.state = state;
    this.seq = seq;
  }
}
