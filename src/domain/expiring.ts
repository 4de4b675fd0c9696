// What the account's workflow is told that a preflight foresees, and the event `agent.auth.expiring` that comes of it: the
// reasons in the form of a diagnosis, because whoever reads events and notices knows that one.

import type { Cause, Diagnosis } from './diagnosis.ts';
import type { ForecastCode, ForecastReason, ForecastVerdict } from './forecast-facts.ts';

export interface PlannedRun {
  readonly name: string;
  readonly startsAt: number;
  readonly deadlineAt: number;
}

export interface Foreseen {
  readonly verdict: ForecastVerdict;
  /** The worst first. */
  readonly reasons: readonly ForecastReason[];
  /** What it is about: null where no run is in view. */
  readonly run: PlannedRun | null;
}

const causes: Partial<Record<ForecastCode, Cause>> = {
  grant_ends: 'refresh_token_max_age',
  grant_age_limit: 'refresh_token_max_age',
  test_grant_ends: 'refresh_token_max_age',
  no_refresh_token: 'no_refresh_token',
  idle_limit: 'refresh_token_idle_expired',
  rotation_uncertain: 'rotation_lost',
  next_approval_evicts: 'token_cap_evicted',
  scope_missing: 'scope_reduced',
  scope_not_granted: 'scope_reduced',
};

/** Of what will not survive; `reasons` holds one at least. */
export function diagnosisOf(reasons: readonly ForecastReason[]): Diagnosis {
  const [first] = reasons;
  const grave = reasons.filter(({ verdict }) => verdict === first!.verdict);
  return {
    cause: causes[first!.code] ?? 'unknown',
    actor: first!.actor,
    confidence: first!.code === 'grant_ends' || first!.code === 'scope_missing' ? 'certain' : 'likely',
    summary: grave.map(({ summary }) => summary).join(' '),
    facts: Object.assign({}, ...grave.map(({ facts }) => facts)),
  };
}

/** The soonest of what somebody can do something about. */
export function neededBy(reasons: readonly ForecastReason[]): number | null {
  const times = reasons.flatMap(({ actByAt }) => actByAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** The same word again tells nobody anything. */
export const keyOf = ({ reasons, run }: Foreseen): string =>
  `${reasons.map(({ code }) => code).join(' ')} ${run === null ? '' : `${run.name} ${run.startsAt}`}`;

/** An answer of the provider was lost while a single-use refresh token was traded: told by the account itself, at once. */
export function foreseeLostRotation(expiresAt: number, urgentFrom: number): ForecastReason {
  return {
    code: 'rotation_uncertain',
    verdict: 'will_not_survive',
    actor: 'person',
    actByAt: urgentFrom,
    summary:
      'An answer of the provider was lost while it renewed this connection, which will probably end with the token it has now; connecting again is the only sure way.',
    facts: { accessEndsAt: new Date(expiresAt).toISOString() },
  };
}
