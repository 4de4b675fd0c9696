// The closed list of what can be seen coming, one rule each. A rule speaks of what it knows alone; which of several counts
// is src/domain/forecast.ts's to say. An account that waits for a person already is spoken of by its state and nothing else.

import type { Actor } from './diagnosis.ts';
import type { ForecastFacts, ForecastReason, ForecastWindow, Foresight } from './forecast-facts.ts';
import { DAY } from './time.ts';

/** A grant that ends so soon after the run is worth a word today: tomorrow's night is lost otherwise. */
const soonAfterMs = DAY;
/** Kept alive so often that two in a row do not go missing unnoticed. */
const staleAfterPeriods = 2;

const isUsable = ({ state }: ForecastFacts): boolean => state === 'active' || state === 'held';

/** Before the run begins, or before the grant ends where that is sooner; of a run under way, before it ends. */
function actBy({ from, until }: ForecastWindow, now: number, endsAt: number | null = null): number {
  const neededAt = from > now ? from : until;
  return endsAt !== null && endsAt > now ? Math.min(neededAt, endsAt) : neededAt;
}

const iso = (instantAt: number): string => new Date(instantAt).toISOString();

/** In words a person can place: the exact time stands beside them, in `facts` and in `actByAt`. */
function when(endsAt: number, { from, until }: ForecastWindow, now: number): string {
  if (endsAt <= now) return 'should have ended already';
  if (endsAt <= from) return 'ends before the run begins';
  return endsAt <= until ? 'ends while the run is under way' : 'ends within a day of the run';
}

/** For a grant whose end is known or can be reckoned. */
function endOfGrant(
  code: ForecastReason['code'],
  endsAt: number,
  window: ForecastWindow,
  now: number,
  say: (when: string) => string,
): ForecastReason | null {
  if (endsAt > window.until + soonAfterMs) return null;
  return {
    code,
    verdict: endsAt <= window.until ? 'will_not_survive' : 'at_risk',
    actor: 'person',
    actByAt: endsAt <= window.until ? actBy(window, now, endsAt) : endsAt,
    summary: say(when(endsAt, window, now)),
    facts: { endsAt: iso(endsAt) },
  };
}

const byState: Foresight = ({ state, diagnosis, provider }, window, now) => {
  const reason = (
    code: ForecastReason['code'],
    verdict: ForecastReason['verdict'],
    actor: Actor,
    summary: string,
  ): ForecastReason => ({
    code,
    verdict,
    actor,
    actByAt: actor === 'nobody' ? null : actBy(window, now),
    summary,
    facts: diagnosis ? { cause: diagnosis.cause } : {},
  });
  switch (state) {
    case 'active':
      return null;
    case 'held':
      return reason(
        'held',
        'at_risk',
        diagnosis?.actor ?? 'operator',
        diagnosis?.summary ?? `${provider} does not accept our app; the connection itself may be fine.`,
      );
    case 'reauth_required':
      return reason(
        'reauth_required',
        'will_not_survive',
        diagnosis?.actor ?? 'person',
        diagnosis?.summary ?? 'This connection no longer works; a person must connect again.',
      );
    case 'disconnected':
      return reason(
        'disconnected',
        'will_not_survive',
        'person',
        'This account was disconnected; connect another one, or change the run.',
      );
  }
};

const withoutClient: Foresight = (facts, window, now) => {
  if (facts.limits !== null || !isUsable(facts)) return null;
  return {
    code: 'app_not_configured',
    verdict: facts.accessEndsAt > window.until ? 'at_risk' : 'will_not_survive',
    actor: 'operator',
    actByAt: actBy(window, now, facts.accessEndsAt),
    summary: `This installation has no client id for ${facts.provider} any more, so nothing of it can be refreshed.`,
    facts: { accessEndsAt: iso(facts.accessEndsAt) },
  };
};

const statedEnd: Foresight = (facts, window, now) =>
  facts.grantEndsAt === null || !isUsable(facts)
    ? null
    : endOfGrant(
        'grant_ends',
        facts.grantEndsAt,
        window,
        now,
        (then) =>
          `${facts.provider} gave this connection for a limited time, and it ${then}; a person must connect again before.`,
      );

const ageLimit: Foresight = (facts, window, now) =>
  facts.limits?.grantLifetimeDays == null || facts.grantEndsAt !== null || !isUsable(facts)
    ? null
    : endOfGrant(
        'grant_age_limit',
        facts.consentedAt + facts.limits.grantLifetimeDays * DAY,
        window,
        now,
        (then) =>
          `${facts.provider} lets a connection last ${facts.limits!.grantLifetimeDays} days, and this one ${then}; a person must connect again before.`,
      );

/** Nobody tells us that an app is in test mode: a grant that was honored past the end, its own or another's, says that it is not. */
const testGrant: Foresight = (facts, window, now) => {
  const days = facts.limits?.testGrantDays;
  if (days == null || facts.grantEndsAt !== null || facts.isTestModeRuledOut || !isUsable(facts)) return null;
  const endsAt = facts.consentedAt + days * DAY;
  if (endsAt > window.until || facts.lastSuccessAt > endsAt) return null;
  return {
    code: 'test_grant_ends',
    verdict: 'at_risk',
    actor: 'operator',
    actByAt: actBy(window, now, endsAt),
    summary: `If our app is still in test mode at ${facts.provider}, this connection ${when(endsAt, window, now)}; publishing the app ends that.`,
    facts: { endsAt: iso(endsAt), testGrantDays: days },
  };
};

const withoutRefreshToken: Foresight = (facts, window, now) =>
  facts.habit !== 'none' || !isUsable(facts)
    ? null
    : endOfGrant(
        'no_refresh_token',
        facts.accessEndsAt,
        window,
        now,
        (then) =>
          `This connection came without the means to renew it, and it ${then}; a person must connect again before.`,
      );

/** Kept alive long before its limit; one that comes near it has not been refreshed for a reason. */
const idleLimit: Foresight = (facts, window, now) => {
  const days = facts.limits?.grantIdleLimitDays;
  if (days == null || !isUsable(facts)) return null;
  const endsAt = facts.lastSuccessAt + days * DAY;
  if (endsAt > window.until) return null;
  return {
    code: 'idle_limit',
    verdict: endsAt <= now && facts.probe !== 'holds' ? 'will_not_survive' : 'at_risk',
    actor: 'person',
    actByAt: actBy(window, now, endsAt),
    summary: `${facts.provider} ends a connection that is not used for ${days} days, and this one ${when(endsAt, window, now)} unless it can be refreshed before.`,
    facts: { endsAt: iso(endsAt), idleLimitDays: days },
  };
};

const uncertainRotation: Foresight = (facts, window, now) => {
  if (!facts.isRotationUncertain || !isUsable(facts)) return null;
  return {
    code: 'rotation_uncertain',
    verdict: facts.urgentFrom > window.until ? 'at_risk' : 'will_not_survive',
    actor: 'person',
    actByAt: actBy(window, now, facts.urgentFrom),
    summary: `An answer of ${facts.provider} was lost while it renewed this connection, which will probably end with the token it has now; connecting again is the only sure way.`,
    facts: { accessEndsAt: iso(facts.accessEndsAt) },
  };
};

/** So many approvals a person has; one more, also one that renews another account, ends the oldest without a word. */
const eviction: Foresight = (facts, window, now) => {
  const limit = facts.limits?.liveGrantLimit;
  if (limit == null || !isUsable(facts)) return null;
  if (facts.newerGrants + Math.max(1, facts.renewalsAhead) < limit) return null;
  return {
    code: 'next_approval_evicts',
    verdict: 'at_risk',
    actor: 'person',
    actByAt: actBy(window, now),
    summary:
      facts.renewalsAhead > 0
        ? `${facts.provider} keeps ${limit} connections of one person for this app, and the renewal of another that was asked for will end this, the oldest; renew this one last, and keep fewer.`
        : `${facts.provider} keeps ${limit} connections of one person for this app, and the next one ends this, the oldest; connect nothing more as this person before the run is over.`,
    facts: { newerGrants: facts.newerGrants, liveGrantLimit: limit, renewalsAhead: facts.renewalsAhead },
  };
};

const scopes: Foresight = (facts, window, now) => {
  if (!isUsable(facts)) return null;
  const { requested, granted, needed } = facts.scopes;
  const lacking = (needed ?? requested).filter((scope) => !granted.includes(scope));
  if (lacking.length === 0) return null;
  const wasAsked = lacking.every((scope) => requested.includes(scope));
  return {
    code: needed ? 'scope_missing' : 'scope_not_granted',
    verdict: needed ? 'will_not_survive' : 'at_risk',
    actor: 'person',
    actByAt: actBy(window, now),
    summary: needed
      ? `The run needs a permission at ${facts.provider} that this connection does not have${wasAsked ? ', because it was left out when it was given' : ''}: ${lacking.join(', ')}. Renew the connection and leave every box ticked.`
      : `A permission that was asked for at ${facts.provider} was left out when it was given: ${lacking.join(', ')}. Whatever needs it will fail.`,
    facts: { missing: lacking.join(' '), wasAsked },
  };
};

const unproven: Foresight = (facts) =>
  facts.probe === null || facts.probe === 'holds' || facts.state !== 'active'
    ? null
    : {
        code: 'not_proven',
        verdict: 'at_risk',
        actor: 'nobody',
        actByAt: null,
        summary: `${facts.provider} could not be asked whether this connection still holds; it is asked again when the run begins.`,
        facts: { check: facts.probe },
      };

const unrefreshed: Foresight = (facts, window, now) => {
  const idleMs = now - facts.lastSuccessAt;
  const isDue = now > facts.accessEndsAt && idleMs > staleAfterPeriods * facts.keepAlivePeriodMs;
  if (!isDue || facts.state !== 'active' || facts.habit === 'none' || facts.probe === 'holds') return null;
  return {
    code: 'not_refreshed',
    verdict: 'at_risk',
    actor: 'operator',
    actByAt: actBy(window, now),
    summary: `This connection should have been refreshed and was not for ${Math.floor(idleMs / DAY)} days: look whether its workflow runs.`,
    facts: { lastSuccessAt: iso(facts.lastSuccessAt) },
  };
};

export const foresights: readonly Foresight[] = [
  byState,
  withoutClient,
  statedEnd,
  ageLimit,
  testGrant,
  withoutRefreshToken,
  idleLimit,
  uncertainRotation,
  eviction,
  scopes,
  unproven,
  unrefreshed,
];
