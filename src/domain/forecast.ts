// Will an account last through a run that has not begun yet? Pure: what is known of it and a window of time go in; a verdict
// and its reasons come out, each with who must act, by when, and a sentence that person understands. Looks ahead only: what
// has been refused already is a diagnosis, and stands in the account's state. Limits come as facts, declared per provider
// (src/providers, sources there); nothing here knows a provider.

import type { Forecast, ForecastFacts, ForecastVerdict, ForecastWindow } from './forecast-facts.ts';
import { foresights } from './foresights.ts';

const badness: Record<ForecastVerdict, number> = { good: 0, at_risk: 1, will_not_survive: 2 };

export const isWorse = (one: ForecastVerdict, other: ForecastVerdict): boolean =>
  badness[one] > badness[other];

export function forecastAccount(facts: ForecastFacts, window: ForecastWindow, now: number): Forecast {
  const reasons = foresights
    .flatMap((foresee) => foresee(facts, window, now) ?? [])
    .sort((one, other) => badness[other.verdict] - badness[one.verdict]);
  return { verdict: reasons[0]?.verdict ?? 'good', reasons };
}

/** Named by a run and not there at all: there is nothing to know of it. */
export const forecastUnknown = ({ from }: ForecastWindow): Forecast => ({
  verdict: 'will_not_survive',
  reasons: [
    {
      code: 'not_connected',
      verdict: 'will_not_survive',
      actor: 'person',
      actByAt: from,
      summary: 'The run names an account that was never connected here; connect it, or change the run.',
      facts: {},
    },
  ],
});
