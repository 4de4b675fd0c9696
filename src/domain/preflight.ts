// What a preflight has found, as its workflow holds and shows it: counts, and the accounts that need somebody soonest. All
// of them stand in the database; a history keeps no list that grows with a tenant.

import type { Actor } from './diagnosis.ts';
import type { ForecastCode, ForecastVerdict } from './forecast-facts.ts';
import type { AccountId } from './ids.ts';

export interface PreflightFindings {
  readonly accounts: number;
  /** Asked about at their providers just now. */
  readonly probed: number;
  readonly good: number;
  readonly atRisk: number;
  readonly willNotSurvive: number;
  /** The worst, at most `mostShown`. */
  readonly worst: readonly {
    readonly account: AccountId;
    readonly label: string;
    readonly verdict: ForecastVerdict;
    readonly code: ForecastCode;
    readonly actor: Actor;
    readonly actByAt: number | null;
  }[];
}

export const mostShown = 25;
