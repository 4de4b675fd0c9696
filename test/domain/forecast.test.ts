// Who lasts through a night that has not begun: one table per provider, with the limits their files declare, and the
// properties that hold for all. No server.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import { forecastAccount, forecastUnknown, isWorse } from '../../src/domain/forecast.ts';
import type { Forecast, ForecastFacts, ForecastWindow } from '../../src/domain/forecast-facts.ts';
import { keepAlivePeriodMsOf } from '../../src/domain/refresh-schedule.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { ProviderDefinition } from '../../src/providers/define-provider.ts';
import { google } from '../../src/providers/google.ts';
import { hubspot } from '../../src/providers/hubspot.ts';
import { salesforce } from '../../src/providers/salesforce.ts';
import { slack } from '../../src/providers/slack.ts';

/** Tuesday, five in the afternoon; the night is from ten to six. */
const now = Date.UTC(2026, 10, 24, 17);
const night: ForecastWindow = { from: now + 5 * HOUR, until: now + 13 * HOUR };

/** Refreshed twenty minutes ago, given three days ago, with everything it was asked for. */
const soundOf = (provider: ProviderDefinition): ForecastFacts => ({
  provider: provider.name,
  state: 'active',
  diagnosis: null,
  habit: provider.refreshTokens,
  limits: {
    grantIdleLimitDays: provider.grantIdleLimitDays,
    grantLifetimeDays: provider.grantLifetimeDays ?? null,
    testGrantDays: provider.testGrantDays ?? null,
    liveGrantLimit: provider.liveGrantLimit ?? null,
  },
  consentedAt: now - 3 * DAY,
  lastSuccessAt: now - 20 * MINUTE,
  accessEndsAt: now + 40 * MINUTE,
  grantEndsAt: null,
  urgentFrom: now + 34 * MINUTE,
  keepAlivePeriodMs: keepAlivePeriodMsOf(provider.grantIdleLimitDays),
  isRotationUncertain: false,
  isTestModeRuledOut: false,
  newerGrants: 0,
  renewalsAhead: 0,
  scopes: { requested: ['read', 'write'], granted: ['read', 'write'], needed: ['read'] },
  probe: 'holds',
});

const of = (provider: ProviderDefinition, change: Partial<ForecastFacts> = {}): Forecast =>
  forecastAccount({ ...soundOf(provider), ...change }, night, now);
const inShort = ({ verdict, reasons }: Forecast) => [
  verdict,
  ...reasons.map(
    ({ code, actor, actByAt }) => `${code} ${actor} ${actByAt === null ? 'never' : hoursFromNow(actByAt)}`,
  ),
];
const hoursFromNow = (at: number): string => `${Math.round(((at - now) / HOUR) * 10) / 10}h`;
const refused: Diagnosis = {
  cause: 'admin_policy',
  actor: 'customer_admin',
  confidence: 'certain',
  summary: 'The policy does not let this app in.',
  facts: {},
};

describe.each([google, hubspot, salesforce, slack])('a sound connection to $name', (provider) => {
  it('is good through the night', () => {
    expect(inShort(of(provider))).toEqual(['good']);
  });
});

describe('Google', () => {
  it.each<[string, Partial<ForecastFacts>, string[]]>([
    [
      'a grant that ends during the night',
      { grantEndsAt: now + 9 * HOUR },
      ['will_not_survive', 'grant_ends person 5h'],
    ],
    [
      'one that ends before it begins',
      { grantEndsAt: now + 2 * HOUR },
      ['will_not_survive', 'grant_ends person 2h'],
    ],
    ['one that should have ended', { grantEndsAt: now - HOUR }, ['will_not_survive', 'grant_ends person 5h']],
    ['one that ends the day after', { grantEndsAt: now + 20 * HOUR }, ['at_risk', 'grant_ends person 20h']],
    ['one that ends two days after', { grantEndsAt: night.until + 2 * DAY }, ['good']],
    [
      'a test grant, stated as in practice',
      { consentedAt: now - 6.8 * DAY, grantEndsAt: now + 4.8 * HOUR },
      ['will_not_survive', 'grant_ends person 4.8h'],
    ],
    [
      'the seventh day of an app that may be in test mode',
      { consentedAt: now - 6.8 * DAY },
      ['at_risk', 'test_grant_ends operator 4.8h'],
    ],
    [
      'the same where another grant outlived seven days',
      { consentedAt: now - 6.8 * DAY, isTestModeRuledOut: true },
      ['good'],
    ],
    ['the same once it was honored past them', { consentedAt: now - 8 * DAY }, ['good']],
    [
      '179 days without a refresh, which would have been seen to',
      { lastSuccessAt: now - 179.8 * DAY, accessEndsAt: now - 179 * DAY },
      ['at_risk', 'idle_limit person 4.8h'],
    ],
    [
      '181 days without one, and a provider that says nothing',
      { lastSuccessAt: now - 181 * DAY, accessEndsAt: now - 180 * DAY, probe: null },
      ['will_not_survive', 'idle_limit person 5h', 'not_refreshed operator 5h'],
    ],
    [
      '181 days, and the provider says that it holds',
      { lastSuccessAt: now - 181 * DAY, accessEndsAt: now - 180 * DAY },
      ['at_risk', 'idle_limit person 5h'],
    ],
    ['the oldest of a hundred', { newerGrants: 99 }, ['at_risk', 'next_approval_evicts person 5h']],
    ['the second of ninety-nine', { newerGrants: 98 }, ['good']],
    [
      'the same with two renewals of that person asked for',
      { newerGrants: 98, renewalsAhead: 2 },
      ['at_risk', 'next_approval_evicts person 5h'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(inShort(of(google, change))).toEqual(expected);
  });
});

describe('Salesforce', () => {
  it.each<[string, Partial<ForecastFacts>, string[]]>([
    [
      'a lost answer, the token ending before the night',
      { isRotationUncertain: true, urgentFrom: now + HOUR },
      ['will_not_survive', 'rotation_uncertain person 1h'],
    ],
    [
      'a lost answer, the token outliving the night',
      { isRotationUncertain: true, urgentFrom: night.until + HOUR },
      ['at_risk', 'rotation_uncertain person 5h'],
    ],
    ['the oldest of five approvals', { newerGrants: 4 }, ['at_risk', 'next_approval_evicts person 5h']],
    ['the second of four', { newerGrants: 3 }, ['good']],
    [
      'the second of four, another being renewed tonight, and one more',
      { newerGrants: 3, renewalsAhead: 2 },
      ['at_risk', 'next_approval_evicts person 5h'],
    ],
    [
      '30 idle days reached during the night',
      { lastSuccessAt: now - 30 * DAY + 9 * HOUR, accessEndsAt: now - 29 * DAY },
      ['at_risk', 'idle_limit person 5h'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(inShort(of(salesforce, change))).toEqual(expected);
  });
});

describe('Slack', () => {
  it('ends thirty days after the consent where the operator says that PKCE is on', () => {
    const thirty = { ...slack, grantLifetimeDays: 30 };
    expect(inShort(of(thirty, { consentedAt: now - 29.7 * DAY }))).toEqual([
      'will_not_survive',
      'grant_age_limit person 5h',
    ]);
    expect(inShort(of(thirty, { consentedAt: now - 20 * DAY }))).toEqual(['good']);
    expect(inShort(of(slack, { consentedAt: now - 900 * DAY }))).toEqual(['good']);
  });
});

describe('HubSpot, which documents no end', () => {
  it('is good at any age', () => {
    expect(inShort(of(hubspot, { consentedAt: now - 2_000 * DAY }))).toEqual(['good']);
  });
});

describe('any provider', () => {
  it.each<[string, Partial<ForecastFacts>, string[]]>([
    [
      'a dead account, by its diagnosis',
      { state: 'reauth_required', diagnosis: refused },
      ['will_not_survive', 'reauth_required customer_admin 5h'],
    ],
    ['a held account', { state: 'held' }, ['at_risk', 'held operator 5h']],
    ['a disconnected account', { state: 'disconnected' }, ['will_not_survive', 'disconnected person 5h']],
    [
      'a scope that the run needs and the person left out',
      { scopes: { requested: ['read'], granted: [], needed: ['read'] } },
      ['will_not_survive', 'scope_missing person 5h'],
    ],
    [
      'a scope that the run needs and nobody asked for',
      { scopes: { requested: ['read'], granted: ['read'], needed: ['read', 'write'] } },
      ['will_not_survive', 'scope_missing person 5h'],
    ],
    [
      'a scope left out that the run does not need',
      { scopes: { requested: ['read', 'write'], granted: ['read'], needed: ['read'] } },
      ['good'],
    ],
    [
      'the same with no run in view',
      { scopes: { requested: ['read', 'write'], granted: ['read'], needed: null } },
      ['at_risk', 'scope_not_granted person 5h'],
    ],
    [
      'no client at the provider any more',
      { limits: null },
      ['will_not_survive', 'app_not_configured operator 0.7h'],
    ],
    [
      'no refresh token, its only token ending in the night',
      { habit: 'none', accessEndsAt: now + 9 * HOUR },
      ['will_not_survive', 'no_refresh_token person 5h'],
    ],
    ['no answer when it was asked', { probe: 'unanswered' }, ['at_risk', 'not_proven nobody never']],
    [
      'three days without a refresh that was due daily',
      { lastSuccessAt: now - 3 * DAY, accessEndsAt: now - 2 * DAY, probe: null },
      ['at_risk', 'not_refreshed operator 5h'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(inShort(of(hubspot, change))).toEqual(expected);
  });

  it('knows nothing of an account that was never connected but that it must be', () => {
    expect(inShort(forecastUnknown(night))).toEqual(['will_not_survive', 'not_connected person 5h']);
  });

  it('asks of a run that is under way before it ends, not before it began', () => {
    const underWay = { from: now - HOUR, until: now + 3 * HOUR };
    const { reasons } = forecastAccount({ ...soundOf(google), state: 'reauth_required' }, underWay, now);
    expect(reasons[0]!.actByAt).toBe(underWay.until);
  });
});

describe('every forecast', () => {
  const at = fc.integer({ min: now - 400 * DAY, max: now + 400 * DAY });
  const past = fc.integer({ min: now - 400 * DAY, max: now });
  const days = fc.option(fc.integer({ min: 1, max: 365 }));
  const names = fc.subarray(['read', 'write', 'offline']);
  const facts: fc.Arbitrary<ForecastFacts> = fc.record({
    provider: fc.constant('Somebody'),
    state: fc.constantFrom('active', 'active', 'active', 'held', 'reauth_required', 'disconnected'),
    diagnosis: fc.constantFrom(null, refused),
    habit: fc.constantFrom('reusable', 'previous-still-valid', 'single-use', 'none'),
    limits: fc.option(
      fc.record({
        grantIdleLimitDays: days,
        grantLifetimeDays: days,
        testGrantDays: days,
        liveGrantLimit: fc.option(fc.integer({ min: 1, max: 100 })),
      }),
      { freq: 9 },
    ),
    consentedAt: past,
    lastSuccessAt: past,
    accessEndsAt: at,
    grantEndsAt: fc.option(at),
    urgentFrom: at,
    keepAlivePeriodMs: fc.integer({ min: HOUR, max: DAY }),
    isRotationUncertain: fc.boolean(),
    isTestModeRuledOut: fc.boolean(),
    newerGrants: fc.nat(120),
    renewalsAhead: fc.nat(3),
    scopes: fc.record({ requested: names, granted: names, needed: fc.option(names) }),
    probe: fc.constantFrom(null, 'holds', 'looks_dead', 'unanswered'),
  });
  const window = fc
    .tuple(fc.integer({ min: -6 * HOUR, max: 3 * DAY }), fc.integer({ min: MINUTE, max: DAY }))
    .map(([lead, length]) => ({ from: now + lead, until: now + Math.max(lead, 0) + length }));
  const property = (holds: (facts: ForecastFacts, window: ForecastWindow) => void) =>
    fc.assert(
      fc.property(facts, window, (...given) => holds(...given)),
      { numRuns: 2_000 },
    );

  it('is as bad as its worst reason, which comes first, and good only without one', () => {
    property((given, when) => {
      const { verdict, reasons } = forecastAccount(given, when, now);
      expect(verdict).toBe(reasons[0]?.verdict ?? 'good');
      for (const reason of reasons) expect(isWorse(reason.verdict, verdict)).toBe(false);
    });
  });

  it('never gets better because the run lasts longer', () => {
    property((given, when) => {
      const short = forecastAccount(given, when, now);
      const long = forecastAccount(given, { ...when, until: when.until + 5 * HOUR }, now);
      expect(isWorse(short.verdict, long.verdict)).toBe(false);
    });
  });

  it('never gets worse because the provider says that it holds', () => {
    property((given, when) => {
      const silent = forecastAccount({ ...given, probe: 'unanswered' }, when, now);
      const held = forecastAccount({ ...given, probe: 'holds' }, when, now);
      expect(isWorse(held.verdict, silent.verdict)).toBe(false);
    });
  });

  it('never gets better because one more scope is needed, and is never good while a needed one is missing', () => {
    property((given, when) => {
      const needed = given.scopes.needed ?? [];
      const lacks = { ...given, scopes: { ...given.scopes, needed: [...needed, 'never granted'] } };
      const more = forecastAccount(lacks, when, now);
      expect(more.verdict).not.toBe('good');
      if (given.scopes.needed)
        expect(isWorse(forecastAccount(given, when, now).verdict, more.verdict)).toBe(false);
    });
  });

  it('gives whoever must act a time ahead of them, the end of the run at the latest, and a sentence', () => {
    property((given, when) => {
      for (const { actor, actByAt, summary, verdict } of forecastAccount(given, when, now).reasons) {
        expect(summary).toMatch(/[.:;]/);
        if (actByAt === null) expect(actor).toBe('nobody');
        else {
          expect(actByAt).toBeGreaterThan(now);
          // What ends after the run is worth a word, and has until then.
          if (verdict === 'will_not_survive') expect(actByAt).toBeLessThanOrEqual(when.until);
        }
      }
    });
  });

  it('speaks of an account that waits for a person by its state alone', () => {
    property((given, when) => {
      for (const state of ['reauth_required', 'disconnected'] as const) {
        const { reasons } = forecastAccount({ ...given, state }, when, now);
        expect(reasons.map(({ code }) => code)).toEqual([state]);
      }
    });
  });
});
