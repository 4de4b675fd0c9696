// Why a grant or an app was refused: a closed list, so that people and programs can act on it.
// Provider tables that lead here stand in src/providers; the evidence for them in providers.md sections 2.4, 3.4, 4.4.

/** Who must act. `nobody`: it passes by itself. */
export const actors = ['person', 'customer_admin', 'operator', 'nobody'] as const;
export type Actor = (typeof actors)[number];

export const causes = [
  'user_revoked',
  'account_deactivated',
  'admin_policy',
  'session_policy',
  'refresh_token_idle_expired',
  'refresh_token_max_age',
  'token_cap_evicted',
  'scope_reduced',
  'rotation_lost',
  'app_disconnected',
  'client_secret_invalid',
  'app_misconfigured',
  'provider_outage',
  'no_refresh_token',
  'unknown',
] as const;
export type Cause = (typeof causes)[number];

/** `certain` only where the provider or our journal says it in so many words. */
export const confidences = ['certain', 'likely', 'possible'] as const;

export interface Diagnosis {
  readonly cause: Cause;
  readonly actor: Actor;
  readonly confidence: (typeof confidences)[number];
  /** One plain sentence for the person who must act. */
  readonly summary: string;
  /** What it rests on: the provider's code, counts, ages. Never a token, and never a provider's free text unscrubbed. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}
